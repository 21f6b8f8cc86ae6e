import { jsonAnswer, type Answer } from '../../core/http.js';
import { graphRefusal, invalidToken as graphInvalidToken } from '../../networks/meta/graph-refusals.js';
import { lastingTokens } from '../../networks/meta/lasting-tokens.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';
import type { Presented } from '../../oauth/grants.js';
import type { OAuthRules } from '../../oauth/rules.js';

const HOUR = 3600;

/** `error` is the code of Meta's. */
function graph(code: number, description: string): FailureText {
  return { status: 400, error: code.toString(), description };
}

const badCode = graph(100, 'Invalid verification code format.');
const badClient = graph(101, 'Error validating application. Cannot get application info due to a system error.');

const failures: Partial<Record<FailureKind, FailureText>> = {
  denied: { status: 400, error: 'access_denied', description: 'The user denied your request.' },
  unknown_client: badClient,
  client_unknown: badClient,
  client_auth_method: badClient,
  client_secret_wrong: graph(1, 'Error validating client secret.'),
  code_unknown: badCode,
  code_used: graph(100, 'This authorization code has been used.'),
  code_expired: graph(100, 'This authorization code has expired.'),
  code_of_other_client: badCode,
  redirect_uri_differs: graph(100, 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request.'),
  parameter_missing: graph(100, 'Missing {detail} parameter.'),
  parameter_repeated: graph(100, 'The parameter {detail} is repeated.'),
  not_a_form: graph(100, 'Missing client_id parameter.'),
  unsupported_grant_type: graph(100, 'Invalid grant_type: {detail}'),
  unknown_scope: { status: 400, error: 'invalid_scope', description: 'Invalid Scopes: {detail}' },
};

export const threadsOAuth: OAuthRules = {
  clientIdParameter: 'client_id',
  clientAuthentication: 'body',
  pkce: 'ignored',
  scopeSeparator: /[ ,]+/,
  scopes: ['threads_basic', 'threads_content_publish', 'threads_manage_replies', 'threads_read_replies', 'threads_manage_insights', 'threads_delete'],
  partialConsent: false,
  codeShape: { prefix: 'AQ', length: 180 },
  codeLifeSeconds: HOUR,
  usedCodeEndsGrant: false,
  accessShape: { prefix: 'THAA', length: 180 },
  accessLifeSeconds: HOUR,
  refresh: null,
  failures,
  failureBody: ({ error, description }) => ({ error: { message: description, type: 'OAuthException', code: Number(error), error_subcode: 0 } }),
  denialParameters: { error_reason: 'user_denied' },
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.href.endsWith('#')) return 'Threads takes no redirect URI with a fragment.';
    const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
    return uri.protocol === 'https:' || local ? null : 'Threads takes redirect URIs with https.';
  },
  tokenBody: ({ grant, access }) => ({ access_token: access.token, user_id: grant.subject, token_type: 'bearer' }),
  replaces: () => false,
};

/** A token that ran out has no subcode of its own, in the live sample. */
export function invalidToken(presented: Presented | null): Answer {
  if (presented?.state !== 'expired') return graphInvalidToken(presented);
  return graphRefusal(190, 0, 'Error validating access token: Session has expired on Thursday, 16-Jul-26 07:00:00 PDT.');
}

export const { exchange, extend } = lastingTokens({
  exchangeGrantType: 'th_exchange_token',
  refreshGrantType: 'th_refresh_token',
  basicScope: 'threads_basic',
  beside: () => ({}),
  invalidToken,
  badSecret: jsonAnswer(400, { error: { message: 'Error validating client secret.', type: 'OAuthException', code: 1 } }),
  badParameter: (message) => graphRefusal(100, 0, message),
});
