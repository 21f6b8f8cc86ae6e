import { jsonAnswer, type Answer } from '../../core/http.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';

const MISMATCH =
  'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. ' +
  'Or authorization code expired. Or external member binding exists';

const codeNotFound: FailureText = {
  status: 400,
  error: 'invalid_request',
  description: 'Unable to retrieve access token: authorization code not found',
};
const mismatch: FailureText = { status: 400, error: 'invalid_redirect_uri', description: MISMATCH };
const clientFailed: FailureText = { status: 401, error: 'invalid_client', description: 'Client authentication failed' };

/** LinkedIn's words on its OAuth endpoints. `invalid_request` stands for a dead refresh token as well as for a malformed call. */
export const oauthFailures: Partial<Record<FailureKind, FailureText>> = {
  denied: { status: 400, error: 'user_cancelled_authorize', description: 'The user cancelled LinkedIn authorization' },
  unknown_scope: { status: 400, error: 'unauthorized_scope_error', description: 'Scope "{detail}" is not authorized for your application' },
  parameter_missing: { status: 400, error: 'invalid_request', description: 'A required parameter "{detail}" is missing' },
  client_unknown: { status: 400, error: 'invalid_client_id', description: 'The passed in client_id is invalid "{detail}"' },
  client_secret_wrong: clientFailed,
  client_auth_method: clientFailed,
  code_unknown: codeNotFound,
  code_used: codeNotFound,
  code_expired: mismatch,
  code_of_other_client: mismatch,
  redirect_uri_differs: mismatch,
  refresh_token_invalid: {
    status: 400,
    error: 'invalid_request',
    description: 'The provided authorization grant or refresh token is invalid, expired or revoked',
  },
};

function apiError(status: number, message: string, codes: { serviceErrorCode?: number; code?: string } = {}): Answer {
  return jsonAnswer(status, { status, ...codes, message });
}

/** Refusals of the API, by the error table of the documents. */
export const apiErrors = {
  invalidToken: apiError(401, 'Invalid access token', { serviceErrorCode: 65600, code: 'INVALID_ACCESS_TOKEN' }),
  revokedToken: apiError(401, 'The token used in the request has been revoked by the user', {
    serviceErrorCode: 65601,
    code: 'REVOKED_ACCESS_TOKEN',
  }),
  expiredToken: apiError(401, 'The token used in the request has expired', { serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN' }),
  emptyToken: apiError(401, 'Empty oauth2 access token', { serviceErrorCode: 65604 }),
  throttled: apiError(429, 'Resource level throttle limit for calls to this resource is reached.', { serviceErrorCode: 101 }),
  versionMissing: apiError(400, 'A version must be present. Please specify a version by adding the LinkedIn-Version header.', {
    code: 'VERSION_MISSING',
  }),
  internal: apiError(500, 'Internal API server error', { serviceErrorCode: 0 }),
  notFound: apiError(404, 'No virtual resource found', { serviceErrorCode: 0, code: 'RESOURCE_NOT_FOUND' }),
} as const;

export function accessDenied(resource: string): Answer {
  return apiError(403, `Not enough permissions to access: ${resource}`, { serviceErrorCode: 100, code: 'ACCESS_DENIED' });
}

/** The message prints a day although versions are months. */
export function versionNotActive(version: string): Answer {
  return apiError(426, `Requested version ${version}01 is not active`, { code: 'NONEXISTENT_VERSION' });
}
