import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { threads } from './threads.provider.js';

const fixture = <T>(name: string): T => sampleOf('threads', name);
const { rows, numbers, answerOf } = errorsOf('threads');

const account: ScriptedAnswer = { body: fixture('me') };
const lasting: ScriptedAnswer = { body: fixture('lasting-token') };
const tokens = aTokenSet({ accessToken: Secret.of('THAA1'), refreshToken: null });

const scripted = (...script: readonly ScriptedAnswer[]) => scriptedProvider(threads, ...script);

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual(Array.from({ length: 8 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(threads, row).kind).toBe(row.kind);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>190 OAuthException</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 400 }, 'invalid_response'],
    ['a truncated body', { body: '{"id":"17841' }, 'invalid_response'],
    ['another shape', { body: { account: '17841' } }, 'invalid_response'],
    ['an error inside a 200', { body: { error: { code: 190, message: 'x', type: 'OAuthException' } } }, 'invalid_response'],
    ['the type alone', { status: 400, body: { error: { type: 'OAuthException', message: 'password changed' } } }, 'rejected'],
    ['a list', { status: 400, body: [{ error: { code: 190 } }] }, 'rejected'],
    ['a flat error of an outage', { status: 502, body: { error_type: 'OAuthException', code: 190, error_message: 'Session has expired' } }, 'unavailable'],
    ['an outage with a code inside', { status: 502, body: { error: { code: 190 } } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(scripted(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('tokens', () => {
  it('are exchanged for lasting ones at once', async () => {
    const { http, exchange } = scripted({ body: fixture('token') }, lasting);
    const obtained = await exchange();
    expect(http.sent.map(({ method, url }) => [method, url])).toEqual([
      ['POST', 'https://graph.threads.com/oauth/access_token'],
      ['GET', 'https://graph.threads.com/access_token'],
    ]);
    expect(http.sent[1]?.query).toMatchObject({ grant_type: 'th_exchange_token', client_secret: 's3cret-of-client', access_token: 'THAAexample' });
    expect(obtained.accessToken.use((token) => token)).toBe('THAAlasting');
    expect(obtained).toMatchObject({ scopes: null, accessTokenExpiresAt: expect.any(Date) });
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['is refused', answerOf(1), 'revoked'],
    ['is an outage', { status: 503 }, 'unavailable'],
    ['holds no token', { body: {} }, 'invalid_response'],
    ['holds no expiry', { body: { access_token: 'THAAlasting' } }, 'invalid_response'],
  ])('whose second exchange %s › fail the connect', async (_, answer, kind) => {
    await expect(scripted({ body: fixture('token') }, answer).exchange()).rejects.toMatchObject({ kind, step: 'exchange' });
  });

  it('are extended by themselves', async () => {
    const { provider, http } = scripted(lasting);
    await provider.renew(tokens);
    expect(http.sent).toMatchObject([{ url: 'https://graph.threads.com/refresh_access_token', query: { grant_type: 'th_refresh_token', access_token: 'THAA1' } }]);
  });

  it('that ran out › cannot be extended', async () => {
    await expect(scripted(answerOf(2)).provider.renew(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
  });
});

describe('identify and listCandidates', () => {
  it('read the person of the documented sample', async () => {
    const { provider, http } = scripted(account);
    const identity = await provider.identify(tokens);
    const shown = { displayName: 'Display', username: 'handle', avatarUrl: 'https://scontent.cdnthreads.com/v/x.jpg', profileUrl: 'https://www.threads.com/@handle' };
    expect(identity).toEqual({ subject: '1234567890', ...shown });
    expect(await provider.listCandidates(tokens, identity)).toEqual([
      { kind: 'profile', platformUserId: '1234567890', accountType: 'personal', ...shown, selectable: true, reason: null, credentials: null },
    ]);
    expect(http.sent).toMatchObject([{ url: 'https://graph.threads.com/v1.0/me', headers: { authorization: 'Bearer THAA1' } }]);
  });

  it('of somebody with an id alone › leave the rest out', async () => {
    expect(await scripted({ body: { id: '1' } }).provider.identify(tokens)).toEqual({ subject: '1', displayName: '', username: null, avatarUrl: null, profileUrl: null });
  });

  it('of an id that is a number › believe nothing: it may have been rounded', async () => {
    await expect(scripted({ body: { id: 17841405793187218 } }).provider.identify(tokens)).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('probe', () => {
  it.each<[ScriptedAnswer, object]>([
    [account, { verdict: 'healthy' }],
    [{ body: { id: '1' } }, { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null }],
    [answerOf(1), { verdict: 'broken', reason: 'authorization_invalid' }],
    [answerOf(2), { verdict: 'expired' }],
    [answerOf(3), { verdict: 'missing-scopes', scopes: [] }],
    [answerOf(6), { verdict: 'restricted' }],
    [answerOf(7), { verdict: 'inconclusive', cause: 'rejected', retryAfterSeconds: null }],
  ])('of %j', async (answer, verdict) => {
    expect(await scripted(answer).provider.probe({ platformUserId: '1234567890', tokens, credentials: null })).toEqual(verdict);
  });
});
