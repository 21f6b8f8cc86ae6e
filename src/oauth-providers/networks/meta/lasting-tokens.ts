import type { OutboundValue } from '../../../kernel/ports/outbound-http.js';
import type { TokenSet } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { hasAccessToken, readTokenSet, type TokenBody } from '../../protocol/token-response.js';

/** Reads the fields of an answer into those of RFC 6749, 5.1. */
type Normalize = (body: TokenBody) => TokenBody;

/**
 * Turns the token of an exchange, which lives an hour, into one of sixty days. A failure fails the connect: a token of an hour that
 * is taken for a lasting one dies unnoticed.
 * @throws ProviderError step `exchange`.
 */
export async function exchangeForLasting(context: ProviderContext, tokens: TokenSet, grantType: string, normalize: Normalize = asItIs): Promise<TokenSet> {
  const { client } = context;
  const query = { client_id: client.clientId, client_secret: client.clientSecret };
  const lasting = await ask(context, 'exchange', 'access_token', { grant_type: grantType, ...query, access_token: tokens.accessToken }, normalize);
  if (lasting.accessTokenExpiresAt === null) throw new ProviderError('invalid_response', 'exchange', { platformCode: 'no_expiry' });
  return { ...lasting, scopes: lasting.scopes ?? tokens.scopes };
}

/**
 * Gives a lasting token another sixty days: it is its own means of renewal, as long as it lives and once it is a day old.
 * @throws ProviderError step `renew`.
 */
export function extendLasting(context: ProviderContext, tokens: TokenSet, grantType: string, normalize: Normalize = asItIs): Promise<TokenSet> {
  return ask(context, 'renew', 'refresh_access_token', { grant_type: grantType, access_token: tokens.accessToken }, normalize);
}

/** Both endpoints are unversioned, and take everything in the query. */
async function ask(
  context: ProviderContext,
  step: 'exchange' | 'renew',
  path: string,
  query: Readonly<Record<string, OutboundValue>>,
  normalize: Normalize,
): Promise<TokenSet> {
  const answer = await sendToPlatform(context, step, { method: 'GET', url: `${context.settings.apiUrl}/${path}`, query });
  if (!isSuccess(answer) || !hasAccessToken(answer.json)) throw refusal(context, answer, step);
  return readTokenSet(normalize(answer.json), step, context.clock.now());
}

function asItIs(body: TokenBody): TokenBody {
  return body;
}
