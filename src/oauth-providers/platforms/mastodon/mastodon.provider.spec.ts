import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FakeInstanceApps } from '../../../../test/fakes/instance-apps.fake.js';
import { PlainAddresses } from '../../../../test/fakes/platform-address.fake.js';
import { providerContext, StandingTime } from '../../../../test/fakes/provider-context.fake.js';
import { type ScriptedAnswer, ScriptedHttp } from '../../../../test/fakes/provider-transport.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { RoutedHttp } from '../../../../test/fakes/routed-http.fake.js';
import { redirectOf } from '../../../../test/support/redirect-of.js';
import { Secret } from '../../../kernel/secret.js';
import { passportConnect } from '../../adapters/passport/passport-connect.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { createProvider } from '../../protocol/create-provider.js';
import { mastodon } from './mastodon.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object | string;
}

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../test/fixtures/mastodon/${name}.json`, import.meta.url), 'utf8')) as T;
}

const rows = fixture<ErrorRow[]>('errors');
const origin = 'https://mastodon.social';
const account: ScriptedAnswer = { body: fixture('account') };
const instance: ScriptedAnswer = { body: fixture('instance-v2') };
const tokens = aTokenSet({ accessToken: Secret.of('ZA-1'), refreshToken: null, accessTokenExpiresAt: null, server: origin, clientId: 'client-1' });

function providerOver(http: RoutedHttp | ScriptedHttp, environment: Readonly<Record<string, string>> = {}) {
  const time = new StandingTime();
  const context = providerContext(mastodon, http, { time, environment });
  const provider = createProvider(context, passportConnect(new PlainAddresses()), new FakeInstanceApps());
  return { provider, connect: redirectOf(provider), time };
}

function answering(...script: readonly ScriptedAnswer[]) {
  const http = new ScriptedHttp(...script);
  const { provider } = providerOver(http);
  const probe = () => provider.probe({ platformUserId: '14715@mastodon.social', tokens, credentials: null });
  return { http, provider, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it.each(rows)('row $row at $step: $status means $kind', ({ step, status, body, kind }) => {
    const receivedAt = new Date('2026-11-23T12:00:00.000Z');
    const [json, text] = typeof body === 'string' ? [undefined, body] : [body, JSON.stringify(body)];

    expect(judge({ step, status, headers: {}, json, text, receivedAt }, mastodon.classify).kind).toBe(kind);
  });

  it.each([
    ['2026-11-23T12:04:30.500Z', 271],
    ['2026-11-23T11:00:00.000Z', 1],
    ['1795435470', null],
    ['2027-11-23T12:00:00.000Z', null],
    ['soon', null],
  ])('waits until the moment %s of the limit’s header', async (reset, seconds) => {
    const { provider } = answering({ status: 429, headers: { 'x-ratelimit-reset': reset }, body: { error: 'Too many requests' } });

    await expect(provider.identify(tokens)).rejects.toMatchObject({ kind: 'rate_limited', retryAfterSeconds: seconds });
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>The access token was revoked</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['an empty success', {}, 'invalid_response'],
    ['a truncated body', { body: '{"id":"147' }, 'invalid_response'],
    ['another shape', { body: { id: 14715, username: 'trwnh' } }, 'invalid_response'],
    ['an id with a host in it', { body: { id: '1@elsewhere.test', username: 'trwnh' } }, 'invalid_response'],
    ['a list', { status: 401, body: [{ error: 'The access token is invalid' }] }, 'rejected'],
    ['an error that is no text', { status: 401, body: { error: { message: 'The access token is invalid' } } }, 'rejected'],
    ['another sentence', { status: 401, body: { error: 'Das Zugriffstoken ist ungültig' } }, 'rejected'],
    ['a sentence of another status', { status: 400, body: { error: 'The access token was revoked' } }, 'rejected'],
    ['an outage with a sentence inside', { status: 500, body: { error: 'The access token was revoked' } }, 'unavailable'],
    ['an error inside a 200', { body: { error: 'The access token was revoked' } }, 'invalid_response'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(answering(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify', () => {
  it('reads the account of the documented sample, with its instance in the id', async () => {
    const { provider, http } = answering(account, instance);

    expect(await provider.identify(tokens)).toEqual({
      subject: '14715@mastodon.social',
      displayName: 'infinite love ⴳ',
      username: 'trwnh@mastodon.social',
      avatarUrl: fixture<{ avatar: string }>('account').avatar,
      profileUrl: 'https://mastodon.social/@trwnh',
    });
    expect(http.sent.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
      [`${origin}/api/v1/accounts/verify_credentials`, 'Bearer ZA-1'],
      [`${origin}/api/v2/instance`, 'Bearer ZA-1'],
    ]);
  });

  it.each([
    [{ display_name: '  ' }, 'trwnh'],
    [{ display_name: undefined }, 'trwnh'],
    [{ display_name: null }, 'trwnh'],
    [{ display_name: ':blobcat: Ada' }, ':blobcat: Ada'],
  ])('shows %j as %s', async (change, displayName) => {
    const body = { ...fixture<object>('account'), ...change };

    expect(await answering({ body }, instance).provider.identify(tokens)).toMatchObject({ displayName });
  });

  it.each<[string, string, readonly ScriptedAnswer[], string]>([
    ['the domain that it speaks for', 'https://social.example.com', [{ body: { domain: 'Example.com', version: '4.3.0' } }], 'example.com'],
    ['its own host, whatever else it claims', 'https://evil.test', [{ body: { domain: 'mastodon.social', version: '4.3.0' } }], 'evil.test'],
    ['its own host, not a part of a name', 'https://notexample.com', [{ body: { domain: 'example.com', version: '4.3.0' } }], 'notexample.com'],
    ['the v1 domain', 'https://s.old.test', [{ status: 404 }, { body: { uri: 'https://old.test/', version: '3.5.3' } }], 'old.test'],
    ['its host when it does not say', 'https://s.old.test', [{ status: 503 }, { status: 404 }], 's.old.test'],
    ['its host and port where the operator let that through', 'https://mastodon.internal:3000', [{ status: 404 }, { status: 404 }], 'mastodon.internal:3000'],
  ])('gives handles %s', async (_name, server, answers, domain) => {
    const identity = await answering(account, ...answers).provider.identify({ ...tokens, server });

    expect(identity).toMatchObject({ subject: `14715@${new URL(server).host}`, username: `trwnh@${domain}` });
  });
});

describe('listCandidates', () => {
  it('is the person alone', async () => {
    const { provider } = answering(account, instance);
    const identity = await provider.identify(tokens);

    expect(await provider.listCandidates(tokens, identity)).toEqual([
      {
        kind: 'profile',
        platformUserId: '14715@mastodon.social',
        accountType: 'personal',
        displayName: 'infinite love ⴳ',
        username: 'trwnh@mastodon.social',
        avatarUrl: identity.avatarUrl,
        profileUrl: identity.profileUrl,
        selectable: true,
        reason: null,
        credentials: null,
      },
    ]);
  });
});

describe('probe', () => {
  const bodyOf = (row: number): ScriptedAnswer => {
    const found = rows.find((candidate) => candidate.row === row && ['probe', 'identify'].includes(candidate.step));
    return { status: found?.status ?? 0, body: found?.body };
  };

  it('is healthy when the person answers', async () => {
    expect(await answering(account).probe()).toEqual({ verdict: 'healthy' });
  });

  it.each([
    [1, { verdict: 'broken', reason: 'authorization_invalid' }],
    [2, { verdict: 'broken', reason: 'revoked_by_user' }],
    [3, { verdict: 'expired' }],
    [4, { verdict: 'missing-scopes', scopes: [] }],
    [5, { verdict: 'restricted' }],
  ])('concludes from row %d', async (row, verdict) => {
    expect(await answering(bodyOf(row)).probe()).toEqual(verdict);
  });

  it.each([6, 7, 9, 10, 13])('is inconclusive for row %d', async (row) => {
    expect(await answering(bodyOf(row)).probe()).toMatchObject({ verdict: 'inconclusive' });
  });

  it('proves nothing when somebody else answers, or the same number of another server', async () => {
    expect(await answering({ body: { ...fixture<object>('account'), id: '1' } }).probe()).toMatchObject({ verdict: 'inconclusive' });
    const { provider } = answering(account);
    expect(await provider.probe({ platformUserId: '14715@elsewhere.test', tokens, credentials: null })).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('a connect, its renewal and its end', () => {
  const parts = {
    [`${origin}/api/v2/instance`]: instance,
    [`${origin}/.well-known/oauth-authorization-server`]: { body: fixture('metadata') },
    [`${origin}/api/v1/apps`]: { body: fixture('app') },
    [`${origin}/oauth/token`]: { body: fixture('token') },
    [`${origin}/oauth/revoke`]: { body: {} },
  };

  async function connected(changes: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>> = {}) {
    const http = new RoutedHttp({ ...parts, ...changes });
    const { provider, connect } = providerOver(http);
    const appId = await connect.prepare({ texts: { instanceUrl: 'mastodon.social' }, passwords: {} });
    const given = await connect.exchange({ parameters: { code: 'code-1' }, codeVerifier: null, appId });
    return { http, provider, connect, appId, given };
  }

  it('registers with one redirect URI as text, which every version takes', async () => {
    const { http, appId } = await connected();

    expect(http.asked(`${origin}/api/v1/apps`)).toEqual([
      {
        client_name: 'Social Accounts',
        redirect_uris: `https://service.test/v1/oauth/mastodon/${String(appId)}/callback`,
        scopes: 'profile write:statuses write:media',
      },
    ]);
  });

  it('asks for `profile` where it is advertised, with PKCE', async () => {
    const { connect, appId } = await connected();
    const page = new URL((await connect.authorize({ state: Secret.of('s'), appId })).url);

    expect(page.searchParams.get('scope')).toBe('profile write:statuses write:media');
    expect(page.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('has tokens without an end, of its server', async () => {
    expect((await connected()).given).toMatchObject({
      scopes: ['read:accounts', 'write:statuses', 'write:media'],
      refreshToken: null,
      accessTokenExpiresAt: null,
      server: origin,
      clientId: fixture<{ client_id: string }>('app').client_id,
    });
  });

  it('reads tokens of Pleroma, and renews them where they came from', async () => {
    const { given, provider, http } = await connected({ [`${origin}/oauth/token`]: { body: fixture('token-pleroma') } });
    expect(given.accessTokenExpiresAt).toEqual(new Date('2026-11-23T12:10:00.000Z'));

    const renewed = await provider.renew(given);
    expect(http.asked(`${origin}/oauth/token`).at(-1)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: fixture<{ refresh_token: string }>('token-pleroma').refresh_token,
      client_id: fixture<{ client_id: string }>('app').client_id,
    });
    expect(renewed).toMatchObject({ server: origin, scopes: ['read:accounts', 'write:statuses', 'write:media'] });
  });

  it('cannot renew what has no refresh token, which proves nothing', async () => {
    const { given, provider } = await connected();

    await expect(provider.renew(given)).rejects.toMatchObject({ kind: 'rejected', platformCode: 'no_refresh_token' });
  });

  it.each<[string, ScriptedAnswer]>([
    ['refuses them', { status: 422, body: { error: "Validation failed: Scopes doesn't match configured on the server." } }],
    ['calls them a bad request', { status: 400, body: { error: 'invalid_scope' } }],
  ])('asks a server for coarse scopes that %s, and counts what they stand for', async (_name, refused) => {
    const apps = [refused, { body: fixture('app') }] as const;
    const { http, given, connect, appId } = await connected({
      [`${origin}/.well-known/oauth-authorization-server`]: { status: 404 },
      [`${origin}/api/v1/apps`]: apps,
      [`${origin}/oauth/token`]: { body: { access_token: 't', token_type: 'Bearer' } },
    });

    expect(http.asked(`${origin}/api/v1/apps`).map(({ scopes }) => scopes)).toEqual(['read:accounts write:statuses write:media', 'read write']);
    expect(new URL((await connect.authorize({ state: Secret.of('s'), appId })).url).searchParams.get('scope')).toBe('read write');
    expect(given.scopes).toEqual(['read', 'write', 'read:accounts', 'write:statuses', 'write:media']);
  });

  it('a grant of less › is seen', async () => {
    const { given } = await connected({ [`${origin}/oauth/token`]: { body: { access_token: 't', scope: 'read write:media' } } });

    expect(given.scopes).not.toContain('write:statuses');
  });

  it('gives a token back with the app’s proof', async () => {
    const { http, provider, given } = await connected();
    await provider.revoke(given);

    expect(http.asked(`${origin}/oauth/revoke`)).toEqual([
      {
        client_id: fixture<{ client_id: string }>('app').client_id,
        client_secret: fixture<{ client_secret: string }>('app').client_secret,
        token: fixture<{ access_token: string }>('token').access_token,
      },
    ]);
  });

  it.each([
    [404, 'unavailable'],
    [403, 'rejected'],
    [401, 'client_unknown'],
  ])('tells when the token was not taken back: %d', async (status, kind) => {
    const error = { 404: 'Not Found', 403: 'unauthorized_client', 401: 'invalid_client' }[status];
    const { provider, given } = await connected({ [`${origin}/oauth/revoke`]: { status, body: { error } } });

    await expect(provider.revoke(given)).rejects.toMatchObject({ kind, step: 'revoke' });
  });
});
