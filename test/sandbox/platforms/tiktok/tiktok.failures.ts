import { jsonAnswer, type Answer } from '../../core/http.js';
import { randomToken } from '../../core/identifiers.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';

/** TikTok's id of an answer, for its support. */
export function logId(): string {
  return randomToken('20261123', 34).toUpperCase();
}

function invalidGrant(description: string): FailureText {
  return { status: 200, error: 'invalid_grant', description };
}

const clientFailed: FailureText = { status: 200, error: 'invalid_client', description: 'Client key or secret is incorrect.' };
const badCode = invalidGrant('Authorization code is expired, used or was issued to another client.');

/** TikTok's words on its OAuth endpoints, which come with status 200. */
export const oauthFailures: Partial<Record<FailureKind, FailureText>> = {
  client_unknown: clientFailed,
  client_secret_wrong: clientFailed,
  client_auth_method: clientFailed,
  unknown_client: { status: 400, error: 'invalid_client', description: 'client_key' },
  parameter_missing: { status: 200, error: 'invalid_request', description: 'The request parameters are malformed: {detail}.' },
  parameter_repeated: { status: 200, error: 'invalid_request', description: 'The request parameters are malformed: {detail}.' },
  not_a_form: { status: 200, error: 'invalid_request', description: 'Only `application/x-www-form-urlencoded` is supported as Content-Type.' },
  unsupported_grant_type: { status: 200, error: 'unsupported_grant_type', description: 'The grant type {detail} is not supported.' },
  code_unknown: badCode,
  code_used: badCode,
  code_expired: badCode,
  code_of_other_client: badCode,
  pkce_refused: { status: 200, error: 'invalid_request', description: 'The parameter {detail} is for mobile and desktop apps only.' },
  redirect_uri_differs: { status: 200, error: 'invalid_request', description: 'Redirect_uri is not matched with the uri when requesting code.' },
  refresh_token_invalid: invalidGrant('Refresh token is invalid or expired.'),
  denied: { status: 400, error: 'access_denied', description: 'The user denied the request.' },
};

function apiError(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, { data: {}, error: { code, message, log_id: logId() } });
}

/** Refusals of the API, by the error table of the documents. */
export const apiErrors = {
  invalidToken: apiError(401, 'access_token_invalid', 'The access token is invalid or not found in the request.'),
  scopeNotAuthorized: apiError(401, 'scope_not_authorized', 'The user did not authorize the scope required for completing this request.'),
  scopeMissed: apiError(400, 'scope_permission_missed', 'The scope permission of a requested field is missed.'),
  rateLimited: apiError(429, 'rate_limit_exceeded', 'The API rate limit was exceeded. Please try again later.'),
  internal: apiError(500, 'internal_error', 'Something went wrong. Please try again later.'),
  invalidParams: apiError(400, 'invalid_params', 'Fields is required.'),
  banned: apiError(200, 'spam_risk_user_banned_from_posting', 'The user is banned from making new posts.'),
  dailyCap: apiError(200, 'spam_risk_too_many_posts', 'The daily post cap from the API is reached for the current user.'),
} as const;
