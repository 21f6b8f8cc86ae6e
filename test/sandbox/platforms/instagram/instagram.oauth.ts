import { jsonAnswer } from '../../core/http.js';
import { graphRefusal, invalidToken } from '../../networks/meta/graph-refusals.js';
import { lastingTokens } from '../../networks/meta/lasting-tokens.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';
import type { OAuthRules } from '../../oauth/rules.js';

const HOUR = 3600;

function flat(description: string): FailureText {
  return { status: 400, error: 'OAuthException', description };
}

const spent = flat('This authorization code has been used');
const notFound = flat('Matching code was not found or was already used');

/** Instagram's words on the host that exchanges codes. */
const failures: Partial<Record<FailureKind, FailureText>> = {
  denied: { status: 400, error: 'access_denied', description: 'The user denied your request' },
  unknown_client: flat('Invalid platform app'),
  client_unknown: flat('Invalid platform app'),
  client_secret_wrong: flat('Error validating client secret'),
  client_auth_method: flat('Invalid platform app'),
  redirect_uri_not_registered: flat('Invalid redirect_uri'),
  redirect_uri_differs: flat('Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request'),
  code_used: spent,
  code_unknown: notFound,
  code_expired: notFound,
  code_of_other_client: notFound,
  parameter_missing: flat('You must provide a {detail}'),
  unsupported_grant_type: flat('Invalid grant_type'),
  unknown_scope: { status: 400, error: 'invalid_scope', description: 'Invalid Scopes: {detail}' },
};

export const instagramOAuth: OAuthRules = {
  clientIdParameter: 'client_id',
  clientAuthentication: 'body',
  pkce: 'ignored',
  scopeSeparator: /[ ,]+/,
  scopes: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_messages',
    'instagram_business_manage_insights',
  ],
  partialConsent: true,
  codeShape: { prefix: 'AQ', length: 180 },
  codeLifeSeconds: HOUR,
  usedCodeEndsGrant: false,
  accessShape: { prefix: 'IGAA', length: 180 },
  accessLifeSeconds: HOUR,
  refresh: null,
  failures,
  failureBody: ({ status, error, description }) => ({ error_type: error, code: status, error_message: description }),
  denialParameters: { error_reason: 'user_denied' },
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.href.endsWith('#')) return 'Instagram takes no redirect URI with a fragment.';
    const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
    return uri.protocol === 'https:' || local ? null : 'Instagram takes redirect URIs with https.';
  },
  tokenBody: ({ grant, access }) => ({ access_token: access.token, user_id: grant.subject, permissions: grant.scopes }),
  replaces: () => false,
};

export const { exchange, extend } = lastingTokens({
  exchangeGrantType: 'ig_exchange_token',
  refreshGrantType: 'ig_refresh_token',
  basicScope: 'instagram_business_basic',
  beside: ({ scopes }) => ({ permissions: scopes.join(',') }),
  invalidToken,
  badSecret: jsonAnswer(400, { error_type: 'OAuthException', code: 400, error_message: 'Error validating client secret' }),
  badParameter: (message) => graphRefusal(100, null, message, { type: 'IGApiException' }),
});
