import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { providerContext, StandingTime } from '../../../../test/fakes/provider-context.fake.js';
import { SlowHttp } from '../../../../test/fakes/slow-http.fake.js';
import { RoutedHttp } from '../../../../test/fakes/routed-http.fake.js';
import { discoverInstance } from './mastodon.discovery.js';
import { mastodon } from './mastodon.provider.js';

const fixture = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../../../test/fixtures/mastodon/${name}.json`, import.meta.url), 'utf8')) as object;

const page = { body: '<!doctype html><title>Welcome</title>' };
const v2 = { body: fixture('instance-v2') };
const v1 = { body: fixture('instance-v1') };
const metadata = { body: fixture('metadata') };
const METADATA = '/.well-known/oauth-authorization-server';

type Routes = ConstructorParameters<typeof RoutedHttp>[0];

function discover(instanceUrl: string, routes: Routes, environment: Readonly<Record<string, string>> = {}) {
  const http = new RoutedHttp(routes);
  const found = discoverInstance(providerContext(mastodon, http, { environment }), { texts: { instanceUrl }, passwords: {} });
  return { found, http };
}

/** A current server at this host. */
const current = (host: string): Routes => ({ [`https://${host}/api/v2/instance`]: v2, [`https://${host}${METADATA}`]: metadata });

describe('a server', () => {
  it('of today › tells its endpoints, PKCE and `profile`', async () => {
    expect(await discover('@ada@mastodon.social', current('mastodon.social')).found).toEqual({
      origin: 'https://mastodon.social',
      authorizeUrl: 'https://mastodon.social/oauth/authorize',
      tokenUrl: 'https://mastodon.social/oauth/token',
      revokeUrl: 'https://mastodon.social/oauth/revoke',
      pkce: 'S256',
      scopes: ['profile', 'write:statuses', 'write:media'],
    });
  });

  it.each<[string, Routes]>([
    ['before 4.3', { 'https://old.test/api/v2/instance': v2 }],
    ['before 4.0', { 'https://old.test/api/v1/instance': v1 }],
    ['whose metadata is a page', { 'https://old.test/api/v2/instance': v2, [`https://old.test${METADATA}`]: page }],
    ['whose metadata is another thing', { 'https://old.test/api/v2/instance': v2, [`https://old.test${METADATA}`]: { body: { token_endpoint: 7 } } }],
    ['that shows itself to members only', { 'https://old.test/api/v2/instance': { status: 401, body: { error: 'This method requires an authenticated user' } } }],
  ])('%s › speaks as the documents say, without PKCE', async (_name, routes) => {
    expect(await discover('old.test', routes).found).toEqual({
      origin: 'https://old.test',
      authorizeUrl: 'https://old.test/oauth/authorize',
      tokenUrl: 'https://old.test/oauth/token',
      revokeUrl: 'https://old.test/oauth/revoke',
      pkce: null,
      scopes: ['read:accounts', 'write:statuses', 'write:media'],
    });
  });

  it('with endpoints elsewhere › is believed for its own host only', async () => {
    const told = {
      authorization_endpoint: 'https://mastodon.social/oauth/authorize',
      token_endpoint: 'https://evil.test:8443/token',
      revocation_endpoint: 'http://evil.test/revoke',
      scopes_supported: null,
    };
    const routes = { ...current('evil.test'), [`https://evil.test${METADATA}`]: { body: told } };
    expect(await discover('evil.test', routes).found).toMatchObject({
      authorizeUrl: 'https://evil.test/oauth/authorize',
      tokenUrl: 'https://evil.test/oauth/token',
      revokeUrl: 'https://evil.test/oauth/revoke',
    });
  });

  it('with paths of its own › is asked there', async () => {
    const told = { authorization_endpoint: 'https://own.test/login', token_endpoint: 'https://own.test/api/token', revocation_endpoint: 'https://u:p@own.test/r' };
    const routes = { ...current('own.test'), [`https://own.test${METADATA}`]: { body: told } };
    expect(await discover('own.test', routes).found).toMatchObject({
      authorizeUrl: 'https://own.test/login',
      tokenUrl: 'https://own.test/api/token',
      revokeUrl: 'https://own.test/oauth/revoke',
    });
  });

  it.each([
    [['read', 'write', 'follow', 'push'], ['read', 'write']],
    [['read', 'read:accounts', 'write', 'write:statuses'], ['read:accounts', 'write:statuses', 'write']],
    [['profile', 'read', 'write'], ['profile', 'write']],
  ])('that supports %j › is asked for %j', async (scopes_supported, scopes) => {
    const routes = { ...current('some.test'), [`https://some.test${METADATA}`]: { body: { scopes_supported } } };
    expect((await discover('some.test', routes).found).scopes).toEqual(scopes);
  });

  it('is asked for the operator’s scopes', async () => {
    const environment = { MASTODON_SCOPES: 'profile write:statuses' };
    expect((await discover('mastodon.social', current('mastodon.social'), environment).found).scopes).toEqual(['profile', 'write:statuses']);
    expect((await discover('old.test', { 'https://old.test/api/v2/instance': v2 }, environment).found).scopes).toEqual(['read:accounts', 'write:statuses']);
  });

  it('is never followed anywhere', async () => {
    const { found, http } = discover('mastodon.social', current('mastodon.social'));
    await found;
    expect(http.sent.map(({ hops, timeoutMs }) => [hops, timeoutMs])).toEqual([[undefined, 6_000], [undefined, 6_000]]);
  });
});

