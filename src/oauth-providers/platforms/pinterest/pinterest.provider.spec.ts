import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { pinterest } from './pinterest.provider.js';

const fixture = <T>(name: string): T => sampleOf('pinterest', name);
const { rows, numbers } = errorsOf('pinterest');
const refused: ScriptedAnswer = { status: 401, body: { code: 2, message: 'Authentication failed.' } };
const account: ScriptedAnswer = { body: fixture('user-account') };
const id = '2783136121146311751';
const later = new Date('2027-11-23T12:00:00.000Z');
const earlier = new Date('2020-01-01T00:00:00.000Z');
const tokens = aTokenSet({ accessToken: Secret.of('pina_1'), refreshToken: Secret.of('pinr_1'), accessTokenExpiresAt: later, refreshTokenExpiresAt: later });

function pinterestProvider(...script: readonly ScriptedAnswer[]) {
  const scripted = scriptedProvider(pinterest, ...script);
  const { provider } = scripted;
  const probe = () => provider.probe({ platformUserId: id, tokens, credentials: null });
  return { ...scripted, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(pinterest, row).kind).toBe(row.kind);
  });

  it.each([['120', 120], ['soon', undefined], ['99999999', undefined]])('a limit that is reset in %s › waits %s seconds', (reset, seconds) => {
    expect(readingOf(pinterest, { step: 'probe', status: 429, body: {} }, { 'x-ratelimit-reset': reset }).retryAfterSeconds).toBe(seconds);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>"code": 2</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a truncated body', { body: '{"id":"27831' }, 'invalid_response'],
    ['another shape', { body: { items: [] } }, 'invalid_response'],
    ['an error inside a 200', { body: { code: 2, message: 'Authentication failed.' } }, 'invalid_response'],
    ['a list', { status: 401, body: [{ code: 2 }] }, 'rejected'],
    ['an unknown code', { status: 401, body: { code: 7, message: 'code 2' } }, 'rejected'],
    ['a code that is a text', { status: 401, body: { code: '2' } }, 'rejected'],
    ['an outage with a code inside', { status: 502, body: { code: 2 } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(pinterestProvider(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify and listCandidates', () => {
  it('read the account of the documented sample', async () => {
    const { provider, http } = pinterestProvider(account, account);
    const identity = await provider.identify(tokens);
    expect(identity).toEqual({
      subject: id,
      displayName: 'Jane Makes',
      username: 'makes',
      avatarUrl: 'https://i.pinimg.com/600x600_R/42/example.jpg',
      profileUrl: 'https://www.pinterest.com/makes/',
    });
    expect(await provider.listCandidates(tokens, identity)).toMatchObject([{ kind: 'profile', platformUserId: id, accountType: 'business', displayName: 'Jane Makes' }]);
    expect(http.sent[0]).toMatchObject({ method: 'GET', url: 'https://api.pinterest.com/v5/user_account', headers: { authorization: 'Bearer pina_1' } });
  });

  it.each([
    [{ id, username: 'jane', account_type: 'PINNER', business_name: null, profile_image: '' }, 'personal'],
    [{ id, username: 'jane' }, 'personal'],
    [{ id, username: 'jane', account_type: 'business', business_name: ' ' }, 'business'],
  ])('of %j › go by the username', async (body, accountType) => {
    const { provider } = pinterestProvider({ body }, { body });
    const identity = await provider.identify(tokens);
    expect(identity).toMatchObject({ displayName: 'jane', avatarUrl: null });
    expect(await provider.listCandidates(tokens, identity)).toMatchObject([{ accountType, selectable: true }]);
  });
});

describe('probe', () => {
  it('is healthy when the account answers, and proves nothing when another does', async () => {
    expect(await pinterestProvider(account).probe()).toEqual({ verdict: 'healthy' });
    expect(await pinterestProvider({ body: { id: '2783136121146311750', username: 'x' } }).probe()).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('renew', () => {
  it('proves the app by Basic, narrows nothing and keeps the new refresh token', async () => {
    const { provider, http } = pinterestProvider({ body: fixture('token-refreshed') });
    const renewed = await provider.renew(tokens);
    expect(http.sent[0]).toMatchObject({ url: 'https://api.pinterest.com/v5/oauth/token', headers: { authorization: `Basic ${btoa('client-1:s3cret-of-client')}` } });
    expect(http.sent[0]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'pinr_1' });
    expect(renewed.refreshToken?.use((token) => token)).toBe('pinr_EBASU6YWABCDEFGHIJKLMNOPQRSTUVWXYZ012345');
    expect(renewed.scopes).toEqual(['boards:read', 'boards:write', 'pins:read']);
  });

  it.each<[string, Partial<typeof tokens>, readonly ScriptedAnswer[], ProviderErrorKind]>([
    ['and the access token works', {}, [refused, account], 'misconfigured'],
    ['and so is the access token, which should live', {}, [refused, refused], 'revoked'],
    ['and the access token cannot be asked', {}, [refused, { status: 503 }], 'misconfigured'],
    ['when the access token ran out anyway', { accessTokenExpiresAt: earlier }, [refused], 'misconfigured'],
    ['after its own end', { refreshTokenExpiresAt: earlier }, [refused], 'revoked'],
    ['with status 400', {}, [{ status: 400, body: { code: 283, message: 'x' } }], 'revoked'],
  ])('a refresh that is refused %s › is what it can be', async (_, changes, script, kind) => {
    await expect(pinterestProvider(...script).provider.renew({ ...tokens, ...changes })).rejects.toMatchObject({ kind, step: 'renew' });
  });
});
