import type { CallbackParameters } from '../../ports/provider.js';
import { type Classification, classifyTokenError, type PlatformAnswer, refusedGrant } from '../../protocol/classify.js';
import { secondsUntilMidnightUtc } from '../../protocol/retry-after.js';
import { type ApiError, apiError, oauthError } from './linkedin.wire.js';

/** What LinkedIn's answers mean; the numbers are the rows of the README's table. */
export function classifyLinkedIn(answer: PlatformAnswer): Classification | null {
  if (answer.step === 'exchange' || answer.step === 'renew') return classifyTokenEndpoint(answer);
  const body = apiError.safeParse(answer.json);
  return body.success ? classifyApi(answer, body.data) : null;
}

function classifyApi(answer: PlatformAnswer, body: ApiError): Classification | null {
  const platformCode = body.serviceErrorCode?.toString() ?? body.code ?? answer.status.toString();
  const is = (serviceErrorCode: number, code: string): boolean =>
    body.serviceErrorCode === serviceErrorCode || (body.serviceErrorCode == null && body.code === code);
  if (answer.status === 401) {
    if (is(65600, 'INVALID_ACCESS_TOKEN')) return { kind: 'revoked', reason: 'authorization_invalid', platformCode: '65600' }; // 1
    if (is(65601, 'REVOKED_ACCESS_TOKEN')) return { kind: 'revoked', reason: 'revoked_by_user', platformCode: '65601' }; // 2
    if (is(65602, 'EXPIRED_ACCESS_TOKEN')) return { kind: 'token_expired', platformCode: '65602' }; // 3
    if (body.serviceErrorCode === 65604 || body.message === 'Empty oauth2 access token') return { kind: 'misconfigured', platformCode }; // 4
  }
  if (answer.status === 403 && is(100, 'ACCESS_DENIED')) return { kind: 'missing_scopes', platformCode }; // 5
  if (answer.status === 429) {
    // 6: quotas are daily, begin anew at midnight in UTC, and no header says so.
    return { kind: 'rate_limited', platformCode, retryAfterSeconds: secondsUntilMidnightUtc(answer.receivedAt) };
  }
  if (answer.status === 426 || body.code === 'NONEXISTENT_VERSION') return { kind: 'misconfigured', platformCode }; // 7
  if (answer.status === 400 && body.code === 'VERSION_MISSING') return { kind: 'misconfigured', platformCode }; // 8
  if (answer.status === 422) return { kind: 'rejected', platformCode }; // 9
  return null; // 10: 5xx is the safe default's
}

function classifyTokenEndpoint(answer: PlatformAnswer): Classification | null {
  const body = oauthError.safeParse(answer.json);
  if (!body.success) return null;
  const { error: platformCode, error_description: description } = body.data;
  if (platformCode === 'invalid_request') {
    const kind = kindOfInvalidRequest(answer, description ?? '');
    return kind === null ? null : { kind, platformCode };
  }
  if (platformCode === 'invalid_redirect_uri' || platformCode === 'invalid_client_id') return { kind: 'misconfigured', platformCode }; // 13, 15
  return classifyTokenError(answer); // 11 (invalid_grant), 15 (invalid_client)
}

/** LinkedIn says `invalid_request` for a dead grant and for a mistake of ours alike: only the description tells them apart. */
function kindOfInvalidRequest(answer: PlatformAnswer, description: string): Classification['kind'] | null {
  if (/refresh token is invalid, expired or revoked/i.test(description)) return refusedGrant(answer.step); // 11
  if (/authorization code not found/i.test(description)) return 'code_rejected'; // 12
  if (/^a required parameter .+ is missing/i.test(description)) return 'misconfigured'; // 14
  if (/client authentication failed/i.test(description)) return 'misconfigured'; // 15
  return null;
}

/** Refusals that LinkedIn words in its own way on the redirect back. */
export function readLinkedInRefusal(parameters: CallbackParameters): Classification | null {
  const error = parameters['error'];
  if (error === 'user_cancelled_login' || error === 'user_cancelled_authorize') return { kind: 'denied' };
  return error === 'unauthorized_scope_error' ? { kind: 'misconfigured' } : null;
}
