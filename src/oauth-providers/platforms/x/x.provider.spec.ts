import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, now, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { x } from './x.provider.js';

const fixture = <T>(name: string): T => sampleOf('x', name);
const { rows, numbers, answerOf } = errorsOf('x');

const me: ScriptedAnswer = { body: fixture('me') };
const tokens = aTokenSet({ accessToken: Secret.of('access-1'), refreshToken: Secret.of('refresh-1') });
const basic = `Basic ${btoa('client-1:s3cret-of-client')}`;

function scripted(...script: readonly ScriptedAnswer[]) {
  const scripted = scriptedProvider(x, ...script);
  const { provider } = scripted;
  const probe = () => provider.probe({ platformUserId: '2244994945', tokens, credentials: null });
  return { ...scripted, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(x, row).kind).toBe(row.kind);
  });

  it.each([
    [{ 'x-rate-limit-reset': String(now.getTime() / 1000 + 600) }, 600],
    [{ 'x-rate-limit-reset': String(now.getTime() / 1000 - 5) }, 0],
    [{ 'x-rate-limit-reset': 'soon' }, undefined],
    [{ 'x-rate-limit-reset': '99999999999' }, undefined],
    [{ 'retry-after': '7' }, 7],
  ])('a limit with the headers %j › waits %s seconds', (headers, seconds) => {
    const { body } = answerOf(9);
    expect(readingOf(x, { step: 'probe', status: 429, body }, headers as unknown as Record<string, string>).retryAfterSeconds).toBe(seconds);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>Unauthorized</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a bill without a body', { status: 402 }, 'misconfigured'],
    ['a truncated body', { body: '{"data":{"id":"22449' }, 'invalid_response'],
    ['another shape', { body: { id: '2244994945' } }, 'invalid_response'],
    ['a partial failure', { body: { errors: [{ code: 89, message: 'Invalid or expired token' }] } }, 'invalid_response'],
    ['an id that is a number', { body: { data: { id: 7, username: 'x' } } }, 'invalid_response'],
    ['a 401 of another kind', { status: 401, body: { title: 'Unauthorized', type: 'https://api.x.com/2/problems/something-new' } }, 'rejected'],
    ['a list', { status: 401, body: [{ title: 'Unauthorized' }] }, 'rejected'],
    ['an outage with a code inside', { status: 502, body: { errors: [{ code: 89 }] } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(scripted(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify and listCandidates', () => {
  it('read the person of the documented sample, with the larger picture', async () => {
    const { provider, http } = scripted(me);
    const identity = await provider.identify(tokens);
    const shown = {
      displayName: 'X Dev',
      username: 'XDevelopers',
      avatarUrl: 'https://pbs.twimg.com/profile_images/1/abc_400x400.jpg',
      profileUrl: 'https://x.com/XDevelopers',
    };
    expect(identity).toEqual({ subject: '2244994945', ...shown });
    expect(await provider.listCandidates(tokens, identity)).toEqual([
      { kind: 'profile', platformUserId: '2244994945', accountType: 'personal', ...shown, selectable: true, reason: null, credentials: null },
    ]);
    expect(http.sent).toMatchObject([{ url: 'https://api.x.com/2/users/me', query: { 'user.fields': 'profile_image_url' }, headers: { authorization: 'Bearer access-1' } }]);
  });

  it('of somebody without name and picture › go by the username', async () => {
    const { provider } = scripted({ body: { data: { id: '1', username: 'ana' } } });
    expect(await provider.identify(tokens)).toMatchObject({ displayName: 'ana', avatarUrl: null });
  });
});

describe('probe', () => {
  it.each<[string, ScriptedAnswer, object]>([
    ['the person', me, { verdict: 'healthy' }],
    ['somebody else', { body: { data: { id: '1', username: 'b' } } }, { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null }],
    ['row 1', answerOf(1), { verdict: 'expired' }],
    ['row 3', answerOf(3), { verdict: 'missing-scopes', scopes: [] }],
    ['row 5', answerOf(5), { verdict: 'restricted' }],
    ['row 6', answerOf(6), { verdict: 'restricted' }],
    ['row 7', answerOf(7), { verdict: 'inconclusive', cause: 'rejected', retryAfterSeconds: null }],
    ['row 8', answerOf(8), { verdict: 'inconclusive', cause: 'misconfigured', retryAfterSeconds: null }],
    ['row 10', answerOf(10), { verdict: 'inconclusive', cause: 'misconfigured', retryAfterSeconds: null }],
  ])('answered by %s', async (_, answer, verdict) => {
    expect(await scripted(answer).probe()).toEqual(verdict);
  });
});

describe('renew', () => {
  it('proves the app by Basic alone, and keeps the new refresh token', async () => {
    const { provider, http } = scripted({ body: fixture('token') });
    const renewed = await provider.renew(tokens);
    expect(http.sent[0]).toMatchObject({ url: 'https://api.x.com/2/oauth2/token', headers: { authorization: basic } });
    expect(http.sent[0]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'refresh-1' });
    expect(renewed.refreshToken?.use((token) => token)).toBe('bWRWa3hrefresh');
    expect(renewed.scopes).toContain('offline.access');
  });

  it.each([
    [13, 'revoked'],
    [15, 'misconfigured'],
    [12, 'unavailable'],
  ])('refused as in row %i › is %s', async (row, kind) => {
    await expect(scripted(answerOf(row)).provider.renew(tokens)).rejects.toMatchObject({ kind, step: 'renew' });
  });
});

describe('giving the authorization back', () => {
  const gone: ScriptedAnswer = answerOf(13);

  it('gives both tokens back, by Basic', async () => {
    const { provider, http } = scripted({ body: { revoked: true } }, { body: { revoked: true } });
    await provider.revoke(tokens);
    expect(http.sent.map(({ url, form, headers }) => [url, form, headers['authorization']])).toEqual(
      ['refresh-1', 'access-1'].map((token) => ['https://api.x.com/2/oauth2/revoke', { token }, basic]),
    );
  });

  it.each<[string, readonly ScriptedAnswer[]]>([
    ['the second', [{ body: { revoked: true } }, gone]],
    ['both', [gone, gone]],
  ])('%s of them dead already › is success', async (_, script) => {
    await expect(scripted(...script).provider.revoke(tokens)).resolves.toBeUndefined();
  });

  it('an outage › is none', async () => {
    await expect(scripted({ status: 503 }).provider.revoke(tokens)).rejects.toMatchObject({ kind: 'unavailable', step: 'revoke' });
  });
});
