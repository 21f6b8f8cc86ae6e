import { asId, type PlatformKey } from '../../kernel/ids.js';
import type { PlatformFacts, ProbeTarget, ProbeVerdict, Provider, RedirectConnect, TokenSet } from '../ports/provider.js';
import { ProviderError } from '../ports/provider-error.js';
import type { ProviderContext, ProviderDefinition } from './define-provider.js';
import { renewByRefreshToken } from './token-endpoint.js';
import { verdictOf } from './verdict.js';

/** The authorization-code leg of a platform, as an adapter speaks it. */
export type RedirectConnectFactory = (context: ProviderContext) => RedirectConnect;

/** What is known about a platform without calling it, configured or not. */
export function platformFacts(definition: ProviderDefinition, scopes: readonly string[], redirectUri: string): PlatformFacts {
  const { label, network, accountTypes, selection, requiredScopes, renewal, revocation } = definition;
  return {
    platform: asId<PlatformKey>(definition.id),
    label,
    network,
    accountTypes,
    authMethod: 'oauth',
    inputs: [],
    selection,
    scopes,
    requiredScopes,
    renewal,
    revocation,
    redirectUri,
  };
}

/** Makes a definition, with its settings and our ports, into something that can be talked to. */
export function createProvider(context: ProviderContext, redirectConnect: RedirectConnectFactory): Provider {
  const { definition, settings, redirectUri } = context;
  return {
    ...platformFacts(definition, settings.scopes, redirectUri),
    clientId: context.client.clientId,
    connect: completed(context, redirectConnect(context)),
    identify: (tokens) => definition.identify(context, tokens),
    listCandidates: (tokens, identity) => definition.candidates(context, tokens, identity),
    probe: (target) => probe(context, target),
    renew: (tokens) => renew(context, tokens),
    revoke: async (tokens) => {
      if (definition.revoke === undefined) throw new ProviderError('rejected', 'revoke', { platformCode: 'not_supported' });
      await definition.revoke(context, tokens);
    },
  };
}

function completed(context: ProviderContext, connect: RedirectConnect): RedirectConnect {
  const { completeExchange } = context.definition;
  if (completeExchange === undefined) return connect;
  return {
    kind: connect.kind,
    redirectUri: connect.redirectUri,
    authorize: (request) => connect.authorize(request),
    exchange: async (request) => completeExchange(context, await connect.exchange(request)),
  };
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
  return renewByRefreshToken(context, tokens);
}
