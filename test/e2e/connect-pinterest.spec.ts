import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type AccountBody } from '../support/world.js';

const day = 24 * 3600;
const wrongCredentials = { status: 401, body: { code: 2, message: 'Authentication failed.' } };

describe('a Pinterest account', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`pinterest-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (persona: string): Promise<AccountBody> => world.connect(workspace, persona, { platform: 'pinterest' });
  const check = async ({ id }: AccountBody): Promise<unknown> => (await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${id}/check`)).body;

  it('its id, beyond what a number holds › is kept verbatim; a business is one', async () => {
    const account = await connect('tess');
    const [grant] = (await world.grants('pinterest')).slice(-1);
    expect(BigInt(account.platformUserId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(account).toMatchObject({ platformUserId: grant?.subject, accountType: 'business', displayName: 'Tess Okafor Makes' });
  });

  it('a token that ran out › is refreshed, and so is the next: the new refresh token was kept', async () => {
    const account = await connect('ada');
    for (const refreshes of [1, 2, 3]) {
      await world.passTime(31 * day);
      expect(await check(account)).toMatchObject({ verdict: 'healthy' });
      expect((await world.grants('pinterest')).at(-1)?.refreshCount).toBe(refreshes);
    }
  });

  it('a refresh refused for the credentials of our app › changes nothing', async () => {
    const account = await connect('ada');
    await world.passTime(31 * day);
    await world.control('faults', { platform: 'pinterest', path: '/v5/oauth/token', times: 1, fault: wrongCredentials });
    expect(await check(account)).toMatchObject({ verdict: 'inconclusive', account: { status: 'connected', statusReason: null } });
  });

  it.each(['user', 'password'])('an authorization that ended by the %s › is noticed, and reconnecting heals it', async (why) => {
    const account = await connect('sam');
    await world.control('grants/revoke', { platform: 'pinterest', subject: 'sam', why });
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { statusReason: { code: 'refresh_rejected', action: 'reconnect' } } });
    expect(await connect('sam')).toMatchObject({ id: account.id, status: 'connected' });
  });

  it('a restricted account › is not connected, and the person is told', async () => {
    const { error } = await world.authorize(workspace, 'rita', { platform: 'pinterest' });
    expect(error).toBe('platform_error');
  });
});
