import type { OutboundRequest, OutboundResponse } from '../../../kernel/ports/outbound-http.js';
import type { ConnectInputs } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import type { OAuthContext, ProviderContext } from '../../protocol/define-provider.js';
import type { InstanceServer } from '../../protocol/instance-apps.js';
import { withinTime } from '../../protocol/limited-time.js';
import { isSuccess, isUnknownHost, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { type NamedServer, originOf, readNamedServer } from './mastodon.address.js';
import { serversScopes } from './mastodon.scopes.js';
import { errorBody, instanceV1, instanceV2, serverMetadata, type ServerMetadata, webfinger } from './mastodon.wire.js';

const timeoutMs = 6_000;
/** For everything that is asked of the servers; whoever connects is waiting. */
const patienceMs = 12_000;
const identityHops = 3;
/** A host-meta document is a few lines; more of it is not searched. */
const hostMetaLength = 4_096;

/** Finds the server that a person named and how it speaks; what is not told is as Mastodon's documents say. */
export async function discoverInstance(context: OAuthContext, { texts }: ConnectInputs): Promise<InstanceServer> {
  const named = readNamedServer(texts['instanceUrl'] ?? '', context.addresses);
  const hurried = withinTime(context, patienceMs);
  try {
    const origin = (await isInstance(hurried, named.origin)) ? named.origin : await delegatedOrigin(hurried, named);
    return await describe(hurried, origin);
  } catch (error) {
    if (isUnknownHost(error) || isEndless(error)) throw new ProviderError('unknown_server', 'discover', { cause: error });
    throw error;
  }
}

/** An answer without an end, all at once or drop by drop, or one that is never begun: no server of this network is like that. */
function isEndless(error: unknown): boolean {
  return error instanceof ProviderError && (error.kind === 'invalid_response' || error.kind === 'timeout');
}

/** A server that shows itself only to those who are signed in is one too. */
async function isInstance(context: ProviderContext, origin: string): Promise<boolean> {
  for (const [path, schema] of [['/api/v2/instance', instanceV2], ['/api/v1/instance', instanceV1]] as const) {
    const answer = await get(context, `${origin}${path}`);
    if (isSuccess(answer) && schema.safeParse(answer.json).success) return true;
    if ([401, 403].includes(answer.status) && errorBody.safeParse(answer.json).success) return true;
    throwIfAway(context, answer);
  }
  return false;
}

async function describe(context: OAuthContext, origin: string): Promise<InstanceServer> {
  const answer = await get(context, `${origin}/.well-known/oauth-authorization-server`);
  throwIfAway(context, answer);
  const metadata: ServerMetadata = isSuccess(answer) ? (serverMetadata.safeParse(answer.json).data ?? {}) : {};
  const { authorize, token } = context.definition;
  return {
    origin,
    authorizeUrl: endpoint(origin, metadata.authorization_endpoint, authorize.url),
    tokenUrl: endpoint(origin, metadata.token_endpoint, token.url),
    revokeUrl: endpoint(origin, metadata.revocation_endpoint, '/oauth/revoke'),
    pkce: metadata.code_challenge_methods_supported?.includes('S256') === true ? 'S256' : null,
    scopes: serversScopes(context.settings.scopes, metadata.scopes_supported ?? null),
  };
}

/** What a server says of another host is not believed: codes and secrets go to the server that the person named. */
function endpoint(origin: string, told: string | null | undefined, path: string): string {
  if (told != null && URL.canParse(told)) {
    const url = new URL(told);
    if (url.origin === origin && url.username === '' && url.password === '' && url.hash === '') return url.href;
  }
  return `${origin}${path}`;
}

/** Handles may end in a domain that only points to the server: by webfinger for a person, by host-meta for everybody. */
async function delegatedOrigin(context: ProviderContext, named: NamedServer): Promise<string> {
  const address = (await webfingerAddress(context, named)) ?? (await hostMetaAddress(context, named));
  const origin = address === null ? named.origin : originOf(address, context.addresses);
  if (origin === named.origin || !(await isInstance(context, origin))) throw new ProviderError('unknown_server', 'discover');
  return origin;
}

async function webfingerAddress(context: ProviderContext, { origin, user }: NamedServer): Promise<string | null> {
  if (user === null) return null;
  const resource = `acct:${user}@${new URL(origin).host}`;
  const answer = await getIdentity(context, { url: `${origin}/.well-known/webfinger`, query: { resource } });
  const links = webfinger.safeParse(answer?.json).data?.links ?? [];
  return links.find(({ rel, type }) => rel === 'self' && type?.includes('json') === true)?.href ?? null;
}

async function hostMetaAddress(context: ProviderContext, { origin }: NamedServer): Promise<string | null> {
  const accept = 'application/xrd+xml, application/xml';
  const answer = await getIdentity(context, { url: `${origin}/.well-known/host-meta`, headers: { accept } });
  const link = /<Link\b[^>]*\btemplate=["']([^"'{]+)/i.exec(answer?.text.slice(0, hostMetaLength) ?? '');
  return link?.[1] ?? null;
}

/** `null`: nothing there. Only an address that must not be called is worth telling: the person's server is elsewhere or nowhere. */
async function getIdentity(context: ProviderContext, request: Pick<OutboundRequest, 'url' | 'query' | 'headers'>): Promise<OutboundResponse | null> {
  try {
    const answer = await sendToPlatform(context, 'discover', { method: 'GET', timeoutMs, hops: identityHops, ...request });
    return isSuccess(answer) ? answer : null;
  } catch (error) {
    if (error instanceof ProviderError && error.kind !== 'unsafe_address') return null;
    throw error;
  }
}

function get(context: ProviderContext, url: string): Promise<OutboundResponse> {
  return sendToPlatform(context, 'discover', { method: 'GET', url, timeoutMs });
}

/** An outage or a limit says nothing about what the server is. */
function throwIfAway(context: ProviderContext, answer: OutboundResponse): void {
  if (answer.status === 429 || answer.status >= 500) throw refusal(context, answer, 'discover');
}
