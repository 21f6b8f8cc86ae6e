import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { strictClient } from '../support/strict-oauth-server.js';
import { StrictWorld } from '../support/strict-world.js';
import type { AccountBody, SessionBody } from '../support/world.js';

describe('a strict OAuth server that nobody here wrote, through the whole HTTP API', () => {
  let world: StrictWorld;

  beforeAll(async () => {
    world = await StrictWorld.start();
  });

  afterAll(() => world.stop());

  beforeEach(() => {
    world.server.person = { id: 'ada', agrees: true };
  });

  it('a person who agrees › is connected, with the scopes and the expiry that the server gave', async () => {
    const before = Date.now();
    const done = await world.complete(await world.travel());

    expect(done.status).toBe(200);
    const [account] = done.body.accounts as readonly (AccountBody & { scopes: string[] })[];
    expect(account).toMatchObject({ platform: 'strict', platformUserId: 'ada', displayName: 'Strict ada', status: 'connected' });
    expect([...(account?.scopes ?? [])].sort()).toEqual(['openid', 'profile']);
    const life = Date.parse(account?.tokenExpiresAt ?? '') - before;
    expect(Math.abs(life - 3_600_000)).toBeLessThan(60_000);
    expect((await world.api.post(`/v1/workspaces/acme/social-accounts/${account?.id}/check`)).body).toMatchObject({ verdict: 'healthy' });
  });

  it('a person who refuses › ends the session as access_denied', async () => {
    world.server.person = { id: 'noah', agrees: false };
    const { session, query } = await world.travel();

    expect(query.get('error')).toBe('access_denied');
    expect((await world.api.get<SessionBody>(`/v1/workspaces/acme/connect-sessions/${session.id}`)).body).toMatchObject({
      status: 'failed',
      error: { code: 'access_denied' },
    });
  });

  it('nothing of it › stands in a log', async () => {
    const returned = await world.travel();
    await world.complete(returned);

    const logged = world.service.logs.join('\n');
    const { code, state } = Object.fromEntries(new URL(returned.callback).searchParams);
    for (const secret of [strictClient.secret, code, state, returned.query.get('connect_code')]) {
      expect(secret).toEqual(expect.any(String));
      expect(logged).not.toContain(secret);
    }
  });
});
