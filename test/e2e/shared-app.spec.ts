import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { until } from '../support/until.js';
import { World, type AccountBody } from '../support/world.js';

const day = 86_400;

describe('an app that Facebook pages and the Instagram accounts behind them have', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    const app = ['FACEBOOK', 'INSTAGRAM_FACEBOOK'].flatMap((prefix) => [[`${prefix}_CLIENT_ID`, '1234567890'], [`${prefix}_CLIENT_SECRET`, 'the-secret-of-the-one-meta-app']]);
    world = await World.start({ env: Object.fromEntries(app) as Record<string, string> });
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`meta-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (platform: string, persona: string, at = workspace): Promise<AccountBody> => world.connect(at, persona, { platform });
  const giveBack = async (account: AccountBody, at = workspace): Promise<unknown> => (await world.api.delete(`/v1/workspaces/${at}/social-accounts/${account.id}?revoke=true`)).body;
  const check = async ({ id }: AccountBody, at = workspace): Promise<unknown> => (await world.api.post(`/v1/workspaces/${at}/social-accounts/${id}/check`)).body;
  const removals = async (): Promise<number> => (await world.requests('?path=/permissions')).filter(({ method }) => method === 'DELETE').length;

  it('is not given back while an account of the other product stands, in whatever workspace', async () => {
    const elsewhere = await world.workspace(`${workspace}-b`);
    const [page, account] = [await connect('facebook', 'ada'), await connect('instagram-facebook', 'ada', elsewhere)];
    const before = await removals();
    expect(await giveBack(page)).toEqual({ revoked: false, reason: 'other_accounts' });
    expect(await removals()).toBe(before);
    expect(await check(account, elsewhere)).toMatchObject({ verdict: 'healthy' });
    expect(await giveBack(account, elsewhere)).toEqual({ revoked: true, reason: null });
    expect(await removals()).toBe(before + 1);
    expect((await world.grants('instagram-facebook')).map(({ alive }) => alive)).toEqual([false]);
  });

  it('is given back for one person alone', async () => {
    await connect('instagram-facebook', 'rita');
    expect(await giveBack(await connect('facebook', 'ada'))).toEqual({ revoked: true, reason: null });
    expect((await world.grants('instagram-facebook')).at(-1)).toMatchObject({ alive: true });
  });

  it('long after the person’s own token ended › can still be given back', async () => {
    const page = await connect('facebook', 'ada');
    await world.passTime(100 * day);
    expect(await giveBack(page)).toEqual({ revoked: true, reason: null });
    expect((await world.grants('facebook')).at(-1)).toMatchObject({ alive: false });
  });

  /** Gives an account back, and keeps that from going on while `meanwhile` is begun and waits for it. Answers what both came to. */
  async function whileGivenBack<T>(page: AccountBody, meanwhile: () => Promise<T>): Promise<readonly [unknown, T]> {
    const locker = new pg.Client(world.service.databaseUrl);
    await locker.connect();
    try {
      await locker.query('BEGIN');
      await locker.query("SELECT 1 FROM grants WHERE platform = 'facebook' FOR UPDATE");
      const first = giveBack(page);
      await until(async () => (await waiting()) === 1);
      const second = meanwhile();
      await until(async () => (await waiting()) === 2, 5_000);
      await locker.query('COMMIT');
      return [await first, await second];
    } finally {
      await locker.end();
    }
  }

  async function waiting(): Promise<number> {
    const blocked = 'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0';
    return (await world.service.database.queryOne<{ count: number }>(blocked))?.count ?? 0;
  }

  it('while an account is given back, another of the other product › waits its turn, and is the last one then', async () => {
    const elsewhere = await world.workspace(`${workspace}-b`);
    const [page, account] = [await connect('facebook', 'ada'), await connect('instagram-facebook', 'ada', elsewhere)];
    const before = await removals();
    const answers = await whileGivenBack(page, () => giveBack(account, elsewhere));
    expect(answers).toEqual([{ revoked: false, reason: 'other_accounts' }, { revoked: true, reason: null }]);
    expect(await removals()).toBe(before + 1);
  });

  it('while an account is given back, connecting one of the other product › waits its turn', async () => {
    const elsewhere = await world.workspace(`${workspace}-b`);
    const page = await connect('facebook', 'ada');
    const { session, code } = await world.authorize(elsewhere, 'ada', { platform: 'instagram-facebook' });
    const [given, completed] = await whileGivenBack(page, () => world.complete(elsewhere, session.id, { connectCode: code }));
    expect([given, completed.status]).toEqual([{ revoked: true, reason: null }, 200]);
  });
});
