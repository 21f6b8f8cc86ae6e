import { jsonAnswer, type Answer } from '../../core/http.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';

const GRANT =
  'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization ' +
  'request, or was issued to another client.';
const CLIENT = 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.';

const badGrant: FailureText = { status: 400, error: 'invalid_grant', description: GRANT };
const badClient: FailureText = { status: 401, error: 'invalid_client', description: CLIENT };
const badScope: FailureText = { status: 400, error: 'invalid_scope', description: 'The requested scope is invalid, unknown, or malformed.' };

/** Doorkeeper's words on the OAuth endpoints. */
export const oauthFailures: Partial<Record<FailureKind, FailureText>> = {
  unknown_client: badClient,
  denied: { status: 400, error: 'access_denied', description: 'The resource owner or authorization server denied the request.' },
  unknown_scope: badScope,
  scope_beyond_app: badScope,
  parameter_missing: { status: 400, error: 'invalid_request', description: 'Missing required parameter: {detail}.' },
  client_unknown: badClient,
  client_secret_wrong: badClient,
  client_auth_method: badClient,
  unsupported_grant_type: {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'The authorization grant type is not supported by the authorization server.',
  },
  code_unknown: badGrant,
  code_used: badGrant,
  code_expired: badGrant,
  code_of_other_client: badGrant,
  redirect_uri_differs: badGrant,
  verifier_wrong: badGrant,
  refresh_token_invalid: badGrant,
};

function apiError(status: number, error: string): Answer {
  return jsonAnswer(status, { error });
}

/** Refusals of the API, by the error table of the documents: sentences, no codes. */
export const apiErrors = {
  tokenInvalid: apiError(401, 'The access token is invalid'),
  tokenRevoked: apiError(401, 'The access token was revoked'),
  tokenExpired: apiError(401, 'The access token expired'),
  outsideScopes: apiError(403, 'This action is outside the authorized scopes'),
  loginDisabled: apiError(403, 'Your login is currently disabled'),
  appToken: apiError(422, 'This method requires an authenticated user'),
  throttled: apiError(429, 'Too many requests'),
  temporaryProblem: apiError(503, 'There was a temporary problem serving your request, please try again'),
  notFound: apiError(404, 'Record not found'),
} as const;

export function validationFailed(problem: string): Answer {
  return apiError(422, `Validation failed: ${problem}`);
}
