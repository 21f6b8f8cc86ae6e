import { Global, Module, type DynamicModule } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import { classifyTokenError, isRecord } from '../../src/oauth-providers/protocol/classify.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { PlatformCatalogue } from '../../src/oauth-providers/protocol/platform-catalogue.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../src/oauth-providers/ports/provider-registry.js';
import { standardPlatform } from '../fakes/provider-definition.fake.js';
import { ApiClient } from '../support/api-client.js';
import { Browser } from '../support/browser.js';
import { startService, type RunningService } from '../support/service.js';
import { StrictOAuthServer, strictClient } from '../support/strict-oauth-server.js';
import type { AccountBody, SessionBody } from '../support/world.js';
import { redirectOf } from '../support/redirect-of.js';

/** A platform by the standard kit alone, at the given server. */
function strictPlatform(serverUrl: string): ProviderDefinition {
  const standard = standardPlatform();
  return {
    ...standard,
    id: 'strict',
    label: 'Strict',
    settings: { ...standard.settings, prefix: 'STRICT', clientIdVariable: 'CLIENT_KEY', apiUrl: serverUrl },
    requiredScopes: ['openid'],
    authorize: { url: `${serverUrl}/auth`, scopes: ['openid', 'profile'], pkce: 'S256' },
    token: { url: `${serverUrl}/token`, clientAuth: 'basic' },
    classify: (answer) => {
      const dead = answer.status === 401 && isRecord(answer.json) && answer.json['error'] === 'invalid_token';
      return dead ? { kind: 'token_expired', platformCode: 'invalid_token' } : classifyTokenError(answer);
    },
  };
}

@Global()
@Module({})
class OneMorePlatform {
  static of(definition: ProviderDefinition): DynamicModule {
    const catalogue = { provide: PlatformCatalogue, useValue: { definitions: [definition] } };
    return { module: OneMorePlatform, providers: [catalogue], exports: [catalogue] };
  }
}

