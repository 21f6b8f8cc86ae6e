import { asId, type PlatformKey } from '../../kernel/ids.js';
import type { Secret } from '../../kernel/secret.js';
import type {
  AuthMethod,
  AuthorizeInstruction,
  CallbackParameters,
  PlatformFacts,
  ProbeTarget,
  ProbeVerdict,
  Provider,
  RedirectConnect,
  TokenSet,
} from '../ports/provider.js';
import { ProviderError } from '../ports/provider-error.js';
import { oauthContext, type OAuthContext, type ProviderContext, type ProviderDefinition } from './define-provider.js';
import { renewByRefreshToken } from './token-endpoint.js';
import { verdictOf } from './verdict.js';

/** The authorization-code leg of a platform, for one app of ours there. */
export interface AuthorizationCodeLeg {
  authorize(request: { readonly state: Secret }): Promise<AuthorizeInstruction>;
  exchange(request: { readonly parameters: CallbackParameters; readonly codeVerifier: Secret | null }): Promise<TokenSet>;
}

/** Makes that leg for a platform, as an adapter speaks it. */
export type AuthorizationCodeLegFactory = (context: OAuthContext) => AuthorizationCodeLeg;

/** What is known about a platform without calling it, configured or not. */
export function platformFacts(definition: ProviderDefinition, scopes: readonly string[], redirectUri: string | null): PlatformFacts {
  const { label, network, accountTypes, selection, requiredScopes, renewal, revocation, connect } = definition;
  return {
    platform: asId<PlatformKey>(definition.id),
    label,
    network,
    accountTypes,
    authMethod: authMethods[connect.kind],
    inputs: connect.kind === 'credentials' ? connect.inputs : [],
    selection,
    scopes,
    requiredScopes,
    renewal,
    revocation,
    redirectUri,
  };
}

const authMethods = { redirect: 'oauth', credentials: 'app_password' } as const satisfies Record<ProviderDefinition['connect']['kind'], AuthMethod>;

/** Makes a definition, with its settings and our ports, into something that can be talked to. */
export function createProvider(context: ProviderContext, legOf: AuthorizationCodeLegFactory): Provider {
  const { definition, settings, redirectUri } = context;
  return {
    ...platformFacts(definition, settings.scopes, redirectUri),
    clientId: context.client.clientId,
    connect: connectOf(context, legOf),
    identify: (tokens) => definition.identify(contextFor(context, tokens), tokens),
    listCandidates: (tokens, identity) => definition.candidates(contextFor(context, tokens), tokens, identity),
    probe: (target) => probe(contextFor(context, target.tokens), target),
    renew: (tokens) => renew(contextFor(context, tokens), tokens),
    revoke: async (tokens) => {
      if (definition.revoke === undefined) throw new ProviderError('rejected', 'revoke', { platformCode: 'not_supported' });
      await definition.revoke(contextFor(context, tokens), tokens);
    },
  };
}

function connectOf(context: ProviderContext, legOf: AuthorizationCodeLegFactory): Provider['connect'] {
  const { connect } = context.definition;
  if (connect.kind === 'credentials') return { kind: 'credentials', login: (inputs) => connect.login(context, inputs) };
  return redirectConnect(oauthContext(context), legOf);
}

function redirectConnect(context: OAuthContext, legOf: AuthorizationCodeLegFactory): RedirectConnect {
  const leg = legOf(context);
  const { completeExchange } = context.definition;
  return {
    kind: 'redirect',
    prepare: () => Promise.resolve(null),
    replaceApp: () => Promise.reject(new ProviderError('client_unknown', 'register')),
    authorize: ({ state }) => leg.authorize({ state }),
    exchange: async ({ parameters, codeVerifier }) => {
      const tokens = await leg.exchange({ parameters, codeVerifier });
      return completeExchange === undefined ? tokens : completeExchange(context, tokens);
    },
  };
}

/** Calls with tokens of one server of many go to that server. */
function contextFor(context: ProviderContext, tokens: TokenSet): ProviderContext {
  if (tokens.server === null) return context;
  return { ...context, settings: { ...context.settings, apiUrl: tokens.server } };
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
