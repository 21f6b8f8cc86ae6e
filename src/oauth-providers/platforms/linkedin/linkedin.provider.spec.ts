import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { providerContext, StandingTime } from '../../../../test/fakes/provider-context.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { type ScriptedAnswer, ScriptedHttp } from '../../../../test/fakes/provider-transport.fake.js';
import { Secret } from '../../../kernel/secret.js';
import { readLinkedInRefusal } from '../../networks/linkedin/linkedin.errors.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { createProvider } from '../../protocol/create-provider.js';
import { askTokenEndpoint } from '../../protocol/token-endpoint.js';
import { readTokenSet } from '../../protocol/token-response.js';
import { linkedin } from './linkedin.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object;
}

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../test/fixtures/linkedin/${name}.json`, import.meta.url), 'utf8')) as T;
}

const rows = fixture<ErrorRow[]>('errors');
const bodyOf = (row: number): ScriptedAnswer => {
  const found = rows.find((candidate) => candidate.row === row);
  return { status: found?.status ?? 0, body: found?.body };
};

const userInfo: ScriptedAnswer = { body: fixture('userinfo') };
const tokens = aTokenSet({ accessToken: Secret.of('AQX-1'), refreshToken: Secret.of('AQW-1') });

function linkedinProvider(...script: readonly ScriptedAnswer[]) {
  const http = new ScriptedHttp(...script);
  const time = new StandingTime();
  const provider = createProvider(providerContext(linkedin, http, { time }), (context) => ({
    kind: 'redirect',
    redirectUri: context.redirectUri,
    authorize: () => Promise.reject(new Error('no browser here')),
    exchange: () => Promise.reject(new Error('no browser here')),
  }));
  const probe = () => provider.probe({ platformUserId: '782bbtaQ', tokens, credentials: null });
  return { http, time, provider, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it.each(rows)('row $row at $step: $status means $kind', ({ step, status, body, kind }) => {
    const receivedAt = new Date('2026-11-23T12:00:00.000Z');

    expect(judge({ step, status, headers: {}, json: body, text: JSON.stringify(body), receivedAt }, linkedin.classify).kind).toBe(kind);
  });

  it('waits until the next midnight in UTC when a quota is used up', async () => {
    await expect(linkedinProvider(bodyOf(6)).provider.identify(tokens)).rejects.toMatchObject({ retryAfterSeconds: 43_200 });
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>REVOKED_ACCESS_TOKEN 65601</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a truncated body', { body: '{"sub":"782b' }, 'invalid_response'],
    ['another shape', { body: { id: '782bbtaQ' } }, 'invalid_response'],
    ['a subject that is a number', { body: { sub: 7 } }, 'invalid_response'],
    ['a list', { status: 401, body: [{ serviceErrorCode: 65601 }] }, 'rejected'],
    ['an unknown code', { status: 401, body: { serviceErrorCode: 65699, message: 'revoked expired 65601' } }, 'rejected'],
    ['a code of another status', { status: 400, body: { serviceErrorCode: 65601 } }, 'rejected'],
    ['an outage with a code inside', { status: 500, body: { serviceErrorCode: 65601 } }, 'unavailable'],
    ['an error inside a 200', { body: { serviceErrorCode: 65601, code: 'REVOKED_ACCESS_TOKEN' } }, 'invalid_response'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(linkedinProvider(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify', () => {
  it('reads the member of the documented sample', async () => {
    const { provider, http } = linkedinProvider(userInfo);

    expect(await provider.identify(tokens)).toEqual({
      subject: '782bbtaQ',
      displayName: 'John Doe',
      username: null,
      avatarUrl: fixture<{ picture: string }>('userinfo').picture,
      profileUrl: null,
    });
    expect(http.sent[0]).toMatchObject({
      method: 'GET',
      url: 'https://api.linkedin.com/v2/userinfo',
      headers: { authorization: 'Bearer AQX-1' },
      peer: 'linkedin',
      step: 'identify',
    });
  });

  it.each([
    [{ sub: 'a', name: 'Ana' }, 'Ana'],
    [{ sub: 'a', name: null, given_name: 'Ana', family_name: 'Lima', locale: { country: 'US', language: 'en' } }, 'Ana Lima'],
    [{ sub: 'a', given_name: 'Ana' }, 'Ana'],
    [{ sub: 'a' }, ''],
  ])('takes a profile that leaves things out: %j', async (body, displayName) => {
    expect(await linkedinProvider({ body }).provider.identify(tokens)).toMatchObject({ displayName, avatarUrl: null });
  });

  it('waits for a token that LinkedIn does not know everywhere yet', async () => {
    const { provider, time } = linkedinProvider(bodyOf(2), bodyOf(1), userInfo);

    expect((await provider.identify(tokens)).subject).toBe('782bbtaQ');
    expect(time.sleeps).toEqual([1_000, 4_000]);
  });

  it('gives up waiting after five seconds', async () => {
    const { provider, time } = linkedinProvider(bodyOf(2), bodyOf(2), bodyOf(2));

    await expect(provider.identify(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'identify' });
    expect(time.sleeps).toEqual([1_000, 4_000]);
  });

  it('does not wait for anything else', async () => {
    const { provider, time } = linkedinProvider(bodyOf(5));

    await expect(provider.identify(tokens)).rejects.toMatchObject({ kind: 'missing_scopes' });
    expect(time.sleeps).toEqual([]);
  });
});

describe('listCandidates', () => {
  it('is the member alone', async () => {
    const { provider } = linkedinProvider(userInfo);
    const identity = await provider.identify(tokens);

    expect(await provider.listCandidates(tokens, identity)).toEqual([
      {
        kind: 'profile',
        platformUserId: '782bbtaQ',
        accountType: 'personal',
        displayName: 'John Doe',
        username: null,
        avatarUrl: identity.avatarUrl,
        profileUrl: null,
        selectable: true,
        reason: null,
        credentials: null,
      },
    ]);
  });
});

describe('probe', () => {
  it('is healthy when the member answers', async () => {
    expect(await linkedinProvider(userInfo).probe()).toEqual({ verdict: 'healthy' });
  });

  it('asks once more before it calls a token invalid', async () => {
    expect(await linkedinProvider(bodyOf(1), userInfo).probe()).toEqual({ verdict: 'healthy' });
    expect(await linkedinProvider(bodyOf(1), bodyOf(1)).probe()).toEqual({ verdict: 'broken', reason: 'authorization_invalid' });
  });

  it('tells a revoked token from an expired one', async () => {
    expect(await linkedinProvider(bodyOf(2)).probe()).toEqual({ verdict: 'broken', reason: 'revoked_by_user' });
    expect(await linkedinProvider(bodyOf(3)).probe()).toEqual({ verdict: 'expired' });
  });

  it.each([
    [4, 'misconfigured'],
    [5, 'missing_scopes'],
    [6, 'rate_limited'],
    [7, 'misconfigured'],
    [8, 'misconfigured'],
    [9, 'rejected'],
    [10, 'unavailable'],
  ])('is inconclusive for row %d', async (row, cause) => {
    expect(await linkedinProvider(bodyOf(row)).probe()).toMatchObject({ verdict: 'inconclusive', cause });
  });

  it('proves nothing when somebody else answers', async () => {
    expect(await linkedinProvider({ body: { sub: 'other' } }).probe()).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('tokens', () => {
  const receivedAt = new Date('2026-11-23T12:00:00.000Z');

  async function exchanged(answer: ScriptedAnswer) {
    const context = providerContext(linkedin, new ScriptedHttp(answer));
    return readTokenSet(await askTokenEndpoint(context, 'exchange', { grant_type: 'authorization_code' }), 'exchange', receivedAt);
  }

  it('reads the answer of a self-serve app: comma-joined scopes and no refresh token', async () => {
    expect(await exchanged({ body: fixture('token') })).toMatchObject({
      refreshToken: null,
      scopes: ['openid', 'profile', 'w_member_social'],
      accessTokenExpiresAt: new Date('2027-01-22T12:00:00.000Z'),
      refreshTokenExpiresAt: null,
    });
  });

  it('reads the answer of an approved app', async () => {
    const read = await exchanged({ body: fixture('token-with-refresh') });

    expect(read.refreshToken).not.toBeNull();
    expect(read.refreshTokenExpiresAt).toEqual(new Date('2027-11-23T12:00:00.000Z'));
  });

  it.each([525_600, 0, '525600', 'soon', null])('does not believe a refresh token’s life of %j seconds', async (seconds) => {
    const body = { ...fixture<object>('token-with-refresh'), refresh_token_expires_in: seconds };

    expect((await exchanged({ body })).refreshTokenExpiresAt).toBeNull();
  });

  it('renews with the app’s proof in the body', async () => {
    const { provider, http } = linkedinProvider({ body: fixture('token') });

    const renewed = await provider.renew(tokens);

    expect(http.sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://www.linkedin.com/oauth/v2/accessToken',
      form: { grant_type: 'refresh_token', refresh_token: 'AQW-1', client_id: 'client-1', client_secret: 's3cret-of-client' },
    });
    expect(renewed.refreshToken).toBeNull();
  });

  it('cannot renew without a refresh token, which proves nothing', async () => {
    await expect(linkedinProvider().provider.renew({ ...tokens, refreshToken: null })).rejects.toMatchObject({ kind: 'rejected', step: 'renew' });
  });

  it('tells a dead refresh token from a mistake of ours', async () => {
    await expect(linkedinProvider(bodyOf(11)).provider.renew(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
    await expect(linkedinProvider(bodyOf(14)).provider.renew(tokens)).rejects.toMatchObject({ kind: 'misconfigured', step: 'renew' });
  });
});

describe('a refusal on the redirect back', () => {
  it.each([
    ['user_cancelled_login', 'denied'],
    ['user_cancelled_authorize', 'denied'],
    ['unauthorized_scope_error', 'misconfigured'],
    ['access_denied', undefined],
    [undefined, undefined],
  ])('%s is %s', (error, kind) => {
    expect(readLinkedInRefusal(error === undefined ? {} : { error })?.kind).toBe(kind);
  });
});
