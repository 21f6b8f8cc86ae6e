import { describe, expect, it } from '@jest/globals';
import { type ScriptedAnswer, ScriptedHttp } from '../../../../test/fakes/provider-transport.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { fixture, origin, providerOver } from '../../../../test/support/mastodon-provider.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { mastodon } from './mastodon.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object | string;
}

const rows = fixture<ErrorRow[]>('errors');
const instance: ScriptedAnswer = { body: fixture('instance-v2') };
const account: ScriptedAnswer = { body: fixture('account') };
const tokens = aTokenSet({ accessToken: Secret.of('ZA-1'), refreshToken: null, accessTokenExpiresAt: null, server: origin, clientId: 'client-1' });

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
