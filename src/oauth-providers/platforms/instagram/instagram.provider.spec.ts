import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { instagram } from './instagram.provider.js';

const fixture = <T>(name: string): T => sampleOf('instagram', name);
const { rows, numbers, answerOf } = errorsOf('instagram');

const account: ScriptedAnswer = { body: fixture('me') };
const lasting: ScriptedAnswer = { body: fixture('lasting-token') };
const tokens = aTokenSet({ accessToken: Secret.of('IGAA1'), refreshToken: null });

const scripted = (...script: readonly ScriptedAnswer[]) => scriptedProvider(instagram, ...script);

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(instagram, row).kind).toBe(row.kind);
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
  it.each(['token', 'token-documented'])('of the form "%s" › are exchanged for lasting ones at once', async (name) => {
    const { http, exchange } = scripted({ body: fixture(name) }, lasting);
    const obtained = await exchange();
    expect(http.sent.map(({ method, url }) => [method, url])).toEqual([
      ['POST', 'https://api.instagram.com/oauth/access_token'],
      ['GET', 'https://graph.instagram.com/access_token'],
    ]);
    expect(http.sent[1]?.query).toEqual({ grant_type: 'ig_exchange_token', client_id: 'client-1', client_secret: 's3cret-of-client', access_token: 'IGAAexample' });
    expect(obtained.accessToken.use((token) => token)).toBe('IGAAlasting');
    expect(obtained.scopes).toEqual(['instagram_business_basic', 'instagram_business_content_publish']);
    expect(obtained.accessTokenExpiresAt).not.toBeNull();
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['is refused', answerOf(4), 'revoked'],
    ['is an outage', { status: 503 }, 'unavailable'],
    ['holds no token', { body: {} }, 'invalid_response'],
    ['holds no expiry', { body: { access_token: 'IGAAlasting' } }, 'invalid_response'],
  ])('whose second exchange %s › fail the connect', async (_, answer, kind) => {
    await expect(scripted({ body: fixture('token') }, answer).exchange()).rejects.toMatchObject({ kind, step: 'exchange' });
  });

  it('are extended by themselves', async () => {
    const { provider, http } = scripted(lasting);
    const extended = await provider.renew(tokens);
    expect(http.sent).toMatchObject([{ url: 'https://graph.instagram.com/refresh_access_token', query: { grant_type: 'ig_refresh_token', access_token: 'IGAA1' } }]);
    expect(extended).toMatchObject({ refreshToken: null, accessTokenExpiresAt: expect.any(Date) });
  });

  it.each([
    [5, 'revoked'],
    [6, 'rejected'],
  ])('whose extension row %i answers › %s', async (row, kind) => {
    await expect(scripted(answerOf(row)).provider.renew(tokens)).rejects.toMatchObject({ kind, step: 'renew' });
  });
});

describe('identify and listCandidates', () => {
  it.each(['me', 'me-documented'])('read the account of the sample "%s"', async (name) => {
    const { provider, http } = scripted({ body: fixture(name) }, { body: fixture(name) });
    const identity = await provider.identify(tokens);
    const shown = { displayName: 'Acme', username: 'acme', avatarUrl: 'https://scontent.cdninstagram.com/v/acme.jpg', profileUrl: 'https://www.instagram.com/acme/' };
    expect(identity).toEqual({ subject: '17841405822304914', ...shown });
    expect(await provider.listCandidates(tokens, identity)).toEqual([
      { kind: 'profile', platformUserId: '17841405822304914', accountType: 'business', ...shown, selectable: true, reason: null, credentials: null },
    ]);
    expect(http.sent[0]).toMatchObject({
      url: 'https://graph.instagram.com/v25.0/me',
      query: { fields: 'id,user_id,username,name,account_type,profile_picture_url' },
      headers: { authorization: 'Bearer IGAA1' },
    });
  });

  it.each([
    ['MEDIA_CREATOR', 'creator', true],
    ['Media_Creator', 'creator', true],
    ['BUSINESS', 'business', true],
    [undefined, 'business', true],
    ['PERSONAL', 'business', false],
  ])('of the type %s › is a %s, selectable: %j', async (type, accountType, selectable) => {
    const { provider } = scripted({ body: { id: 7, username: 'a', account_type: type } });
    const [found] = await provider.listCandidates(tokens, { subject: '7', displayName: '', username: null, avatarUrl: null, profileUrl: null });
    expect(found).toMatchObject({ accountType, selectable, platformUserId: '7', displayName: 'a', avatarUrl: null });
  });

  it('of an account whose user_id is refused › go by its other id', async () => {
    const { provider, http } = scripted(answerOf(8), { body: { id: '25025320433345678', username: 'acme' } });
    expect((await provider.identify(tokens)).subject).toBe('25025320433345678');
    expect(http.sent[1]?.query).toEqual({ fields: 'id,username,name,account_type,profile_picture_url' });
  });

  it('of a personal account › say that there is nothing to connect', async () => {
    await expect(scripted(answerOf(8), answerOf(8)).provider.identify(tokens)).rejects.toMatchObject({ kind: 'no_connectable_account' });
  });
});

describe('probe', () => {
  const probe = (platformUserId: string, ...script: ScriptedAnswer[]) => scripted(...script).provider.probe({ platformUserId, tokens, credentials: null });

  it.each(['17841405822304914', '25025320433345678'])('is healthy when the account answers to %s', async (id) => {
    expect(await probe(id, account)).toEqual({ verdict: 'healthy' });
  });

  it.each<[readonly ScriptedAnswer[], object]>([
    [[{ body: { id: '1', username: 'b' } }], { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null }],
    [[answerOf(4)], { verdict: 'broken', reason: 'authorization_invalid' }],
    [[answerOf(7)], { verdict: 'missing-scopes', scopes: [] }],
    [[answerOf(10)], { verdict: 'restricted' }],
    [[answerOf(12)], { verdict: 'inconclusive', cause: 'rate_limited', retryAfterSeconds: 900 }],
    [[answerOf(8), answerOf(8)], { verdict: 'inconclusive', cause: 'no_connectable_account', retryAfterSeconds: null }],
  ])('of %j', async (script, verdict) => {
    expect(await probe('17841405822304914', ...script)).toEqual(verdict);
  });
});
