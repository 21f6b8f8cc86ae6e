import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StrictWorld } from '../support/strict-world.js';
import type { AccountBody } from '../support/world.js';

interface Check {
  readonly verdict: string;
  readonly account: AccountBody;
}

describe('a strict OAuth server that nobody here wrote, renewing through the HTTP API', () => {
  let world: StrictWorld;
  let people = 0;

  beforeAll(async () => {
    world = await StrictWorld.start();
  });

  afterAll(() => world.stop());

  beforeEach(() => {
    people += 1;
    world.server.person = { id: `person-${String(people)}`, agrees: true };
  });

  const check = async ({ id }: AccountBody): Promise<Check> =>
    (await world.api.post<Check>(`/v1/workspaces/acme/social-accounts/${id}/check`)).body;
  const newest = (): string => world.server.refreshTokens.at(-1) ?? '';

  it('a token that lives › is not renewed', async () => {
    const account = await world.connect();
    const before = world.server.refreshTokens.length;

    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
    expect(world.server.refreshTokens).toHaveLength(before);
  });

  it('a token that ran out, again and again › is renewed each time by the refresh token of the last time', async () => {
    let account = await world.connect();
    const used = new Set([newest()]);
    for (let times = 1; times <= 3; times += 1) {
      await world.server.expireAccessTokens();
      const checked = await check(account);

      expect(checked).toMatchObject({ verdict: 'healthy', account: { id: account.id, status: 'connected', statusReason: null } });
      expect(Date.parse(checked.account.tokenExpiresAt ?? '')).toBeGreaterThan(Date.parse(account.tokenExpiresAt ?? ''));
      expect(used).not.toContain(newest());
      used.add(newest());
      account = checked.account;
    }
    expect(await check(account)).toMatchObject({ verdict: 'healthy' });
    expect(used.size).toBe(4);
  });

  it('a refresh token that somebody else used › ends as token_expired, and connecting again heals the same account', async () => {
    const account = await world.connect();
    const stolen = newest();
    await world.server.expireAccessTokens();
    await check(account);

    expect(await world.server.present(stolen)).toBe('invalid_grant');
    await world.server.expireAccessTokens();
    expect(await check(account)).toMatchObject({
      verdict: 'broken',
      account: { status: 'token_expired', statusReason: { code: 'refresh_rejected', action: 'reconnect' } },
    });

    expect(await world.connect()).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
    await world.server.expireAccessTokens();
    expect(await check(account)).toMatchObject({ verdict: 'healthy' });
  });

  it('no refresh token, used or unused › stands in a log or in the database', async () => {
    const account = await world.connect();
    await world.server.expireAccessTokens();
    await check(account);

    const rows = await world.service.database.query('SELECT grants::text AS row FROM grants');
    const told = `${world.service.logs.join()}${JSON.stringify(rows)}`;
    expect(world.server.refreshTokens.length).toBeGreaterThan(1);
    for (const token of world.server.refreshTokens) expect(told).not.toContain(token);
  });
});
