import { Secret } from '../../../kernel/secret.js';
import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { type AppToRegister, defineProvider, oauthContext, type OAuthContext, type ProviderContext } from '../../protocol/define-provider.js';
import type { InstanceServer } from '../../protocol/instance-apps.js';
import { callPlatform, isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { renewByRefreshToken } from '../../protocol/token-endpoint.js';
import { discoverInstance } from './mastodon.discovery.js';
import { classifyMastodon } from './mastodon.errors.js';
import { coarseScopes, withImpliedScopes } from './mastodon.scopes.js';
import { credentialAccount, type CredentialAccount, instanceV1, instanceV2, registeredApp } from './mastodon.wire.js';

const registerTimeoutMs = 10_000;
/** All that every version since 2.4.3 knows. */
const scopes = ['read:accounts', 'write:statuses', 'write:media'] as const;

/** Mastodon and servers that speak its API. Quirks and sources: the README beside this file. */
export const mastodon = defineProvider({
  id: 'mastodon',
  label: 'Mastodon',
  network: 'mastodon',
  accountTypes: ['personal'],
  // There is no server that stands for all of them.
  settings: { prefix: 'MASTODON', apiUrl: '', apiVersion: null },
  connect: {
    kind: 'redirect-per-instance',
    inputs: [
      { name: 'instanceUrl', label: 'Instance URL', type: 'text', required: true, placeholder: 'https://mastodon.social', helpUrl: null },
    ],
    clientName: 'Social Accounts',
    discover: discoverInstance,
    register: registerApp,
  },
  selection: null,
  requiredScopes: ['write:statuses'],
  authorize: { url: '/oauth/authorize', scopes, pkce: 'S256' },
  token: { url: '/oauth/token', clientAuth: 'body' },
  completeExchange: (_context, tokens) => Promise.resolve(withImpliedScopes(tokens, scopes)),
  // Mastodon's own tokens have neither end nor refresh token; those of its kin may have both, some for ten minutes only.
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 300 },
  renew: async (context, tokens) => withImpliedScopes(await renewByRefreshToken(oauthContext(context), tokens), scopes),
  revocation: 'person',
  // The same person gets the same token again.
  grantScope: 'person',
  guide: { tokenLife: 'no end; where a server ends them, a refresh token', checkCost: 'one call' },
  revoke,
  classify: classifyMastodon,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([profile(identity)]),
  probe,
});

/** Granular scopes first; a server that knows only coarse ones refuses them. */
async function registerApp(context: OAuthContext, server: InstanceServer, app: AppToRegister) {
  const { answer, scopes: given } = await registerWith(context, server, app);
  const registered = isSuccess(answer) ? registeredApp.safeParse(answer.json).data : undefined;
  if (registered !== undefined) {
    const { client_id: clientId, client_secret: secret } = registered;
    return { client: { clientId, clientSecret: Secret.of(secret) }, scopes: given };
  }
  const error = refusal(context, answer, 'register');
  // Whatever it is, apps cannot be registered there as at a server of this network.
  const isNone = isSuccess(answer) || answer.json === undefined || [404, 410].includes(answer.status);
  throw isNone && answer.status < 500 && answer.status !== 429 ? new ProviderError('unknown_server', 'register', { cause: error }) : error;
}

async function registerWith(context: OAuthContext, server: InstanceServer, app: AppToRegister) {
  const fine = await postApp(context, server, app, server.scopes);
  const coarse = coarseScopes(server.scopes);
  if (![400, 422].includes(fine.status) || coarse.join() === server.scopes.join()) return { answer: fine, scopes: server.scopes };
  return { answer: await postApp(context, server, app, coarse), scopes: coarse };
}

function postApp(context: OAuthContext, { origin }: InstanceServer, { clientName, redirectUri }: AppToRegister, asked: readonly string[]) {
  return sendToPlatform(context, 'register', {
    method: 'POST',
    url: `${origin}/api/v1/apps`,
    form: { client_name: clientName, redirect_uris: redirectUri, scopes: asked.join(' ') },
    timeoutMs: registerTimeoutMs,
  });
}

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const account = await readAccount(context, tokens, 'identify');
  return {
    subject: globalId(context, account),
    displayName: account.display_name?.trim() || account.username,
    username: `${account.username}@${await handleDomain(context, tokens)}`,
    avatarUrl: account.avatar ?? null,
    profileUrl: account.url ?? null,
  };
}

function profile({ subject, ...shown }: Identity): Candidate {
  return { ...shown, kind: 'profile', platformUserId: subject, accountType: 'personal', selectable: true, reason: null, credentials: null };
}

async function probe(context: ProviderContext, target: ProbeTarget): Promise<ProbeVerdict> {
  const account = await readAccount(context, target.tokens, 'probe');
  if (globalId(context, account) === target.platformUserId) return { verdict: 'healthy' };
  return { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
}

async function revoke(context: ProviderContext, tokens: TokenSet): Promise<void> {
  const { settings, client } = context;
  const form = { client_id: client.clientId, client_secret: client.clientSecret, token: tokens.accessToken };
  const answer = await sendToPlatform(context, 'revoke', { method: 'POST', url: settings.urls['REVOKE_URL'] ?? '', form });
  if (!isSuccess(answer)) throw refusal(context, answer, 'revoke');
}

function readAccount(context: ProviderContext, tokens: TokenSet, step: ProviderStep): Promise<CredentialAccount> {
  const url = `${context.settings.apiUrl}/api/v1/accounts/verify_credentials`;
  return callPlatform(context, { step, url, accessToken: tokens.accessToken, schema: credentialAccount });
}

/** Servers count on their own: the same number is somebody else elsewhere. */
function globalId(context: ProviderContext, { id }: CredentialAccount): string {
  return `${id}@${serverHost(context)}`;
}

function serverHost({ settings }: ProviderContext): string {
  return new URL(settings.apiUrl).host;
}

/**
 * What the server's handles end in: its host, or the domain above it that it says it speaks for. Any other domain may belong to
 * somebody else, whose handles it would show.
 */
async function handleDomain(context: ProviderContext, tokens: TokenSet): Promise<string> {
  const host = serverHost(context);
  for (const [path, schema] of [['/api/v2/instance', instanceV2], ['/api/v1/instance', instanceV1]] as const) {
    const url = `${context.settings.apiUrl}${path}`;
    try {
      const { domain } = await callPlatform(context, { step: 'identify', url, accessToken: tokens.accessToken, schema });
      return host.endsWith(`.${domain.toLowerCase()}`) ? domain.toLowerCase() : host;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
    }
  }
  return host;
}
