import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type AccountBody } from '../support/world.js';

const hour = 3600;

describe('an X account', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`x-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (persona: string): Promise<AccountBody> => world.connect(workspace, persona, { platform: 'x' });
  const path = ({ id }: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts/${id}`;
  const check = async (account: AccountBody): Promise<unknown> => (await world.api.post(`${path(account)}/check`)).body;
  const reads = async (): Promise<number> => (await world.requests('?platform=x&path=/2/users/me')).length;

  it('its id, beyond what a number holds › is kept verbatim', async () => {
    const account = await connect('ada');
    expect(BigInt(account.platformUserId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(account.platformUserId).toBe((await world.grants('x')).at(-1)?.subject);
  });

  it('a check › refreshes once, keeps both new tokens, and reads the profile once', async () => {
    const account = await connect('ada');
    const before = await reads();
    for (const refreshes of [1, 2]) {
      await world.passTime(3 * hour);
      expect(await check(account)).toMatchObject({ verdict: 'healthy' });
      expect((await world.grants('x')).at(-1)).toMatchObject({ alive: true, refreshCount: refreshes });
    }
    expect(await reads()).toBe(before + 2);
  });

  it('an authorization that was taken back › is noticed without a billed read, and reconnecting heals it', async () => {
    const account = await connect('tess');
    await world.control('grants/revoke', { platform: 'x', subject: 'tess', why: 'user' });
    const before = await reads();
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { statusReason: { code: 'refresh_rejected', action: 'reconnect' } } });
    expect(await reads()).toBe(before);
    expect(await connect('tess')).toMatchObject({ id: account.id, status: 'connected' });
  });

  it.each([
    ['the credits are used up', { status: 402, body: { title: 'CreditsDepleted', type: 'https://api.x.com/2/problems/credits', status: 402 } }],
    ['the app left its plan', { status: 403, body: { title: 'Client Forbidden', type: 'https://api.twitter.com/2/problems/client-forbidden', reason: 'client-not-enrolled' } }],
    ['the plan is used up', { status: 429, body: { title: 'UsageCapExceeded', type: 'https://api.x.com/2/problems/usage-capped' } }],
  ])('while %s › nothing changes, at the read as at the refresh', async (_, fault) => {
    const account = await connect('otto');
    for (const place of ['/2/users/me', '/2/oauth2/token']) {
      await world.control('faults', { platform: 'x', path: place, times: 1, fault });
      expect(await check(account)).toMatchObject({ verdict: 'inconclusive', account: { status: 'connected', statusReason: null } });
    }
    expect(await check(account)).toMatchObject({ verdict: 'healthy' });
  });

  it('a locked account › is not connected; one that is locked later stays connected and is told what to do', async () => {
    expect((await world.authorize(workspace, 'rita', { platform: 'x' })).error).toBe('platform_error');
    const account = await connect('ada');
    const body = { title: 'Forbidden', type: 'about:blank', status: 403, detail: 'Your account is temporarily locked. Please log in to https://x.com to unlock your account.' };
    await world.control('faults', { platform: 'x', path: '/2/users/me', times: 1, fault: { status: 403, body } });
    expect(await check(account)).toMatchObject({ account: { status: 'connected', statusReason: { code: 'account_restricted' } } });
  });

  it('given back › is over at X for both tokens', async () => {
    const account = await connect('sam');
    expect((await world.api.delete(`${path(account)}?revoke=true`)).body).toEqual({ revoked: true, reason: null });
    expect((await world.grants('x')).at(-1)).toMatchObject({ alive: false });
    expect(await world.requests('?platform=x&path=/2/oauth2/revoke')).toHaveLength(2);
  });
});
