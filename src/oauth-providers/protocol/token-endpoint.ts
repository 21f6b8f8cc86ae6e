import type { OutboundRequest, OutboundValue } from '../../kernel/ports/outbound-http.js';
import type { TokenSet } from '../ports/provider.js';
import { ProviderError } from '../ports/provider-error.js';
import { isRecord } from './classify.js';
import { authenticateClient } from './client-authentication.js';
import type { AppContext, OAuthContext } from './define-provider.js';
import { isSuccess, refusal, sendToPlatform } from './platform-call.js';
import { hasAccessToken, readTokenSet, type TokenBody, type TokenStep } from './token-response.js';

/**
 * Posts a grant to the platform's token endpoint with our app's proof, and answers the body in standard field names.
 * @throws ProviderError when the answer holds no access token (also with status 200), or when none came.
 */
export async function askTokenEndpoint(
  context: Omit<AppContext, 'redirectUri'>,
  step: TokenStep,
  grant: Readonly<Record<string, OutboundValue>>,
  limits: Pick<OutboundRequest, 'timeoutMs'> = {},
): Promise<TokenBody> {
  const { token, authorize } = context.definition;
  const { headers, form } = authenticateClient(grant, context.client, token.clientAuth, authorize.clientIdParam ?? 'client_id');
  const answer = await sendToPlatform(context, step, {
    method: 'POST',
    url: context.settings.tokenUrl,
    headers: { accept: 'application/json', ...headers },
    form,
    ...limits,
  });
  const body = isSuccess(answer) && isRecord(answer.json) ? normalized(context, answer.json) : null;
  if (hasAccessToken(body)) return body;
  throw refusal(context, answer, step);
}

/**
 * The standard renewal by refresh token (RFC 6749, 6). What the platform leaves out of its answer is `null`.
 * @throws ProviderError `rejected` when there is no refresh token to present: that proves nothing about the account.
 */
export async function renewByRefreshToken(context: OAuthContext, tokens: TokenSet): Promise<TokenSet> {
  if (tokens.refreshToken === null) throw new ProviderError('rejected', 'renew', { platformCode: 'no_refresh_token' });
  const body = await askTokenEndpoint(context, 'renew', { grant_type: 'refresh_token', refresh_token: tokens.refreshToken });
  return readTokenSet(body, 'renew', context.clock.now());
}

function normalized(context: Pick<AppContext, 'definition'>, body: TokenBody): TokenBody {
  return context.definition.token.normalize?.(body) ?? body;
}
