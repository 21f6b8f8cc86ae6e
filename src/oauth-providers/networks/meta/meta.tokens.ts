import type { Secret } from '../../../kernel/secret.js';
import type { Identity, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderErrorKind, type ProviderStep } from '../../ports/provider-error.js';
import { oauthContext, type ProviderContext } from '../../protocol/define-provider.js';
import { askTokenEndpoint } from '../../protocol/token-endpoint.js';
import { readTokenSet } from '../../protocol/token-response.js';
import { callGraph, callGraphAsApp } from './graph.call.js';
import { permissions, person, success, tokenInspection, type Inspection } from './graph.wire.js';

/**
 * Turns the short-lived token of an exchange into one of some sixty days, from which page tokens come without an end, and finds out what
 * was granted: people untick permissions, and the exchange does not tell.
 */
export async function toLastingTokens(context: ProviderContext, short: TokenSet): Promise<TokenSet> {
  const grant = { grant_type: 'fb_exchange_token', fb_exchange_token: short.accessToken };
  const long = readTokenSet(await askTokenEndpoint(oauthContext(context), 'exchange', grant), 'exchange', context.clock.now());
  const scopes = await grantedScopes(context, long.accessToken);
  const inspection = await inspectToken(context, long.accessToken, 'exchange');
  if (!inspection.is_valid || inspection.app_id !== context.client.clientId) {
    throw new ProviderError('invalid_response', 'exchange', { platformCode: 'debug_token' });
  }
  return {
    ...long,
    scopes,
    accessTokenExpiresAt: long.accessTokenExpiresAt ?? momentOf(inspection.expires_at),
    reauthorizeBy: momentOf(inspection.data_access_expires_at),
  };
}

async function grantedScopes(context: ProviderContext, accessToken: Secret): Promise<readonly string[]> {
  const { data } = await callGraph(context, accessToken, { step: 'exchange', path: 'me/permissions', schema: permissions });
  return data.filter(({ status }) => status === 'granted').map(({ permission }) => permission);
}

function momentOf(seconds: number | null | undefined): Date | null {
  return seconds == null || seconds === 0 ? null : new Date(seconds * 1000);
}

/** Kinds that are about the token which asks. Here that is our app's own. */
const aboutOurApp: ReadonlySet<ProviderErrorKind> = new Set(['revoked', 'token_expired', 'missing_scopes', 'restricted', 'rejected']);

/**
 * What Meta knows about a token, a dead one too, without asking for anything of the person's.
 * @throws ProviderError when it does not say; `misconfigured` when it does not accept our app.
 */
export async function inspectToken(context: ProviderContext, token: Secret, step: ProviderStep): Promise<Inspection> {
  try {
    return (await callGraphAsApp(context, { step, path: 'debug_token', query: { input_token: token }, schema: tokenInspection })).data;
  } catch (error) {
    if (!(error instanceof ProviderError) || !aboutOurApp.has(error.kind)) throw error;
    throw new ProviderError('misconfigured', step, { cause: error, ...(error.platformCode !== null && { platformCode: error.platformCode }) });
  }
}

/** Who logged in with Facebook. The id is the person's for our app alone. */
export async function identifyPerson(context: ProviderContext, { accessToken }: TokenSet): Promise<Identity> {
  const query = { fields: 'id,name,picture' };
  const { id, name, picture } = await callGraph(context, accessToken, { step: 'identify', path: 'me', query, schema: person });
  return { subject: id, displayName: name ?? '', username: null, avatarUrl: picture?.data?.url ?? null, profileUrl: null };
}

/** Takes our app off the person's list, which ends every page and account that came from them. As the app, whose token never ends. */
export async function removeApp(context: ProviderContext, { accessToken }: TokenSet, subject?: string): Promise<void> {
  const call = { step: 'revoke', method: 'DELETE', path: `${subject ?? 'me'}/permissions`, schema: success } as const;
  await (subject === undefined ? callGraph(context, accessToken, call) : callGraphAsApp(context, call));
}
