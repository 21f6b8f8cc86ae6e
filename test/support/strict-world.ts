import { Global, Module, type DynamicModule } from '@nestjs/common';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { classifyTokenError, isRecord } from '../../src/oauth-providers/protocol/classify.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { PlatformCatalogue } from '../../src/oauth-providers/protocol/platform-catalogue.js';
import type { Provider } from '../../src/oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../src/oauth-providers/ports/provider-registry.js';
import { standardPlatform } from '../fakes/provider-definition.fake.js';
import { ApiClient, type Answer } from './api-client.js';
import { Browser } from './browser.js';
import { startService, type RunningService } from './service.js';
import { StrictOAuthServer, strictClient } from './strict-oauth-server.js';
import type { AccountBody, SessionBody } from './world.js';

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

/** A browser that came back from the server. */
export interface StrictReturn {
  readonly session: SessionBody;
  /** What stood in the return URL. */
  readonly query: URLSearchParams;
  /** Where the server sent the browser. */
  readonly callback: string;
}

/** The service with the strict server as its only platform of that kind, and a workspace `acme`. */
export class StrictWorld {
  readonly api: ApiClient;

  private constructor(
    readonly server: StrictOAuthServer,
    readonly service: RunningService,
  ) {
    this.api = new ApiClient(service.url, service.serviceKey);
  }

  static async start(): Promise<StrictWorld> {
    const server = await StrictOAuthServer.start();
    const service = await startService({
      extraModules: [OneMorePlatform.of(strictPlatform(server.url))],
      env: { STRICT_CLIENT_KEY: strictClient.id, STRICT_CLIENT_SECRET: strictClient.secret, EGRESS_ALLOW: server.host },
    });
    server.register(`${service.url}/v1/oauth/strict/callback`);
    const world = new StrictWorld(server, service);
    const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };
    await world.api.put('/v1/workspaces/acme', { name: 'Acme', plan: null, owner });
    return world;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.server.stop();
  }

  get provider(): Provider {
    return this.service.app.get(ProviderRegistry).require(asId<PlatformKey>('strict'));
  }

  /** Begins, and sends a browser to the server and back. */
  async travel(): Promise<StrictReturn> {
    const { url } = this.service;
    const body = { platform: 'strict', returnUrl: `${url}/v1/connect/result`, onBehalfOf: { userId: 'u_7' } };
    const begun = await this.api.post<SessionBody>('/v1/workspaces/acme/connect-sessions', body);
    if (begun.status !== 201) throw new Error(`begin: ${String(begun.status)} ${begun.text}`);
    const browser = new Browser();
    const atCallback = await browser.follow(begun.body.authorizationUrl, (next) => next.startsWith(`${url}/v1/oauth/`));
    const callback = atCallback.location ?? '';
    const returned = await browser.open(callback);
    return { session: begun.body, query: new URL(returned.location ?? returned.url).searchParams, callback };
  }

  complete({ session, query }: StrictReturn): Promise<Answer<SessionBody>> {
    const path = `/v1/workspaces/acme/connect-sessions/${session.id}/complete`;
    return this.api.post(path, { connectCode: query.get('connect_code'), onBehalfOf: { userId: 'u_7' } });
  }

  /** The whole way: one connected account. */
  async connect(): Promise<AccountBody> {
    const done = await this.complete(await this.travel());
    const account = done.body.accounts?.[0];
    if (account === undefined) throw new Error(`complete: ${String(done.status)} ${done.text}`);
    return account;
  }
}
