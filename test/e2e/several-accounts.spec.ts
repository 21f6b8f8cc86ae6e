import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import type { Candidate } from '../../src/oauth-providers/ports/provider.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';
import { FakeProviderRegistry } from '../fakes/provider-registry.fake.js';
import { FakeProvider, aCandidate, aTokenSet, anIdentity } from '../fakes/provider.fake.js';
import { Browser } from '../support/browser.js';
import { replacePlatforms } from '../support/platforms.js';
import { World, type AccountBody, type ProblemBody, type SessionBody } from '../support/world.js';

interface CandidateBody {
  readonly id: string;
  readonly displayName: string;
  readonly selectable: boolean;
  readonly alreadyConnected: boolean;
}

interface Authorized {
  readonly id: string;
  readonly code: string;
}

let codes = 0;

describe('an authorization that makes several accounts connectable', () => {
  let world: World;
  let pages: FakeProvider;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start({ env: { BILLING_MODE: 'cloud' } });
  });

  beforeEach(async () => {
    pages = new FakeProvider({
      platform: asId<PlatformKey>('fake-pages'),
      accountTypes: ['page'],
      selection: { kind: 'page', label: 'Pages' },
      revocation: 'person',
    });
    pages.candidates = ['1', '2', '3', '4'].map((id) => page(id));
    pages.identity = anIdentity({ subject: `person-${String(codes)}` });
    replacePlatforms(world.service, new FakeProviderRegistry([pages]));
    codes += 1;
    workspace = await world.workspace(`several-${String(codes)}`, 'starter');
  });

  afterAll(() => world.stop());

  function page(id: string, overrides: Partial<Candidate> = {}): Candidate {
    const name = `Page ${id}`;
    return aCandidate({ kind: 'page', platformUserId: id, accountType: 'page', displayName: name, username: null, credentials: Secret.of(`page-token-${id}`), ...overrides });
  }

  async function authorize(at: string = workspace, body: object = {}): Promise<Authorized> {
    const begun = await world.begin(at, { platform: 'fake-pages', ...body });
    const browser = new Browser();
    const launched = await browser.open(begun.body.authorizationUrl);
    const state = new URL(launched.location ?? '').searchParams.get('state') ?? '';
    codes += 1;
    const back = await browser.open(`${world.service.url}/v1/oauth/fake-pages/callback?state=${state}&code=${String(codes)}`);
    return { id: begun.body.id, code: new URL(back.location ?? '').searchParams.get('connect_code') ?? '' };
  }

  async function candidates({ id, code }: Authorized, query = '', at = workspace): Promise<{ data: CandidateBody[]; nextCursor: string | null }> {
    const path = `/v1/workspaces/${at}/connect-sessions/${id}/candidates${query}`;
    return (await world.api.get<{ data: CandidateBody[]; nextCursor: string | null }>(path, { 'X-Connect-Code': code })).body;
  }

  async function connect(names: readonly string[], at = workspace): Promise<readonly AccountBody[]> {
    const session = await authorize(at);
    const shown = (await candidates(session, '', at)).data;
    const selection = names.map((name) => shown.find(({ displayName }) => displayName === name)?.id.toUpperCase() ?? name);
    return (await world.complete(at, session.id, { connectCode: session.code, selection })).body.accounts;
  }

  const names = async (): Promise<readonly string[]> => (await world.accounts(workspace)).map(({ displayName }) => displayName);
  const grants = (): Promise<object[]> => world.service.database.query(`SELECT id, version FROM grants WHERE workspace_id = $1`, [workspace]);

  it('several picked › are all connected and stand on one grant', async () => {
    const accounts = await connect(['Page 3', 'Page 1']);
    expect(accounts.map(({ displayName }) => displayName)).toEqual(['Page 1', 'Page 3']);
    expect(await grants()).toHaveLength(1);
  });

  it('nothing picked where there is a choice › is refused and the session stays open', async () => {
    const session = await authorize();
    const answer = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_selection']);
    expect((await world.session(workspace, session.id)).status).toBe('awaiting_completion');
  });

  it('one among them that may not be selected › connects none of them', async () => {
    pages.candidates = [page('1'), page('2', { selectable: false, reason: 'You may not post here.' })];
    const session = await authorize();
    const shown = (await candidates(session)).data;
    expect(shown[1]).toMatchObject({ selectable: false, reason: 'You may not post here.' });
    const selection = shown.map(({ id }) => id);
    const answer = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code, selection });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_selection']);
    expect(await names()).toEqual([]);
  });

  it('nothing to choose from › fails as no_connectable_account', async () => {
    pages.candidates = [];
    const { id } = await authorize();
    expect((await world.session(workspace, id)).error?.code).toBe('no_connectable_account');
  });

  it('300 candidates › can be paged and searched, and show no token', async () => {
    pages.candidates = Array.from({ length: 300 }, (_, index) => page(String(index)));
    const session = await authorize();
    expect((await world.session(workspace, session.id)).candidateCount).toBe(300);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const shown: Awaited<ReturnType<typeof candidates>> = await candidates(session, `?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(JSON.stringify(shown)).not.toContain('page-token');
      seen.push(...shown.data.map(({ id }) => id));
      cursor = shown.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(300);
    expect((await candidates(session, '?search=page%20299')).data.map(({ displayName }) => displayName)).toEqual(['Page 299']);
  });

  it('a cursor of the list › holds for every search; one of another session, or of none, is refused', async () => {
    const session = await authorize();
    const { data, nextCursor } = await candidates(session, '?limit=2');
    expect((await candidates(session, `?search=page&cursor=${String(nextCursor)}`)).data.map(({ displayName }) => displayName)).toEqual(['Page 3', 'Page 4']);
    expect((await candidates(session, `?search=page%204&cursor=${String(nextCursor)}`)).data.map(({ displayName }) => displayName)).toEqual(['Page 4']);

    const other = await authorize();
    const foreign = String((await candidates(other, '?limit=2')).nextCursor);
    const forged = Buffer.from(JSON.stringify([data[1]?.id])).toString('base64url');
    for (const cursor of [foreign, forged, `${String(nextCursor)}A`, String(nextCursor).slice(0, -1), 'x', '']) {
      const path = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?cursor=${cursor}`;
      const answer = await world.api.get<ProblemBody>(path, { 'X-Connect-Code': session.code });
      expect([cursor, answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([cursor, 422, 'validation_failed', 'cursor']);
    }
  });

  it('one that is connected already › says so, and picking it again updates it', async () => {
    const [first] = await connect(['Page 1']);
    const session = await authorize();
    expect((await candidates(session)).data.map(({ alreadyConnected }) => alreadyConnected)).toEqual([true, false, false, false]);
    const [again] = await connect(['Page 1']);
    expect(again?.id).toBe(first?.id);
    expect(await grants()).toHaveLength(1);
  });

  it('disconnecting one › leaves its siblings their grant; the last one takes it along', async () => {
    const accounts = await connect(['Page 1', 'Page 2']);
    const path = (index: number): string => `/v1/workspaces/${workspace}/social-accounts/${String(accounts[index]?.id)}`;
    await world.api.delete(path(0));
    expect(await grants()).toHaveLength(1);
    expect((await world.api.post<{ verdict: string }>(`${path(1)}/check`)).body.verdict).toBe('healthy');
    await world.api.delete(path(1));
    expect(await grants()).toEqual([]);
  });

  it('disconnecting siblings at the same time › wipes the grant', async () => {
    const accounts = await connect(['Page 1', 'Page 2', 'Page 3']);
    const answers = await Promise.all(accounts.map(({ id }) => world.api.delete(`/v1/workspaces/${workspace}/social-accounts/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await grants()).toEqual([]);
  });

  it('reconnecting one › heals the siblings that broke with it, but not one that lost its role', async () => {
    const accounts = await connect(['Page 1', 'Page 2', 'Page 3']);
    const check = (index: number): Promise<unknown> => world.api.post(`/v1/workspaces/${workspace}/social-accounts/${String(accounts[index]?.id)}/check`);
    pages.verdict = { verdict: 'broken', reason: 'revoked_by_user' };
    await check(0);
    await check(1);
    pages.verdict = { verdict: 'broken', reason: 'role_lost' };
    await check(2);
    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['disconnected', 'disconnected', 'disconnected']);
    await connect(['Page 1']);
    const now = await world.accounts(workspace);
    expect(now.map(({ status, statusReason }) => [status, statusReason?.code])).toEqual([
      ['connected', undefined],
      ['connected', undefined],
      ['disconnected', 'role_lost'],
    ]);
  });

  it('reconnecting one › gives the siblings their fresh page tokens, and leaves one broken that the authorization no longer covers', async () => {
    const accounts = await connect(['Page 1', 'Page 2', 'Page 3']);
    pages.verdict = { verdict: 'broken', reason: 'password_changed' };
    for (const { id } of accounts) await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${id}/check`);
    pages.candidates = ['1', '2'].map((id) => page(id, { credentials: Secret.of(`fresh-token-${id}`) }));

    const [account] = accounts;
    const { id, code } = await authorize(workspace, { reconnectAccountId: account?.id });
    await world.complete(workspace, id, { connectCode: code });

    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['connected', 'connected', 'disconnected']);
    const used: (string | undefined)[] = [];
    pages.probe = async ({ credentials }) => {
      used.push(credentials?.use((token) => token));
      return { verdict: 'healthy' };
    };
    for (const { id: each } of accounts) await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${each}/check`);
    expect(used).toEqual(['fresh-token-1', 'fresh-token-2', 'page-token-3']);
  });

  it('the same page listed twice › is offered once, in the form that may be picked', async () => {
    pages.candidates = [page('1', { selectable: false, reason: 'no' }), page('1'), page('2'), page('2')];
    const session = await authorize();
    const shown = (await candidates(session)).data;
    expect(shown.map(({ displayName, selectable }) => [displayName, selectable])).toEqual([
      ['Page 1', true],
      ['Page 2', true],
    ]);
    const done = await world.complete(workspace, session.id, { connectCode: session.code, selection: shown.map(({ id }) => id) });
    expect([done.status, done.body.accounts.length]).toEqual([200, 2]);
  });

  it('another set of scopes › stands in the history of every account on the grant', async () => {
    const accounts = await connect(['Page 1', 'Page 2']);
    pages.tokens = aTokenSet({ scopes: ['write', 'admin'] });
    await connect(['Page 1']);
    for (const { id } of accounts) {
      const history = await world.api.get<{ data: { type: string; data: object }[] }>(`/v1/workspaces/${workspace}/social-accounts/${id}/history`);
      const changes = history.body.data.filter(({ type }) => type === 'scopes_changed');
      expect(changes.map(({ data }) => data)).toEqual([{ added: ['admin'], removed: ['read'] }]);
    }
  });

  it('names and addresses that no page should show › are cut or left out', async () => {
    const long = '界'.repeat(600);
    pages.candidates = [
      page('1', { displayName: long, username: 'a\u0000b', avatarUrl: 'javascript:alert(1)', profileUrl: 'https://pages.test/1' }),
      page('2', { displayName: long }),
    ];
    const session = await authorize();
    const selection = (await candidates(session)).data.map(({ id }) => id);
    const done = await world.complete<SessionBody>(workspace, session.id, { connectCode: session.code, selection });
    expect(done.body.accounts[0]).toMatchObject({ displayName: '界'.repeat(200), username: 'a b', avatarUrl: null, profileUrl: 'https://pages.test/1' });

    const list = `/v1/workspaces/${workspace}/social-accounts?limit=1`;
    const first = await world.api.get<{ nextCursor: string }>(list);
    const second = await world.api.get<{ data: AccountBody[] }>(`${list}&cursor=${first.body.nextCursor}`);
    expect([second.status, second.body.data.length]).toEqual([200, 1]);
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['more than a key may hold', 'x'.repeat(9_000)],
    ['nothing', ''],
  ])('an id with %s › fails the session instead of its completion', async (_, platformUserId) => {
    pages.candidates = [page(platformUserId, { displayName: 'Odd' })];
    const { id } = await authorize();
    expect((await world.session(workspace, id)).error?.code).toBe('platform_error');
  });

  it('what the platform leaves out the next time › stays as it was', async () => {
    pages.candidates = [page('1', { username: 'one', avatarUrl: 'https://pages.test/1.png' })];
    await connect(['Page 1']);
    pages.candidates = [page('1', { displayName: '', username: null, avatarUrl: null })];
    const session = await authorize();
    const done = await world.complete(workspace, session.id, { connectCode: session.code });
    expect(done.body.accounts[0]).toMatchObject({ displayName: 'Page 1', username: 'one', avatarUrl: 'https://pages.test/1.png' });
  });

  it('a reconnect › offers the account it is about alone', async () => {
    const [account] = await connect(['Page 2']);
    const session = await authorize(workspace, { reconnectAccountId: account?.id });
    expect((await candidates(session)).data.map(({ displayName }) => displayName)).toEqual(['Page 2']);
  });

  it('an account that another person connects again › moves to their grant, and the old one is wiped', async () => {
    const [account] = await connect(['Page 1']);
    pages.identity = anIdentity({ subject: 'bob-2', displayName: 'Bob' });
    const [again] = await connect(['Page 1']);
    expect(again?.id).toBe(account?.id);
    expect(await world.service.database.query('SELECT subject FROM grants WHERE workspace_id = $1', [workspace])).toEqual([{ subject: 'bob-2' }]);
  });

  describe('at the cap', () => {
    it('more than fit › connects none, and fewer of the same session fit', async () => {
      await connect(['Page 1', 'Page 2', 'Page 3']);
      pages.candidates = ['5', '6', '7'].map((id) => page(id));
      const session = await authorize();
      const shown = (await candidates(session)).data.map(({ id }) => id);
      const refused = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code, selection: shown });
      expect(refused.status).toBe(402);
      expect(refused.body).toMatchObject({ plan: 'starter', limit: 5, used: 3, requested: 3 });
      expect(await names()).toHaveLength(3);
      const fits = await world.complete(workspace, session.id, { connectCode: session.code, selection: shown.slice(0, 2) });
      expect([fits.status, fits.body.accounts.length]).toEqual([200, 2]);
    });

    it('50 parallel completions of two accounts each with room for three › connect exactly two', async () => {
      await connect(['Page 1', 'Page 2']);
      const sessions: (Authorized & { readonly selection: readonly string[] })[] = [];
      for (let index = 0; index < 50; index += 1) {
        pages.candidates = [page(`a${String(index)}`), page(`b${String(index)}`)];
        const session = await authorize();
        sessions.push({ ...session, selection: (await candidates(session)).data.map(({ id }) => id) });
      }
      const answers = await Promise.all(
        sessions.map(({ id, code, selection }) => world.complete<SessionBody>(workspace, id, { connectCode: code, selection })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(49).fill(402)]);
      expect(await names()).toHaveLength(4);
    });
  });

  describe('renewing on a check', () => {
    const check = async (account: AccountBody): Promise<{ verdict: string; account: AccountBody }> =>
      (await world.api.post<{ verdict: string; account: AccountBody }>(`/v1/workspaces/${workspace}/social-accounts/${account.id}/check`)).body;

    async function oneAccount(): Promise<AccountBody> {
      const [account] = await connect(['Page 1']);
      if (account === undefined) throw new Error('nothing was connected');
      return account;
    }

    it('a token that ran out, renewed › is stored before it is used, and the account stays connected', async () => {
      const account = await oneAccount();
      pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
      const result = await check(account);
      expect(result).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
      expect(await grants()).toEqual([expect.objectContaining({ version: 2 })]);
    });

    it('a refresh token that is refused › is token_expired, refresh_rejected', async () => {
      const account = await oneAccount();
      pages.verdict = { verdict: 'expired' };
      pages.failures.set('renew', new ProviderError('revoked', 'renew'));
      expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status: 'token_expired', statusReason: { code: 'refresh_rejected' } } });
    });

    it('a refresh token past its end that is refused › is refresh_token_expired', async () => {
      pages.tokens = aTokenSet({ refreshTokenExpiresAt: new Date('2020-01-01T00:00:00.000Z') });
      const account = await oneAccount();
      pages.verdict = { verdict: 'expired' };
      pages.failures.set('renew', new ProviderError('revoked', 'renew'));
      expect((await check(account)).account.statusReason?.code).toBe('refresh_token_expired');
    });

    it('only the means to begin anew are left, no refresh token › is renewed with them', async () => {
      pages.tokens = aTokenSet({ refreshToken: null, recovery: Secret.of('app-password') });
      const account = await oneAccount();
      pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
      expect((await check(account)).verdict).toBe('healthy');
    });

    it('a verdict on tokens that were replaced meanwhile › is dropped, and the answer is what stands', async () => {
      const account = await oneAccount();
      pages.probe = async () => {
        await connect(['Page 1']);
        return { verdict: 'broken', reason: 'revoked_by_user' };
      };
      expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected', statusReason: null } });
      expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['connected']);
    });

    it('a renewal that the platform cannot answer › is inconclusive and changes nothing', async () => {
      const account = await oneAccount();
      pages.verdict = { verdict: 'expired' };
      pages.failures.set('renew', new ProviderError('unavailable', 'renew'));
      expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
    });
  });

  describe('giving the authorization back', () => {
    const revoke = async (account: AccountBody | undefined, at = workspace): Promise<unknown> =>
      (await world.api.delete(`/v1/workspaces/${at}/social-accounts/${String(account?.id)}?revoke=true`)).body;

    it('the only account of the person › revokes', async () => {
      const [account] = await connect(['Page 1']);
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(pages.revoked).toEqual(['access-1']);
    });

    it('another account of the person, also in another workspace › is spared', async () => {
      const [account] = await connect(['Page 1']);
      const elsewhere = await world.workspace(`${workspace}-b`, 'starter');
      const [other] = await connect(['Page 2'], elsewhere);
      expect(await revoke(account)).toEqual({ revoked: false, reason: 'other_accounts' });
      expect(pages.revoked).toEqual([]);
      expect(await revoke(other, elsewhere)).toEqual({ revoked: true, reason: null });
    });

    it.each([1, 2, 3])('two accounts of the person parting at the same time, try %i › exactly the later one revokes', async () => {
      const elsewhere = await world.workspace(`${workspace}-b`, 'starter');
      const [[one], [two]] = [await connect(['Page 1']), await connect(['Page 2'], elsewhere)];
      const answers = await Promise.all([revoke(one), revoke(two, elsewhere)]);
      expect(answers).toContainEqual({ revoked: true, reason: null });
      expect(answers).toContainEqual({ revoked: false, reason: 'other_accounts' });
      expect(pages.revoked).toHaveLength(1);
    });

    it('while the account is renewed › gives back the tokens that it ended with', async () => {
      const [account] = await connect(['Page 1']);
      pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
      await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${String(account?.id)}/check`);
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(pages.revoked).toEqual(['access-2']);
    });

    it('twice at the same time › once', async () => {
      const [account] = await connect(['Page 1']);
      const path = `/v1/workspaces/${workspace}/social-accounts/${String(account?.id)}?revoke=true`;
      const answers = await Promise.all([world.api.delete(path), world.api.delete(path)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
      expect(pages.revoked).toEqual(['access-1']);
    });

    it('is asked of the platform only once the account is gone here', async () => {
      const [account] = await connect(['Page 1']);
      let left: readonly string[] | null = null;
      pages.revoke = async () => void (left = await names());
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(left).toEqual([]);
    });

    it('a platform that refuses › disconnects here all the same and says so', async () => {
      const [account] = await connect(['Page 1']);
      pages.failures.set('revoke', new ProviderError('unavailable', 'revoke'));
      expect(await revoke(account)).toEqual({ revoked: false, reason: 'platform_refused' });
      expect(await names()).toEqual([]);
    });
  });
});
