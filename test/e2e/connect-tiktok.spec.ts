import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/kernel/ports/clock.js';
import { World, type AccountBody } from '../support/world.js';

const hour = 3600;

describe('a TikTok account', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`tiktok-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (persona: string, at = workspace): Promise<AccountBody> => world.connect(at, persona, { platform: 'tiktok' });
  const path = (account: AccountBody, at = workspace): string => `/v1/workspaces/${at}/social-accounts/${account.id}`;
  const check = async (account: AccountBody): Promise<unknown> => (await world.api.post(`${path(account)}/check`)).body;
  /** The newest authorizations that TikTok knows of. */
  const latest = async (count: number): Promise<Awaited<ReturnType<World['grants']>>> => (await world.grants('tiktok')).slice(-count);

  it('its open id › stands as TikTok gave it, dashes included', async () => {
    const account = await connect('ada');
    expect(account.platformUserId).toMatch(/^-[0-9a-f]{7}-[0-9a-f]{4}-/);
    expect((await latest(1)).map(({ subject }) => subject)).toEqual([account.platformUserId]);
  });

  it('its expiry › is what TikTok said, two hours', async () => {
    const account = await connect('ada');
    const life = new Date(account.tokenExpiresAt ?? 0).getTime() - world.service.app.get(Clock).now().getTime();
    expect(Math.abs(life - 2 * hour * 1000)).toBeLessThan(30_000);
  });

  it('a token that ran out › is refreshed once, and both new tokens are kept', async () => {
    const account = await connect('ada');
    await world.passTime(3 * hour);
    expect(await check(account)).toMatchObject({ verdict: 'healthy' });
    await world.passTime(3 * hour);
    expect(await check(account)).toMatchObject({ verdict: 'healthy' });
    expect((await latest(1)).map(({ refreshCount }) => refreshCount)).toEqual([2]);
  });

  it('a refresh token past its end › is token_expired, and a new consent heals it', async () => {
    const account = await connect('ada');
    await world.passTime(181 * 24 * hour);
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status: 'token_expired', statusReason: { code: 'refresh_token_expired' } } });
    expect(await connect('ada')).toMatchObject({ id: account.id, status: 'connected' });
  });

  it('banned from posting › stays connected and says what the person must do', async () => {
    const account = await connect('rita');
    expect(await check(account)).toMatchObject({ account: { status: 'connected', statusReason: { code: 'account_restricted' } } });
  });

  it('the posts of the day used up › is healthy', async () => {
    const account = await connect('ada');
    await world.control('faults', {
      platform: 'tiktok',
      path: '/v2/post/publish/creator_info/query/',
      times: 1,
      fault: { status: 200, body: { data: {}, error: { code: 'spam_risk_too_many_posts', message: 'x', log_id: 'y' } } },
    });
    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
  });

  it('given back › only once no other account of the person stands in any workspace', async () => {
    const elsewhere = await world.workspace(`${workspace}-b`);
    const [here, there] = [await connect('tess'), await connect('tess', elsewhere)];
    expect((await world.api.delete(`${path(here)}?revoke=true`)).body).toEqual({ revoked: false, reason: 'other_accounts' });
    expect((await latest(2)).map(({ alive }) => alive)).toEqual([true, true]);
    await world.passTime(3 * hour);
    expect((await world.api.delete(`${path(there, elsewhere)}?revoke=true`)).body).toEqual({ revoked: true, reason: null });
    expect((await latest(2)).map(({ alive }) => alive)).toEqual([false, false]);
  });
});
