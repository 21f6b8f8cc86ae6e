import { describe, expect, it } from '@jest/globals';
import { did, directory, documentAt, fixture, home, index, method, openBluesky, standing, xrpcError, type Routes } from '../../../../test/fakes/bluesky-network.fake.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { bluesky } from './bluesky.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object;
}

const rows = fixture('errors') as unknown as readonly ErrorRow[];
const receivedAt = new Date('2026-11-23T12:00:00.000Z');
const getSession = method('getSession');
const getProfile = `${index}/app.bsky.actor.getProfile`;

function judged(step: ProviderStep, status: number, body: unknown, headers: Record<string, string> = {}) {
  const isText = typeof body === 'string';
  return judge({ step, status, headers, json: isText ? undefined : body, text: isText ? body : JSON.stringify(body), receivedAt }, bluesky.classify);
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });

  it.each(rows)('row $row at $step: $status means $kind', ({ step, status, body, kind }) => {
    expect(judged(step, status, body).kind).toBe(kind);
  });

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '1795435260', 'ratelimit-policy': '10;w=86400' }, 60],
    [{ 'ratelimit-reset': '1795435260', 'retry-after': '7' }, 7],
    [{ 'ratelimit-reset': 'soon' }, undefined],
    [{}, undefined],
  ])('a limit with %j ends in %p seconds', (headers, seconds) => {
    expect(judged('login', 429, { error: 'RateLimitExceeded' }, headers).retryAfterSeconds).toBe(seconds);
  });

  it.each<[string, number, unknown, ProviderErrorKind]>([
    ['a page', 401, '<html>AccountTakedown</html>', 'invalid_response'],
    ['a page with status 200', 200, '<html>', 'invalid_response'],
    ['an empty body', 400, '', 'invalid_response'],
    ['a truncated body', 200, '{"did":"did:plc', 'invalid_response'],
    ['another shape', 200, { hello: 'world' }, 'invalid_response'],
    ['a list', 400, [{ error: 'ExpiredToken' }], 'rejected'],
    ['an unknown code', 400, { error: 'SomethingElse', message: 'ExpiredToken AccountNotFound' }, 'rejected'],
    ['a code of another status', 403, { error: 'ExpiredToken' }, 'rejected'],
    ['an outage with a code inside', 503, { error: 'AccountTakedown' }, 'unavailable'],
    ['an error inside a 200', 200, { error: 'ExpiredToken' }, 'invalid_response'],
    ['a failed request that is not about an account', 400, { error: 'InvalidRequest', message: 'Error: Params must have the property "actor"' }, 'rejected'],
  ])('does not take %s for a verdict about the account', (_name, status, body, kind) => {
    expect([judged('probe', status, body).kind, judged('renew', status, body).kind]).toEqual([kind, kind]);
  });
});

