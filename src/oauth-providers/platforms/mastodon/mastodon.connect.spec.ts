import { describe, expect, it } from '@jest/globals';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { RoutedHttp } from '../../../../test/fakes/routed-http.fake.js';
import { fixture, origin, providerOver } from '../../../../test/support/mastodon-provider.js';
import { Secret } from '../../../kernel/secret.js';

const instance: ScriptedAnswer = { body: fixture('instance-v2') };

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
