import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { oauthContext } from '../../protocol/define-provider.js';
import { askTokenEndpoint } from '../../protocol/token-endpoint.js';
import { readTokenSet } from '../../protocol/token-response.js';
import { tiktok } from './tiktok.provider.js';

const fixture = <T>(name: string): T => sampleOf('tiktok', name);
const { rows, numbers, answerOf } = errorsOf('tiktok');

const openId = '723f24d7-e717-40f8-a2b6-cb8464cd23b4';
const userInfo: ScriptedAnswer = { body: fixture('user-info') };
const allowed: ScriptedAnswer = { body: { data: {}, error: { code: 'ok' } } };
const scopes = ['user.info.basic', 'user.info.profile', 'video.publish'];
const tokens = aTokenSet({ accessToken: Secret.of('act.1'), refreshToken: Secret.of('rft.1'), scopes, accessTokenExpiresAt: new Date('2026-11-23T13:00:00.000Z') });

function tiktokProvider(...script: readonly ScriptedAnswer[]) {
  const scripted = scriptedProvider(tiktok, ...script);
  const { provider } = scripted;
  const probe = () => provider.probe({ platformUserId: openId, tokens, credentials: null });
  return { ...scripted, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(tiktok, row).kind).toBe(row.kind);
  });

  it.each([
    [4, {}, 60],
    [4, { 'retry-after': '7' }, 7],
    [8, {}, 86_400],
  ])('row %i with headers %j › is tried again after %i seconds', (row, headers, seconds) => {
    const { status = 0, body } = answerOf(row);
    expect(readingOf(tiktok, { step: 'probe', status, body }, headers).retryAfterSeconds).toBe(seconds);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>access_token_invalid</html>' }, 'invalid_response'],
    ['a page with status 200', { body: '<html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a truncated body', { body: '{"data":{"user":{"open_id":"72' }, 'invalid_response'],
    ['another shape', { body: { open_id: openId, error: { code: 'ok' } } }, 'invalid_response'],
    ['success without its ok', { body: { data: { user: { open_id: openId } } } }, 'invalid_response'],
    ['a list', { status: 401, body: [{ error: { code: 'access_token_invalid' } }] }, 'rejected'],
    ['an unknown code', { status: 401, body: { error: { code: 'something_new', message: 'access_token_invalid' } } }, 'rejected'],
    ['an outage with a code inside', { status: 502, body: { error: { code: 'access_token_invalid' } } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(tiktokProvider(answer).provider.identify(tokens)).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('identify', () => {
  it('reads the person of the documented sample, the open id as it is', async () => {
    const { provider, http } = tiktokProvider(userInfo);
    expect(await provider.identify(tokens)).toEqual({
      subject: openId,
      displayName: 'Jane',
      username: 'jane.makes',
      avatarUrl: fixture<{ data: { user: { avatar_url: string } } }>('user-info').data.user.avatar_url,
      profileUrl: null,
    });
    expect(http.sent[0]).toMatchObject({
      method: 'GET',
      url: 'https://open.tiktokapis.com/v2/user/info/',
      query: { fields: 'open_id,union_id,display_name,avatar_url,avatar_large_url,username,profile_deep_link' },
      headers: { authorization: 'Bearer act.1' },
    });
  });

  it.each([[['user.info.basic', 'video.publish']], [null]])('with the scopes %j › asks for no field beyond them', async (granted) => {
    const { provider, http } = tiktokProvider(userInfo);
    await provider.identify({ ...tokens, scopes: granted });
    expect(http.sent[0]?.query).toEqual({ fields: 'open_id,union_id,display_name,avatar_url,avatar_large_url' });
  });

  it('of a person without name and avatar › leaves them out', async () => {
    const { provider } = tiktokProvider({ body: { data: { user: { open_id: openId, display_name: '', avatar_url: '' } }, error: { code: 'ok' } } });
    const identity = await provider.identify(tokens);
    expect(identity).toMatchObject({ displayName: '', username: null, avatarUrl: null });
    expect(await provider.listCandidates(tokens, identity)).toEqual([
      { kind: 'profile', platformUserId: openId, accountType: 'creator', displayName: '', username: null, avatarUrl: null, profileUrl: null, selectable: true, reason: null, credentials: null },
    ]);
  });
});

describe('probe', () => {
  it('is healthy when the person answers and may post', async () => {
    const { probe, http } = tiktokProvider(userInfo, allowed);
    expect(await probe()).toEqual({ verdict: 'healthy' });
    expect(http.sent.map(({ method, url }) => [method, url])).toEqual([
      ['GET', 'https://open.tiktokapis.com/v2/user/info/'],
      ['POST', 'https://open.tiktokapis.com/v2/post/publish/creator_info/query/'],
    ]);
  });

  it.each([
    [7, { verdict: 'restricted' }],
    [8, { verdict: 'healthy' }],
    [4, { verdict: 'healthy' }],
    [2, { verdict: 'missing-scopes', scopes: [] }],
    [9, { verdict: 'inconclusive', cause: 'misconfigured', retryAfterSeconds: null }],
    [5, { verdict: 'inconclusive', cause: 'unavailable', retryAfterSeconds: null }],
  ])('when row %i answers the question whether one may post › %j', async (row, verdict) => {
    expect(await tiktokProvider(userInfo, answerOf(row)).probe()).toEqual(verdict);
  });

  it.each([
    [1, { verdict: 'expired' }],
    [4, { verdict: 'inconclusive', cause: 'rate_limited', retryAfterSeconds: 60 }],
  ])('when row %i answers at once › %j', async (row, verdict) => {
    expect(await tiktokProvider(answerOf(row)).probe()).toEqual(verdict);
  });

  it('proves nothing when somebody else answers', async () => {
    const other = { body: { data: { user: { open_id: openId.replaceAll('-', '') } }, error: { code: 'ok' } } };
    expect(await tiktokProvider(other).probe()).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('tokens', () => {
  const receivedAt = new Date('2026-11-23T12:00:00.000Z');

  it('reads the documented sample: comma-joined scopes and both expiries', async () => {
    const { context, http } = tiktokProvider({ body: fixture('token') });
    const body = await askTokenEndpoint(oauthContext(context), 'exchange', { grant_type: 'authorization_code', code: 'c' });
    expect(readTokenSet(body, 'exchange', receivedAt)).toMatchObject({
      scopes: ['user.info.basic', 'video.list'],
      accessTokenExpiresAt: new Date('2026-11-24T12:00:00.000Z'),
      refreshTokenExpiresAt: new Date('2027-11-23T12:00:00.000Z'),
    });
    expect(http.sent[0]).toMatchObject({ form: { client_key: 'client-1', client_secret: 's3cret-of-client', code: 'c' } });
  });

  it.each([
    [10, 'revoked'],
    [12, 'misconfigured'],
    [13, 'unavailable'],
  ])('renewing, when row %i answers › is %s', async (row, kind) => {
    await expect(tiktokProvider(answerOf(row)).provider.renew(tokens)).rejects.toMatchObject({ kind, step: 'renew' });
  });
});

describe('giving the authorization back', () => {
  it.each<[string, ScriptedAnswer]>([['an empty body', {}], ['an empty object', { body: {} }]])('%s › is success', async (_, answer) => {
    const { provider, http } = tiktokProvider(answer);
    await provider.revoke(tokens);
    expect(http.sent).toHaveLength(1);
    expect(http.sent[0]).toMatchObject({ url: 'https://open.tiktokapis.com/v2/oauth/revoke/', form: { client_key: 'client-1', client_secret: 's3cret-of-client', token: 'act.1' } });
  });

  it('an error with status 200 › is none', async () => {
    const refused = { body: { error: 'invalid_grant', error_description: 'x', log_id: 'y' } };
    await expect(tiktokProvider(refused).provider.revoke(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'revoke' });
  });

  it('with an access token that ran out › renews it first', async () => {
    const { provider, http } = tiktokProvider({ body: fixture('token') }, {});
    await provider.revoke({ ...tokens, accessTokenExpiresAt: new Date('2020-01-01T00:00:00.000Z') });
    expect(http.sent.map(({ url }) => url.replace('https://open.tiktokapis.com/v2/', ''))).toEqual(['oauth/token/', 'oauth/revoke/']);
    expect(http.sent[1]).toMatchObject({ form: { token: 'act.example12345Example12345Example' } });
  });
});
