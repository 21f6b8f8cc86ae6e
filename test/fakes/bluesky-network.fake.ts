import { readFileSync } from 'node:fs';
import type { Dns } from '../../src/kernel/ports/dns.js';
import type { OutboundFailure } from '../../src/kernel/ports/outbound-http.js';
import { Secret } from '../../src/kernel/secret.js';
import { bluesky } from '../../src/oauth-providers/platforms/bluesky/bluesky.provider.js';
import type { CredentialsConnect, Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { createProvider } from '../../src/oauth-providers/protocol/create-provider.js';
import { CountingAllowances } from './allowances.fake.js';
import { sessionContext } from './provider-context.fake.js';
import type { ScriptedAnswer } from './provider-transport.fake.js';
import { RoutedHttp } from './routed-http.fake.js';

type Reply = ScriptedAnswer | OutboundFailure;
export type Routes = Readonly<Record<string, Reply | readonly Reply[]>>;

export const did = 'did:plc:z72i7hdynmk6r22z27h6tvur';
export const home = 'https://puffball.us-east.host.bsky.network';
export const directory = `https://plc.directory/${did}`;
export const index = 'https://public.api.bsky.app/xrpc';

/** A body of the documents. */
export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../fixtures/bluesky/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
}

/** An answer with an error of XRPC. */
export function xrpcError(status: number, error: string, message = ''): ScriptedAnswer {
  return { status, body: { error, message } };
}

/** Address of a method of the account's server. */
export function method(name: string, server = home): string {
  return `${server}/xrpc/com.atproto.server.${name}`;
}

/** A document of the account that names another server. */
export function documentAt(serviceEndpoint: unknown, changes: object = {}): ScriptedAnswer {
  const service = [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint }];
  return { body: { ...fixture('did-document'), service, ...changes } };
}

/** A session token whose claims can be read. */
export function jwt(claims: object): string {
  return ['{"alg":"HS256"}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

/** A session as servers answer it. */
export function sessionAnswer(changes: object = {}): ScriptedAnswer {
  return { body: { ...fixture('session'), ...changes } };
}

/** A network in which `bsky.app` lives at its own server and everything works. */
export const network: Routes = {
  'https://bsky.app/.well-known/atproto-did': { body: `${did}\n` },
  [directory]: { body: fixture('did-document') },
  [`${index}/app.bsky.actor.getProfile`]: { body: fixture('profile') },
  [`${index}/com.atproto.identity.resolveHandle`]: { body: { did } },
  [method('createSession')]: sessionAnswer(),
  [method('refreshSession')]: sessionAnswer({ refreshJwt: jwt({ jti: 'jti-2' }) }),
  [method('getSession')]: { body: { did, handle: 'bsky.app', active: true } },
  [method('deleteSession')]: { body: '' },
};

export const appPassword = 'abcd-efgh-ijkl-mnop';

/** The tokens of a session that stands. */
export function standing(changes: Partial<TokenSet> = {}): TokenSet {
  const { accessJwt, refreshJwt } = fixture('session');
  return {
    accessToken: Secret.of(String(accessJwt)),
    refreshToken: Secret.of(String(refreshJwt)),
    scopes: ['com.atproto.appPass'],
    accessTokenExpiresAt: null,
    refreshTokenExpiresAt: null,
    server: home,
    clientId: null,
    reauthorizeBy: null,
    recovery: Secret.of(`${did} ${appPassword}`),
    ...changes,
  };
}

export interface BlueskyBench {
  readonly provider: Provider;
  readonly http: RoutedHttp;
  readonly allowances: CountingAllowances;
  login(identifier?: string, password?: string): Promise<TokenSet>;
  /** Addresses that were asked, in order, without the scheme. */
  asked(): readonly string[];
}

/** The provider in a network that differs from the usual one in `routes`. */
export function openBluesky(routes: Routes = {}, dns?: Dns): BlueskyBench {
  const http = new RoutedHttp({ ...network, ...routes });
  const allowances = new CountingAllowances();
  const context = sessionContext(bluesky, http, { allowances, ...(dns && { dns }) });
  const provider = createProvider(context, () => {
    throw new Error('no browser here');
  });
  return {
    provider,
    http,
    allowances,
    login: (identifier = 'bsky.app', password = appPassword) =>
      (provider.connect as CredentialsConnect).login({ texts: { identifier }, passwords: { appPassword: Secret.of(password) } }),
    asked: () => http.sent.map(({ url }) => url.replace('https://', '')),
  };
}