describe('identify', () => {
  it('reads the account of the documented samples', async () => {
    const { provider, http } = openBluesky();

    expect(await provider.identify(standing())).toEqual({
      subject: did,
      displayName: 'Bluesky',
      username: 'bsky.app',
      avatarUrl: fixture('profile')['avatar'],
      profileUrl: `https://bsky.app/profile/${did}`,
    });
    expect(http.asked(getProfile)).toEqual([{ actor: did }]);
    expect(http.sent.map(({ headers }) => headers !== undefined)).toEqual([true, false]);
  });

  it.each<[string, Routes[string]]>([
    ['does not know the account', xrpcError(400, 'InvalidRequest', 'Profile not found')],
    ['is down', 'network'],
    ['is slow', 'timeout'],
    ['answers a page', { body: '<html>' }],
    ['answers about another', { body: { ...fixture('profile'), did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' } }],
  ])('an index that %s › the handle is shown', async (_name, reply) => {
    expect(await openBluesky({ [getProfile]: reply }).provider.identify(standing())).toMatchObject({
      displayName: 'bsky.app',
      username: 'bsky.app',
      avatarUrl: null,
    });
  });

  it.each([[{ displayName: '' }, 'bsky.app'], [{ displayName: ' ' }, 'bsky.app'], [{ displayName: null }, 'bsky.app'], [{ displayName: 'Ada' }, 'Ada']])(
    'a profile with %j › shows %s',
    async (changes, displayName) => {
      const { provider } = openBluesky({ [getProfile]: { body: { ...fixture('profile'), ...changes } } });
      expect((await provider.identify(standing())).displayName).toBe(displayName);
    },
  );

  it('a handle that no longer leads to the account › is not shown', async () => {
    const bench = openBluesky({
      [getProfile]: { body: { ...fixture('profile'), handle: 'handle.invalid', displayName: null } },
      [getSession]: { body: { did, handle: 'handle.invalid' } },
    });

    expect(await bench.provider.identify(standing())).toMatchObject({ username: null, displayName: did });
  });

  it('a server that speaks of another account › is not believed', async () => {
    const bench = openBluesky({ [getSession]: { body: { did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', handle: 'victim.test' } } });

    await expect(bench.provider.identify(standing())).rejects.toMatchObject({ kind: 'invalid_response', step: 'identify' });
  });
});

it('listCandidates › is the account alone', async () => {
  const { provider } = openBluesky();
  const tokens = standing();

  expect(await provider.listCandidates(tokens, await provider.identify(tokens))).toMatchObject([
    { kind: 'profile', platformUserId: did, accountType: 'personal', displayName: 'Bluesky', username: 'bsky.app', selectable: true, credentials: null },
  ]);
});

describe('probe', () => {
  const probe = (routes: Routes = {}) => openBluesky(routes).provider.probe({ platformUserId: did, tokens: standing(), credentials: null });
  const elsewhere = { [directory]: documentAt('https://new.test') };
  const deactivated = { [getSession]: { body: { did, handle: 'bsky.app', active: false, status: 'deactivated' } } };
  const notFound = { [getSession]: xrpcError(403, 'AccountNotFound') };

  it.each<[string, Routes, object]>([
    ['a session that answers', {}, { verdict: 'healthy' }],
    ['an old server, which does not tell whether it is active', { [getSession]: { body: { did, handle: 'bsky.app' } } }, { verdict: 'healthy' }],
    ['a token that ran out', { [getSession]: xrpcError(400, 'ExpiredToken') }, { verdict: 'expired' }],
    ['a token that is not known', { [getSession]: xrpcError(400, 'InvalidToken') }, { verdict: 'expired' }],
    ['an account that is taken down', { [getSession]: xrpcError(401, 'AccountTakedown') }, { verdict: 'restricted' }],
    ['an account that is deactivated', deactivated, { verdict: 'restricted' }],
    ['a deactivated account of whom nobody knows', { ...deactivated, [directory]: { status: 404 } }, { verdict: 'restricted' }],
    ['a deactivated account that was deleted', { ...deactivated, [directory]: { status: 410 } }, { verdict: 'broken', reason: 'account_gone' }],
    ['an account of whom nobody knows', { ...notFound, [directory]: { status: 404 } }, { verdict: 'broken', reason: 'account_gone' }],
    ['an account that moved and left a deactivated one', { ...deactivated, ...elsewhere }, { verdict: 'expired' }],
    ['an account that is not there', notFound, { verdict: 'broken', reason: 'account_gone' }],
    ['an account that was deleted', { ...notFound, [directory]: { status: 410 } }, { verdict: 'broken', reason: 'account_gone' }],
    ['an account that moved', { ...notFound, ...elsewhere }, { verdict: 'expired' }],
    ['an account that may have moved', { ...notFound, [directory]: 'network' }, { verdict: 'inconclusive', cause: 'unavailable' }],
    ['another account', { [getSession]: { body: { did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', handle: 'x.test' } } }, { verdict: 'inconclusive' }],
    ['an outage', { [getSession]: { status: 502, body: '<html>' } }, { verdict: 'inconclusive', cause: 'unavailable' }],
    ['silence', { [getSession]: 'timeout' }, { verdict: 'inconclusive', cause: 'timeout' }],
    ['a page', { [getSession]: { status: 401, body: '<html>AccountTakedown' } }, { verdict: 'inconclusive', cause: 'invalid_response' }],
    ['a limit', { [getSession]: { status: 429, headers: { 'retry-after': '30' } } }, { verdict: 'inconclusive', cause: 'rate_limited', retryAfterSeconds: 30 }],
  ])('%s', async (_name, routes, verdict) => {
    expect(await probe(routes)).toMatchObject(verdict);
  });

  it('asks the account’s own server', async () => {
    const bench = openBluesky();
    await bench.provider.probe({ platformUserId: did, tokens: standing(), credentials: null });

    expect(bench.asked()).toEqual([getSession.replace('https://', '')]);
    expect(bench.http.sent[0]?.headers?.['authorization']?.toString()).toBe('[redacted]');
    expect(home).toContain('puffball');
  });
});