describe('a handle whose domain only points to its server', () => {
  const links = [
    { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: 'https://social.example.com/@ada' },
    { rel: 'self', type: 'application/activity+json', href: 'https://social.example.com/users/ada' },
  ];
  const hostMeta = '<?xml version="1.0"?><XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n<Link rel="lrdd" template="https://social.example.com/.well-known/webfinger?resource={uri}"/></XRD>';

  it('is found by webfinger, over three hops at most', async () => {
    const { found, http } = discover('@ada@example.com', { 'https://example.com/.well-known/webfinger': { body: { links } }, 'https://example.com': page, ...current('social.example.com') });

    expect((await found).origin).toBe('https://social.example.com');
    expect(http.asked('https://example.com/.well-known/webfinger')).toEqual([{ resource: 'acct:ada@example.com' }]);
    expect(http.sent.find(({ url }) => url.endsWith('webfinger'))?.hops).toBe(3);
  });

  it.each(['example.com', '@ada@example.com'])('is found by host-meta: %s', async (named) => {
    const { found, http } = discover(named, { 'https://example.com/.well-known/host-meta': { body: hostMeta }, ...current('social.example.com') });

    expect((await found).origin).toBe('https://social.example.com');
    expect(http.sent.find(({ url }) => url.endsWith('host-meta'))?.hops).toBe(3);
  });

  it.each([
    ['http://social.example.com/users/ada', 'unsafe_address'],
    ['https://127.0.0.1/users/ada', 'unsafe_address'],
    ['https://[::1]/', 'unsafe_address'],
    ['https://metadata.google.internal/', 'unsafe_address'],
    ['https://social.example.com:8443/', 'unsafe_address'],
    ['https://example.com/users/ada', 'unknown_server'],
    ['https://elsewhere.test/users/ada', 'unknown_server'],
    ['nonsense', 'unknown_server'],
  ])('is not followed to %s', async (href, kind) => {
    const routes = { 'https://example.com/.well-known/webfinger': { body: { links: [{ rel: 'self', type: 'application/activity+json', href }] } } };
    const byWebfinger = discover('@ada@example.com', routes);
    const byHostMeta = discover('example.com', { 'https://example.com/.well-known/host-meta': { body: `<Link template='${href}{uri}'/>` } });

    for (const { found, http } of [byWebfinger, byHostMeta]) {
      await expect(found).rejects.toMatchObject({ kind });
      expect(http.sent.every(({ url }) => /^https:\/\/(example\.com|elsewhere\.test)\//.test(url))).toBe(true);
    }
  });

  it('is not found when a redirect leads to an address that may not be called', async () => {
    const routes: Routes = { 'https://example.com/.well-known/host-meta': 'blocked', 'https://example.com/x': page };
    await expect(discover('example.com', routes).found).rejects.toMatchObject({ kind: 'unsafe_address' });
  });
});

describe('what is no server of this network', () => {
  it.each<[string, Routes, string]>([
    ['a host that does not exist', {}, 'unknown_server'],
    ['a web site', { 'https://some.test': page }, 'unknown_server'],
    ['a redirect', { 'https://some.test': { status: 301, headers: { location: 'https://mastodon.social/' } } }, 'unknown_server'],
    ['an empty answer', { 'https://some.test': {} }, 'unknown_server'],
    ['half an answer', { 'https://some.test': { body: '{"domain":"some.t' } }, 'unknown_server'],
    ['another API', { 'https://some.test': { body: { hello: 'world' } } }, 'unknown_server'],
    ['a list', { 'https://some.test': { body: [] } }, 'unknown_server'],
    ['a firewall', { 'https://some.test': { status: 403, body: '<html>Attention Required!' } }, 'unknown_server'],
    ['a login page', { 'https://some.test': { status: 401, body: '<html>' } }, 'unknown_server'],
    ['an outage', { 'https://some.test': { status: 503 } }, 'unavailable'],
    ['an outage of the network in front', { 'https://some.test': { status: 522, body: '<html>' } }, 'unavailable'],
    ['a limit', { 'https://some.test': { status: 429 } }, 'rate_limited'],
    ['nobody listening', { 'https://some.test': 'network' }, 'unavailable'],
    ['nobody answering', { 'https://some.test': 'timeout' }, 'unknown_server'],
    ['a server whose metadata never ends', { 'https://some.test/api/v2/instance': v2, [`https://some.test${METADATA}`]: 'timeout' }, 'unknown_server'],
    ['a certificate of somebody else', { 'https://some.test': 'certificate' }, 'untrusted_server'],
    ['an address inside', { 'https://some.test': 'blocked' }, 'unsafe_address'],
    ['an endless answer', { 'https://some.test': 'too_large' }, 'unknown_server'],
    ['a server whose metadata is away', { 'https://some.test/api/v2/instance': v2, [`https://some.test${METADATA}`]: { status: 500 } }, 'unavailable'],
  ])('%s › is told so', async (_name, routes, kind) => {
    await expect(discover('some.test', routes).found).rejects.toMatchObject({ kind });
  });

  it('is not waited for longer than twelve seconds, however often it is slow', async () => {
    const time = new StandingTime();
    const slow = new SlowHttp(time, 5_000);
    const found = discoverInstance(providerContext(mastodon, slow, { time }), { texts: { instanceUrl: '@ada@some.test' }, passwords: {} });
    await expect(found).rejects.toMatchObject({ kind: 'unknown_server' });
    expect(slow.limits).toEqual([6_000, 6_000, 2_000]);
  });

  it('is not asked at all when it is no address', async () => {
    const { found, http } = discover('127.0.0.1', {});
    await expect(found).rejects.toMatchObject({ kind: 'unsafe_address' });
    expect(http.sent).toEqual([]);
  });
});

describe('registration', () => {
  it.each<[string, Routes[string], string]>([
    ['no such path', { status: 404, body: { error: 'Not found' } }, 'unknown_server'],
    ['a page', page, 'unknown_server'],
    ['an app without a secret', { body: { client_id: 'x' } }, 'unknown_server'],
    ['a refusal of every scope', { status: 422, body: { error: 'Validation failed' } }, 'rejected'],
    ['an outage', { status: 502, body: '<html>' }, 'unavailable'],
    ['a limit', { status: 429 }, 'rate_limited'],
    ['silence', 'timeout', 'timeout'],
  ])('%s › is told as %s', async (_name, reply, kind) => {
    const { connect: way } = mastodon;
    const http = new RoutedHttp({ ...current('some.test'), 'https://some.test/api/v1/apps': reply });
    const context = providerContext(mastodon, http);
    const server = await way.discover(context, { texts: { instanceUrl: 'some.test' }, passwords: {} });
    await expect(way.register(context, server, { clientName: 'n', redirectUri: 'https://r.test' })).rejects.toMatchObject({ kind });
  });
});
