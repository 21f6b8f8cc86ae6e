import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/kernel/ports/clock.js';
import { World, type AccountBody } from '../support/world.js';

const day = 24 * 3600;

const platforms = {
  instagram: { lengthening: '/access_token', accountType: 'business' },
  threads: { lengthening: '/access_token', accountType: 'personal' },
};

describe.each(Object.entries(platforms))('an account of %s, whose tokens are made to last', (platform, at) => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`${platform}-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (persona: string): Promise<AccountBody> => world.connect(workspace, persona, { platform });
  const check = async ({ id }: AccountBody): Promise<unknown> => (await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${id}/check`)).body;

  it('its id, beyond what a number holds › is kept verbatim', async () => {
    const account = await connect('ada');
    expect(BigInt(account.platformUserId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(account).toMatchObject({ platformUserId: (await world.grants(platform)).at(-1)?.subject, accountType: at.accountType });
  });

  it('its token › lasts sixty days, as the platform said, and no date to authorize again is named', async () => {
    const account = await connect('ada');
    const life = new Date(account.tokenExpiresAt ?? 0).getTime() - world.service.app.get(Clock).now().getTime();
    expect(Math.abs(life - 60 * day * 1000)).toBeLessThan(30_000);
    expect(account).toMatchObject({ reauthorizeBy: null });
  });

  it('a token that could not be made to last › fails the connect, and nothing is stored', async () => {
    const body = { error: { message: 'x', type: 'OAuthException', code: 2, is_transient: true } };
    await world.control('faults', { platform, path: at.lengthening, times: 1, fault: { status: 500, body } });
    expect((await world.authorize(workspace, 'ada', { platform })).error).toBe('platform_unavailable');
    expect(await world.service.database.query('SELECT id FROM grants WHERE workspace_id = $1', [workspace])).toEqual([]);
  });

  it.each([
    ['user', 'disconnected', 'revoked_by_user'],
    ['password', 'disconnected', 'password_changed'],
  ])('an authorization that ended by the %s › is %s, and reconnecting heals it', async (why, status, reason) => {
    const account = await connect('tess');
    await world.control('grants/revoke', { platform, subject: 'tess', why });
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status, statusReason: { code: reason, action: 'reconnect' } } });
    expect(await connect('tess')).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
  });

  it('a token that ran out › is token_expired, since nothing can renew it any more', async () => {
    const account = await connect('otto');
    await world.passTime(61 * day);
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status: 'token_expired' } });
    expect(await connect('otto')).toMatchObject({ id: account.id, status: 'connected' });
  });

  it.each([
    ['a limit dressed as an OAuth error', { status: 403, body: { error: { message: 'x', type: 'OAuthException', code: 4 } } }],
    ['an outage dressed as one', { status: 400, body: { error: { message: 'x', type: 'OAuthException', code: 2, is_transient: true } } }],
    ['an error nobody documents', { status: 400, body: { error: { message: '190', type: 'OAuthException', code: 77190 } } }],
  ])('%s › changes nothing', async (_, fault) => {
    const account = await connect('ada');
    await world.control('faults', { platform, times: 1, fault });
    expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
  });

  it('a checkpoint › keeps the account connected, and says what the person must do', async () => {
    const account = await connect('ada');
    const body = { error: { message: 'x', type: 'OAuthException', code: 190, error_subcode: 459 } };
    await world.control('faults', { platform, times: 1, fault: { status: 400, body } });
    expect(await check(account)).toMatchObject({ account: { status: 'connected', statusReason: { code: 'account_restricted' } } });
    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { statusReason: null } });
  });
});

describe('a personal account of Instagram', () => {
  it('is not connected, and the person is told that there is nothing to connect', async () => {
    const world = await World.start();
    const workspace = await world.workspace('personal');
    expect((await world.authorize(workspace, 'nils', { platform: 'instagram' })).error).toBe('no_connectable_account');
    await world.stop();
  });
});