describe('a strict OAuth server that nobody here wrote', () => {
  let server: StrictOAuthServer;
  let service: RunningService;
  let api: ApiClient;
  let provider: Provider;

  beforeAll(async () => {
    server = await StrictOAuthServer.start();
    service = await startService({
      extraModules: [OneMorePlatform.of(strictPlatform(server.url))],
      env: { STRICT_CLIENT_KEY: strictClient.id, STRICT_CLIENT_SECRET: strictClient.secret, EGRESS_ALLOW: server.host },
    });
    api = new ApiClient(service.url, service.serviceKey);
    provider = service.app.get(ProviderRegistry).require(asId<PlatformKey>('strict'));
    server.register(`${service.url}/v1/oauth/strict/callback`);
    await api.put('/v1/workspaces/acme', { name: 'Acme', plan: null, owner: { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' } });
  });

  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  beforeEach(() => {
    server.person = { id: 'ada', agrees: true };
  });

  async function travel(): Promise<{ readonly session: SessionBody; readonly query: URLSearchParams; readonly callback: string }> {
    const returnUrl = `${service.url}/v1/connect/result`;
    const begun = await api.post<SessionBody>('/v1/workspaces/acme/connect-sessions', {
      platform: 'strict',
      returnUrl,
      onBehalfOf: { userId: 'u_7' },
    });
    expect(begun.status).toBe(201);
    const browser = new Browser();
    const atCallback = await browser.follow(begun.body.authorizationUrl, (next) => next.startsWith(`${service.url}/v1/oauth/`));
    const callback = atCallback.location ?? '';
    const returned = await browser.open(callback);
    return { session: begun.body, query: new URL(returned.location ?? returned.url).searchParams, callback };
  }

  function complete(session: SessionBody, connectCode: string | null) {
    const path = `/v1/workspaces/acme/connect-sessions/${session.id}/complete`;
    return api.post<SessionBody>(path, { connectCode, onBehalfOf: { userId: 'u_7' } });
  }

  describe('through the whole HTTP API', () => {
    it('a person who agrees › is connected, with the scopes and the expiry that the server gave', async () => {
      const before = Date.now();
      const { session, query } = await travel();
      const done = await complete(session, query.get('connect_code'));

      expect(done.status).toBe(200);
      const [account] = done.body.accounts as readonly (AccountBody & { scopes: string[] })[];
      expect(account).toMatchObject({ platform: 'strict', platformUserId: 'ada', displayName: 'Strict ada', status: 'connected' });
      expect([...(account?.scopes ?? [])].sort()).toEqual(['openid', 'profile']);
      const life = Date.parse(account?.tokenExpiresAt ?? '') - before;
      expect(Math.abs(life - 3_600_000)).toBeLessThan(60_000);
      expect((await api.post(`/v1/workspaces/acme/social-accounts/${account?.id}/check`)).body).toMatchObject({ verdict: 'healthy' });
    });

    it('a person who refuses › ends the session as access_denied', async () => {
      server.person = { id: 'noah', agrees: false };
      const { session, query } = await travel();

      expect(query.get('error')).toBe('access_denied');
      expect((await api.get<SessionBody>(`/v1/workspaces/acme/connect-sessions/${session.id}`)).body).toMatchObject({
        status: 'failed',
        error: { code: 'access_denied' },
      });
    });

    it('nothing of it › stands in a log', async () => {
      const { session, query, callback } = await travel();
      await complete(session, query.get('connect_code'));

      const logged = service.logs.join('\n');
      const { code, state } = Object.fromEntries(new URL(callback).searchParams);
      for (const secret of [strictClient.secret, code, state, query.get('connect_code')]) {
        expect(secret).toEqual(expect.any(String));
        expect(logged).not.toContain(secret);
      }
    });
  });

  describe('at the provider’s port', () => {
    async function authorized(): Promise<{ readonly code: string; readonly codeVerifier: Secret | null }> {
      const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of('state-1'), appId: null });
      const page = await new Browser().follow(url, (next) => next.startsWith((provider.redirectUri ?? '')));
      const query = new URL(page.location ?? '').searchParams;
      expect(query.get('state')).toBe('state-1');
      return { code: query.get('code') ?? '', codeVerifier };
    }

    async function exchanged(): Promise<TokenSet> {
      const { code, codeVerifier } = await authorized();
      return redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null });
    }

    const target = (tokens: TokenSet) => ({ platformUserId: 'ada', tokens, credentials: null });
    const clear = (secret: Secret | null | undefined) => secret?.use((value) => value);

    it('a renewal › rotates, and the new tokens work', async () => {
      const first = await exchanged();
      const second = await provider.renew(first);
      const third = await provider.renew(second);

      expect(new Set([first, second, third].map(({ refreshToken }) => clear(refreshToken))).size).toBe(3);
      expect((await provider.identify(third)).subject).toBe('ada');
      expect(await provider.probe(target(third))).toEqual({ verdict: 'healthy' });
    });

    it('a used refresh token › is refused and takes the whole family with it', async () => {
      const first = await exchanged();
      const second = await provider.renew(first);

      await expect(provider.renew(first)).rejects.toMatchObject({ kind: 'revoked', step: 'renew', platformCode: 'invalid_grant' });
      await expect(provider.renew(second)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
      expect(await provider.probe(target(second))).toEqual({ verdict: 'expired' });
    });

    it('a code › is exchanged once', async () => {
      const { code, codeVerifier } = await authorized();
      await redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null });

      await expect(redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null })).rejects.toMatchObject({ kind: 'code_rejected' });
    });

    it.each([
      ['another verifier', Secret.of('x'.repeat(43))],
      ['no verifier', null],
    ])('a code with %s › is refused', async (_name, codeVerifier) => {
      const { code } = await authorized();

      await expect(redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null })).rejects.toMatchObject({ kind: 'code_rejected' });
    });

    it('another redirect URI › is not returned to', async () => {
      const { url } = await redirectOf(provider).authorize({ state: Secret.of('state-1'), appId: null });
      const other = new URL(url);
      other.searchParams.set('redirect_uri', `${(provider.redirectUri ?? '')}/`);

      const page = await new Browser().open(other.href);
      expect([page.status, page.location]).toEqual([400, null]);
    });
  });
});
