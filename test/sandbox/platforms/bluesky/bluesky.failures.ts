import { jsonAnswer, type Answer } from '../../core/http.js';

function failure(status: number, error: string, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { error, message }, headers);
}

export function invalidRequest(message: string): Answer {
  return failure(400, 'InvalidRequest', message);
}

/** The errors of the servers, by their documents and code. */
export const failures = {
  expiredToken: failure(400, 'ExpiredToken', 'Token has expired'),
  revokedToken: failure(400, 'ExpiredToken', 'Token has been revoked'),
  unverifiedToken: failure(400, 'InvalidToken', 'Token could not be verified'),
  badTokenScope: failure(400, 'InvalidToken', 'Bad token scope'),
  authMissing: failure(401, 'AuthMissing', 'Authentication Required'),
  wrongCredentials: failure(401, 'AuthenticationRequired', 'Invalid identifier or password'),
  factorRequired: failure(401, 'AuthFactorTokenRequired', 'A sign in code has been sent to your email address'),
  takenDown: failure(401, 'AccountTakedown', 'Account has been taken down'),
  deactivated: failure(401, 'AccountDeactivated', 'Account is deactivated'),
  accountNotFound: failure(403, 'AccountNotFound', 'Account not found'),
  noUserInfo: invalidRequest('Could not find user info for account'),
  bodyNotExpected: invalidRequest('A request body was provided when none was expected'),
  handleNotFound: invalidRequest('Unable to resolve handle'),
  profileNotFound: invalidRequest('Profile not found'),
  upstreamFailure: failure(502, 'UpstreamFailure', 'Upstream Failure'),
  internalError: failure(500, 'InternalServerError', 'Internal Server Error'),
  rateLimited: failure(429, 'RateLimitExceeded', 'Rate Limit Exceeded'),
};
