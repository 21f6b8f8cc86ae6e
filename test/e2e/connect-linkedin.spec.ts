import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { person, World, type AccountBody, type SessionBody } from '../support/world.js';

describe('connecting a LinkedIn profile', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  afterAll(() => world.stop());

  it('a person who approves › has an account that can be listed, deactivated and disconnected', async () => {
    const begun = await world.begin('acme');
    expect(begun.status).toBe(201);
    expect(begun.body).toMatchObject({
      platform: 'linkedin',
      workspaceId: 'acme',
      status: 'awaiting_authorization',
      candidateCount: 0,
      accounts: [],
      error: null,
      authorizationUrl: expect.stringMatching(new RegExp(`^${world.service.url}/v1/connect/[\\w-]{43}$`)),
    });

    await world.consent('ada');
    const returned = await world.travel(begun.body.authorizationUrl);
    expect(returned).toMatchObject({ sessionId: begun.body.id, code: expect.stringMatching(/^[\w-]{43}$/), error: null });
    expect(returned.page.status).toBe(303);
    expect(returned.page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(returned.page.headers.get('cache-control')).toBe('no-store');

    expect(await world.session('acme', begun.body.id)).toMatchObject({ status: 'awaiting_completion', candidateCount: 1, authorizationUrl: null });
    expect(await world.accounts('acme')).toEqual([]);

    const path = `/v1/workspaces/acme/connect-sessions/${begun.body.id}/candidates`;
    const candidates = await world.api.get<{ data: unknown[]; nextCursor: null }>(path, { 'X-Connect-Code': returned.code ?? '' });
    expect(candidates.status).toBe(200);
    expect(candidates.body.nextCursor).toBeNull();
    expect(candidates.body.data).toEqual([
      {
        id: expect.any(String),
        kind: 'profile',
        displayName: expect.stringContaining('Ada'),
        username: null,
        avatarUrl: expect.any(String),
        selectable: true,
        reason: null,
        alreadyConnected: false,
      },
    ]);

    const done = await world.complete('acme', begun.body.id, { connectCode: returned.code });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ status: 'completed', candidateCount: 1 });
    const [account] = done.body.accounts as [AccountBody];
    expect(account).toMatchObject({
      workspaceId: 'acme',
      platform: 'linkedin',
      network: 'linkedin',
      accountType: 'personal',
      status: 'connected',
      statusReason: null,
      isActive: true,
      connectedBy: person.userId,
      scopes: expect.arrayContaining(['openid', 'profile', 'w_member_social']),
      missingScopes: [],
      reauthorizeBy: account.tokenExpiresAt,
    });

    expect(await world.accounts('acme')).toEqual([account]);
    const one = `/v1/workspaces/acme/social-accounts/${account.id}`;
    expect((await world.api.patch<AccountBody>(one, { isActive: false })).body).toMatchObject({ id: account.id, isActive: false });

    const gone = await world.api.delete(one);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect(await world.accounts('acme')).toEqual([]);
    expect((await world.api.get(one)).status).toBe(404);
  });

  it('the stored expiry › is what the platform said, 60 days after the exchange', async () => {
    const before = Date.now();
    const account = await world.connect('acme', 'tess');
    const life = new Date(account.tokenExpiresAt ?? 0).getTime() - before;
    expect(Math.abs(life - 60 * 24 * 3600 * 1000)).toBeLessThan(30_000);
  });

  it('the same person again › is the same account, also after a disconnect', async () => {
    const first = await world.connect('acme', 'ada');
    const second = await world.connect('acme', 'ada');
    expect(second.id).toBe(first.id);
    await world.api.delete(`/v1/workspaces/acme/social-accounts/${first.id}`);
    const third = await world.connect('acme', 'ada');
    expect(third.id).toBe(first.id);

    const history = await world.api.get<{ data: { type: string; actor: object }[] }>(`/v1/workspaces/acme/social-accounts/${first.id}/history`);
    expect(history.body.data.slice(0, 4).map(({ type }) => type)).toEqual(['connected', 'disconnected', 'reconnected', 'connected']);
    expect(history.body.data[0]?.actor).toEqual({ type: 'user', id: person.userId });
    expect(history.body.data[1]?.actor).toMatchObject({ type: 'api_key' });
  });

  it('reconnecting the account › heals it; another person there › is refused and changes nothing', async () => {
    const account = await world.connect('acme', 'ada');
    await world.control('grants/revoke', { platform: 'linkedin', subject: account.platformUserId, why: 'user' });
    const path = `/v1/workspaces/acme/social-accounts/${account.id}`;
    const check = await world.api.post<{ verdict: string; account: AccountBody }>(`${path}/check`);
    expect(check.body).toMatchObject({ verdict: 'broken', account: { status: 'disconnected', statusReason: { action: 'reconnect' } } });

    const wrong = await world.authorize('acme', 'mona', { reconnectAccountId: account.id });
    expect(wrong.error).toBe('wrong_account');
    expect(await world.session('acme', wrong.session.id)).toMatchObject({ status: 'failed', error: { code: 'wrong_account' } });
    expect((await world.api.get<AccountBody>(path)).body).toEqual(check.body.account);

    const healed = await world.connect('acme', 'ada', { reconnectAccountId: account.id.toUpperCase() });
    expect(healed).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
  });

  it('parallel popups in one browser › each finish their own session', async () => {
    const browser = new Browser();
    const [one, two] = [await world.begin('acme'), await world.begin('acme')] as const;
    await world.consent('ada');
    const first = await browser.open(one.body.authorizationUrl);
    const toFirst = await browser.open(first.location ?? '');
    await world.consent('tess');
    const second = await world.travel(two.body.authorizationUrl, browser);
    const callback = await browser.open(toFirst.location ?? '');
    const code = new URL(callback.location ?? '').searchParams.get('connect_code');

    const done = [
      await world.complete<SessionBody>('acme', one.body.id, { connectCode: code }),
      await world.complete<SessionBody>('acme', two.body.id, { connectCode: second.code }),
    ];
    expect(done.map(({ body }) => body.accounts[0]?.displayName)).toEqual([expect.stringContaining('Ada'), expect.stringContaining('Tess')]);
  });
});
