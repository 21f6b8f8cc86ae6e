import { type Classification, type PlatformAnswer, refusedGrant } from '../../protocol/classify.js';
import { errorBody } from './mastodon.wire.js';

/** What the answers of Mastodon and its kin mean; the numbers are the rows of the README's table. */
export function classifyMastodon(answer: PlatformAnswer): Classification | null {
  if (answer.status === 429) return { kind: 'rate_limited', ...untilReset(answer) }; // 9
  const body = errorBody.safeParse(answer.json);
  const away = [403, 404, 410].includes(answer.status);
  // 13: a page where JSON is due is a firewall's, a cache's or a parking lot's.
  if (!body.success) return away ? { kind: 'unavailable' } : null;
  const { error } = body.data;
  return byOAuthCode(answer, error) ?? bySentence(answer.status, error);
}

function byOAuthCode({ step, status }: PlatformAnswer, platformCode: string): Classification | null {
  if (status < 400 || status >= 500) return null;
  if (platformCode === 'invalid_client') return { kind: 'client_unknown', platformCode }; // 11
  if (platformCode === 'invalid_grant') return { kind: refusedGrant(step), platformCode }; // 12
  if (platformCode === 'invalid_scope' || platformCode === 'invalid_request') {
    return { kind: step === 'exchange' ? 'code_rejected' : 'rejected', platformCode }; // 12
  }
  return null;
}

/** The API gives no codes, only sentences: matched on the parsed `error`, in the words of Mastodon's sources. */
function bySentence(status: number, error: string): Classification | null {
  if (status === 401) {
    if (/access token is invalid/i.test(error)) return { kind: 'revoked', reason: 'authorization_invalid', platformCode: 'token_invalid' }; // 1
    if (/access token was revoked/i.test(error)) return { kind: 'revoked', reason: 'revoked_by_user', platformCode: 'token_revoked' }; // 2
    if (/access token expired/i.test(error)) return { kind: 'token_expired', platformCode: 'token_expired' }; // 3
  }
  if (status === 403) {
    if (/outside the authorized scopes/i.test(error)) return { kind: 'missing_scopes', platformCode: 'scopes' }; // 4
    if (/login is currently (disabled|pending approval)|missing a confirmed e-?mail/i.test(error)) {
      return { kind: 'restricted', platformCode: 'login_disabled' }; // 5
    }
    return { kind: 'rejected' }; // 6
  }
  if ((status === 401 || status === 422) && /requires an authenticated user/i.test(error)) {
    return { kind: 'misconfigured', platformCode: 'app_token' }; // 7
  }
  if (status === 422) return { kind: 'rejected' }; // 8
  if (status === 404 || status === 410) return { kind: 'unavailable' }; // 13
  return null; // 10: 503 is the safe default's
}

/** `X-RateLimit-Reset` is a moment in ISO 8601, not a number. */
function untilReset({ headers, receivedAt }: PlatformAnswer): { retryAfterSeconds?: number } {
  const reset = headers['x-ratelimit-reset'] ?? '';
  const milliseconds = /^\d{4}-\d\d-\d\dT/.test(reset) ? Date.parse(reset) - receivedAt.getTime() : NaN;
  if (Number.isNaN(milliseconds) || milliseconds > 24 * 3600 * 1000) return {};
  return { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) };
}
