import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SweepSharedGrants } from '../../src/accounts/application/sweep-shared-grants.js';
import { until } from '../support/until.js';
import { World, type AccountBody } from '../support/world.js';

const x = { platform: 'x' };

/** X ends a person's earlier tokens with every new authorization, so whatever the service does not keep of it is lost for all workspaces. */
describe('the authorization of a person that all workspaces share', () => {
  let world: World;
  let turn = 0;
  let here: string;
  let there: string;
  const made: string[] = [];

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    here = await workspaceOf('here');
    there = await workspaceOf('there');
  });

  // The same people come again: what an earlier story left to them is gone.
  afterEach(async () => {
    for (const workspace of made.splice(0)) await world.api.delete(`/v1/workspaces/${workspace}`);
  });

  afterAll(() => world.stop());

  async function workspaceOf(name: string): Promise<string> {
    const workspace = await world.workspace(`${name}-${String(turn)}`);
    made.push(workspace);
    return workspace;
  }

  const path = (workspace: string, { id }: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts/${id}`;
  const check = async (workspace: string, account: AccountBody): Promise<unknown> => (await world.api.post(`${path(workspace, account)}/check`)).body;
  const sweep = (): Promise<{ claimed: number; wiped: number }> => world.service.app.get(SweepSharedGrants).execute();
  const stored = (subject: string): Promise<readonly unknown[]> => world.service.database.query('SELECT id FROM grants WHERE platform = $1 AND subject = $2', ['x', subject]);
  const left = (): Promise<readonly unknown[]> => world.service.database.query('SELECT id FROM unclaimed_authorizations');
  const healthy = { verdict: 'healthy', account: { status: 'connected', statusReason: null } };

  /** The same person in two workspaces. */
  async function both(persona: string): Promise<{ readonly one: AccountBody; readonly other: AccountBody; readonly works: () => Promise<void> }> {
    const one = await world.connect(here, persona, x);
    const other = await world.connect(there, persona, x);
    const works = async (): Promise<void> => {
      expect(await check(here, one)).toMatchObject(healthy);
      expect(await check(there, other)).toMatchObject(healthy);
    };
    return { one, other, works };
  }

  it('accounts of one person in two workspaces › are two accounts on one grant, and both work', async () => {
    const { one, other, works } = await both('ada');
    expect(one.id).not.toBe(other.id);
    expect(await stored(one.platformUserId)).toHaveLength(1);
    await works();
    await world.passTime(3 * 3600);
    await works();
  });

  describe('a new authorization that comes to nothing leaves every account working', () => {
    it('abandoned before its completion, then expired and swept', async () => {
      const { one, works } = await both('ada');
      const elsewhere = await workspaceOf('elsewhere');
      await world.authorize(elsewhere, 'ada', x);
      await works();
      await world.passTime(601);
      await sweep();
      await works();
      expect(await stored(one.platformUserId)).toHaveLength(1);
    });

    it('cancelled', async () => {
      const { works } = await both('ada');
      const { session } = await world.authorize(here, 'ada', x);
      expect((await world.api.delete(`/v1/workspaces/${here}/connect-sessions/${session.id}`)).status).toBe(204);
      await works();
    });

    it('as another account’s reconnect', async () => {
      const { works } = await both('ada');
      const sam = await world.connect(here, 'sam', x);
      expect((await world.authorize(here, 'ada', { ...x, reconnectAccountId: sam.id })).error).toBe('wrong_account');
      await works();
    });

    it('with a platform that does not say whose it is › which is asked again until it does', async () => {
      const { works } = await both('ada');
      await world.control('faults', { platform: 'x', path: '/2/users/me', times: 2, fault: { status: 503 } });
      expect((await world.authorize(here, 'ada', x)).error).toBe('platform_unavailable');
      expect(await left()).toHaveLength(1);
      expect(await sweep()).toMatchObject({ claimed: 0 });
      await world.passTime(61);
      expect(await sweep()).toMatchObject({ claimed: 0 });
      expect(await left()).toHaveLength(1);
      await world.passTime(121);
      const sweeps = await Promise.all([sweep(), sweep()]);
      expect(sweeps.reduce((sum, { claimed }) => sum + claimed, 0)).toBe(1);
      expect(await left()).toEqual([]);
      await works();
    });

    it('while the platform thinks about whose it is › it is kept already, so that a process that ends now loses nothing', async () => {
      const { works } = await both('ada');
      await world.control('faults', { platform: 'x', path: '/2/users/me', times: 1, fault: { delayMs: 1_500 } });
      const travel = world.authorize(here, 'ada', x);
      await until(async () => (await left()).length === 1, 1_400);
      expect((await travel).error).toBeNull();
      expect(await left()).toEqual([]);
      await works();
    });

    it('of a person whom nobody has connected › is wiped when no session can come to it any more', async () => {
      await world.authorize(here, 'otto', x);
      const subject = String((await world.grants('x')).at(-1)?.subject);
      expect(await stored(subject)).toHaveLength(1);
      await sweep();
      expect(await stored(subject)).toHaveLength(1);
      await world.passTime(601);
      await Promise.all([sweep(), sweep()]);
      expect(await stored(subject)).toEqual([]);
    });
  });

  it('two sessions of one person › the earlier completes with the tokens of the later, which alone are alive', async () => {
    const first = await world.authorize(here, 'ada', x);
    await world.authorize(there, 'ada', x);
    const done = await world.complete(here, first.session.id, { connectCode: first.code });
    expect(await check(here, done.body.accounts[0] as AccountBody)).toMatchObject(healthy);
  });

  it('of two sessions of one person the later is abandoned, and the last account leaves › the earlier still completes with tokens that live', async () => {
    const account = await world.connect(here, 'ada', x);
    const first = await world.authorize(here, 'ada', x);
    await world.authorize(there, 'ada', x);
    await world.api.delete(path(here, account));
    const done = await world.complete(here, first.session.id, { connectCode: first.code });
    expect(await check(here, done.body.accounts[0] as AccountBody)).toMatchObject(healthy);
  });

  it('a session that completes after the grant was renewed › does not bring its own tokens back', async () => {
    const { one, works } = await both('ada');
    const { session, code } = await world.authorize(here, 'ada', x);
    expect(await check(there, (await world.accounts(there))[0] as AccountBody)).toMatchObject(healthy);
    const done = await world.complete(here, session.id, { connectCode: code });
    expect(done.body.accounts[0]).toMatchObject({ id: one.id });
    await works();
  });

  it('reconnecting in one workspace › heals the account of the other, where history names no stranger', async () => {
    const { one, other } = await both('tess');
    await world.control('grants/revoke', { platform: 'x', subject: 'tess', why: 'user' });
    expect(await check(here, one)).toMatchObject({ verdict: 'broken' });
    expect(await check(there, other)).toMatchObject({ verdict: 'broken' });
    await world.connect(here, 'tess', x);
    expect((await world.accounts(there))[0]).toMatchObject({ id: other.id, status: 'connected', statusReason: null });
    const history = await world.api.get<{ data: readonly { type: string; actor: { type: string } }[] }>(`${path(there, other)}/history`);
    expect(history.body.data[0]).toMatchObject({ type: 'status_changed', actor: { type: 'system' } });
    expect(history.text).not.toContain(here);
    expect(await check(there, other)).toMatchObject(healthy);
  });

  it('a disconnect in one workspace › leaves the other; the last one takes the tokens along', async () => {
    const { one, other } = await both('ada');
    expect((await world.api.delete(`${path(here, one)}?revoke=true`)).body).toEqual({ revoked: false, reason: 'other_accounts' });
    expect(await check(there, other)).toMatchObject(healthy);
    expect((await world.api.delete(`${path(there, other)}?revoke=true`)).body).toEqual({ revoked: true, reason: null });
    expect(await stored(one.platformUserId)).toEqual([]);
  });

  it('a workspace that is removed › leaves the other; after the last one the tokens are wiped', async () => {
    const { one, other } = await both('ada');
    expect((await world.api.delete(`/v1/workspaces/${here}`)).status).toBe(204);
    expect(await check(there, other)).toMatchObject(healthy);
    await world.api.delete(`/v1/workspaces/${there}`);
    await world.passTime(601);
    await sweep();
    expect(await stored(one.platformUserId)).toEqual([]);
  });

  it('connecting and disconnecting in many workspaces at the same time › ends without a deadlock, one grant and the accounts that stand', async () => {
    const workspaces = await Promise.all([1, 2, 3, 4, 5].map((index) => workspaceOf(`crowd-${String(index)}`)));
    const accounts: AccountBody[] = [];
    for (const workspace of workspaces) accounts.push(await world.connect(workspace, 'ada', x));
    const sessions: Awaited<ReturnType<World['authorize']>>[] = [];
    for (const workspace of workspaces) sessions.push(await world.authorize(workspace, 'ada', x));
    const answers = await Promise.all([
      ...workspaces.map((workspace, index) => world.complete(workspace, String(sessions[index]?.session.id), { connectCode: sessions[index]?.code })),
      ...workspaces.map((workspace, index) => world.api.delete(path(workspace, accounts[index] as AccountBody))),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    for (const workspace of workspaces) {
      const [account] = await world.accounts(workspace);
      if (account !== undefined) expect(await check(workspace, account)).toMatchObject(healthy);
    }
  });
});
