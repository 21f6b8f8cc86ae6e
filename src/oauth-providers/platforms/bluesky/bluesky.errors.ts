import type { Classification, PlatformAnswer } from '../../protocol/classify.js';
import { retryAfterSeconds } from '../../protocol/retry-after.js';
import { xrpcError } from './bluesky.wire.js';

/** The official client takes a session for dead on these, and on any 401 (atproto `packages/api`, read 2026-11-23). */
const deadSession: ReadonlySet<string> = new Set(['ExpiredToken', 'InvalidToken', 'InvalidDID']);

/** What answers of Bluesky's servers mean; the numbers are the rows of the README's table. */
export function classifyBluesky(answer: PlatformAnswer): Classification | null {
  if (answer.status === 429) return { kind: 'rate_limited', ...limitOf(answer) }; // 14
  const body = xrpcError.safeParse(answer.json);
  if (!body.success) return null;
  const { error: platformCode, message } = body.data;
  const reading = readingOf(answer, platformCode, message ?? '');
  return reading === null ? null : { ...reading, platformCode };
}

function readingOf({ step, status }: PlatformAnswer, code: string, message: string): Classification | null {
  if (status >= 500 || code === 'InternalServerError' || code === 'UpstreamFailure') return { kind: 'unavailable' }; // 15
  if (status === 401 && (code === 'AccountTakedown' || code === 'AccountDeactivated')) return { kind: 'restricted' }; // 4, 5, 9, 12
  if (status === 403 && code === 'AccountNotFound') return { kind: 'revoked', reason: 'account_gone' }; // 6
  if (step === 'discover') return status === 400 ? { kind: 'unknown_identifier' } : null; // 16
  if (step === 'login') return loginReading(status, code);
  if (step === 'renew' || step === 'revoke') return refreshReading(status, code, message);
  return sessionReading({ step, status }, code, message);
}

function loginReading(status: number, code: string): Classification | null {
  if (status !== 401) return null;
  if (code === 'AuthFactorTokenRequired') return { kind: 'two_factor' }; // 8
  return code === 'AuthenticationRequired' ? { kind: 'invalid_credentials' } : null; // 7
}

/** Calls with the refresh token. */
function refreshReading(status: number, code: string, message: string): Classification | null {
  if (status === 401 || (status === 400 && deadSession.has(code))) return { kind: 'revoked' }; // 10, 11
  // The server has no code of its own for an account that is not there (any more).
  if (status === 400 && code === 'InvalidRequest' && /^could not find user info for account/i.test(message)) {
    return { kind: 'revoked', reason: 'account_gone' }; // 13
  }
  return null;
}

/** Calls with the access token. A renewal tells whether the session is over, so nothing here says so. */
function sessionReading({ step, status }: Pick<PlatformAnswer, 'step' | 'status'>, code: string, message: string): Classification | null {
  if (status === 400 && code === 'InvalidToken' && /^bad token scope/i.test(message) && step !== 'probe' && step !== 'identify') {
    return { kind: 'missing_scopes' }; // 2
  }
  if (status === 400 && (code === 'ExpiredToken' || code === 'InvalidToken')) return { kind: 'token_expired' }; // 1, 2
  return status === 401 ? { kind: 'token_expired' } : null; // 3
}

/** Older servers tell the moment at which the limit ends (unix seconds), newer ones also `Retry-After`. */
function limitOf({ headers, receivedAt }: PlatformAnswer): Pick<Classification, 'retryAfterSeconds'> {
  if (headers['retry-after'] !== undefined) return {};
  const reset = headers['ratelimit-reset']?.trim() ?? '';
  if (!/^\d{1,11}$/.test(reset)) return {};
  const seconds = retryAfterSeconds(new Date(Number(reset) * 1000).toUTCString(), receivedAt);
  return seconds === null ? {} : { retryAfterSeconds: seconds };
}
