import { asId, type PlatformKey } from '../../kernel/ids.js';
import type {
  AuthMethod,
  PlatformFacts,
  ProbeTarget,
  ProbeVerdict,
  Provider,
  RedirectConnect,
  TokenSet,
} from '../ports/provider.js';
import { ProviderError } from '../ports/provider-error.js';
import type { AuthorizationCodeLegFactory } from './authorization-code-leg.js';
import { InstanceConnect, contextOfTokens } from './instance-connect.js';
import type { InstanceApps } from './instance-apps.js';
import { oauthContext, type OAuthContext, type ProviderContext, type ProviderDefinition } from './define-provider.js';
import { renewByRefreshToken } from './token-endpoint.js';
import { verdictOf } from './verdict.js';

/** What is known about a platform without calling it, configured or not. */
export function platformFacts(definition: ProviderDefinition, scopes: readonly string[], redirectUri: string | null): PlatformFacts {
  const { label, network, accountTypes, selection, requiredScopes, renewal, provenBy = 'probe', revocation, grantScope = 'workspace', connect } = definition;
  return {
    platform: asId<PlatformKey>(definition.id),
    label,
    network,
    developerPlatform: definition.developerPlatform ?? definition.id,
    accountTypes,
    authMethod: authMethods[connect.kind],
    inputs: connect.kind === 'redirect' ? [] : connect.inputs,
    selection,
    scopes,
    requiredScopes,
    renewal,
    provenBy,
    revocation,
    grantScope,
    redirectUri,
  };
}

const authMethods = {
  redirect: 'oauth',
  'redirect-per-instance': 'oauth_per_instance',
  credentials: 'app_password',
} as const satisfies Record<ProviderDefinition['connect']['kind'], AuthMethod>;

/**
 * Makes a definition, with its settings and our ports, into something that can be talked to. `apps` is needed where every server
 * has an app of ours.
 */
export function createProvider(context: ProviderContext, legOf: AuthorizationCodeLegFactory, apps: InstanceApps | null = null): Provider {
  const { definition, settings, redirectUri } = context;
  return {
    ...platformFacts(definition, settings.scopes, redirectUri),
    clientId: context.client.clientId,
    connect: connectOf(context, legOf, apps),
    identify: (tokens) => definition.identify(serverContext(context, tokens), tokens),
    listCandidates: (tokens, identity) => definition.candidates(serverContext(context, tokens), tokens, identity),
    probe: (target) => probe(serverContext(context, target.tokens), target),
    renew: async (tokens) => ofTheSameServer(await renew(await tokenContext(context, apps, tokens, 'renew'), tokens), tokens),
    revoke: async (tokens, subject) => {
      if (definition.revoke === undefined) throw new ProviderError('rejected', 'revoke', { platformCode: 'not_supported' });
      await definition.revoke(await tokenContext(context, apps, tokens, 'revoke'), tokens, subject);
    },
  };
}

function connectOf(context: ProviderContext, legOf: AuthorizationCodeLegFactory, apps: InstanceApps | null): Provider['connect'] {
  const { connect } = context.definition;
  if (connect.kind === 'credentials') return { kind: 'credentials', login: (inputs) => connect.login(context, inputs) };
  if (connect.kind === 'redirect') return redirectConnect(oauthContext(context), legOf);
  return new InstanceConnect(oauthContext(context), connect, kept(apps), legOf);
}

function redirectConnect(context: OAuthContext, legOf: AuthorizationCodeLegFactory): RedirectConnect {
  const leg = legOf(context);
  const { completeExchange } = context.definition;
  return {
    kind: 'redirect',
    prepare: () => Promise.resolve(null),
    confirmApp: (appId) => Promise.resolve(appId),
    replaceApp: () => Promise.reject(new ProviderError('client_unknown', 'register')),
    authorize: ({ state }) => leg.authorize({ state }),
    exchange: async ({ parameters, codeVerifier }) => {
      const tokens = await leg.exchange({ parameters, codeVerifier });
      return completeExchange === undefined ? tokens : completeExchange(context, tokens);
    },
  };
}

/** Calls with a bearer token of one server of many go to that server. */
function serverContext(context: ProviderContext, tokens: TokenSet): ProviderContext {
  if (tokens.server === null) return context;
  return { ...context, settings: { ...context.settings, apiUrl: tokens.server } };
}

/** Calls that our app makes for tokens need the app that they were given to. */
async function tokenContext(
  context: ProviderContext,
  apps: InstanceApps | null,
  tokens: TokenSet,
  step: 'renew' | 'revoke',
): Promise<ProviderContext> {
  if (context.definition.connect.kind !== 'redirect-per-instance') return serverContext(context, tokens);
  return contextOfTokens(oauthContext(context), kept(apps), tokens, step);
}

/** A renewal does not move anybody to another server. */
function ofTheSameServer(fresh: TokenSet, old: TokenSet): TokenSet {
  return { ...fresh, server: fresh.server ?? old.server, clientId: fresh.clientId ?? old.clientId };
}

function kept(apps: InstanceApps | null): InstanceApps {
  if (apps === null) throw new Error('A platform of many servers needs a place for its apps');
  return apps;
}

async function probe(context: ProviderContext, target: ProbeTarget): Promise<ProbeVerdict> {
  try {
    return await context.definition.probe(context, target);
  } catch (error) {
    if (error instanceof ProviderError) return verdictOf(error);
    throw error;
  }
}

async function renew(context: ProviderContext, tokens: TokenSet): Promise<TokenSet> {
  const { renewal, renew: own } = context.definition;
  if (own !== undefined) return own(context, tokens);
  if (renewal.kind === 'none') throw new ProviderError('rejected', 'renew', { platformCode: 'not_supported' });
  return renewByRefreshToken(oauthContext(context), tokens);
}
