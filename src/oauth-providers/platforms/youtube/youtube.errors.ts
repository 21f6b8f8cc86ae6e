import { type Classification, classifyTokenError, type PlatformAnswer } from '../../protocol/classify.js';
import { apiError, oauthError } from './youtube.wire.js';

const day = 24 * 3600;

/** By reason, the first that matches: a 401 can be about a channel that does not exist. The numbers are the rows of the README's table. */
const byReason: readonly (readonly [readonly string[], Classification | ((answer: PlatformAnswer) => Classification)])[] = [
  [['youtubeSignupRequired'], { kind: 'no_connectable_account' }], // 1
  [['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'], { kind: 'missing_scopes' }], // 2
  [['quotaExceeded', 'dailyLimitExceeded'], quotaUsedUp], // 3
  [['rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED'], { kind: 'rate_limited' }], // 4
  [['accessNotConfigured', 'SERVICE_DISABLED'], { kind: 'misconfigured' }], // 5
  [['authenticatedUserAccountClosed', 'authenticatedUserAccountSuspended'], { kind: 'restricted' }], // 6
  [['accountDelegationForbidden', 'channelForbidden'], { kind: 'revoked', reason: 'role_lost' }], // 7
  [['uploadLimitExceeded'], { kind: 'rate_limited', retryAfterSeconds: day }], // 8
  [['authError', 'UNAUTHENTICATED'], { kind: 'token_expired' }], // 10
];

const operatorsFault = ['invalid_client', 'deleted_client', 'disabled_client', 'redirect_uri_mismatch', 'unauthorized_client'];

/** What Google's answers mean. */
export function classifyYouTube(answer: PlatformAnswer): Classification | null {
  if (answer.status >= 500) return null; // 9, 14
  if (answer.step === 'exchange' || answer.step === 'renew' || answer.step === 'revoke') return classifyOAuth(answer);
  const body = apiError.safeParse(answer.json);
  if (!body.success) return null;
  const { errors, details, status } = body.data.error;
  const reasons = [...(errors ?? []), ...(details ?? []), { reason: status }].map(({ reason }) => reason);
  for (const [known, reading] of byReason) {
    const platformCode = known.find((reason) => reasons.includes(reason));
    if (platformCode !== undefined) return { ...(typeof reading === 'function' ? reading(answer) : reading), platformCode };
  }
  return null;
}

function classifyOAuth(answer: PlatformAnswer): Classification | null {
  const body = oauthError.safeParse(answer.json);
  if (!body.success) return null;
  const platformCode = body.data.error;
  if (platformCode === 'admin_policy_enforced') return { kind: 'revoked', reason: 'revoked_by_platform', platformCode }; // 12
  if (operatorsFault.includes(platformCode)) return { kind: 'misconfigured', platformCode }; // 13
  if (platformCode === 'internal_failure') return { kind: 'unavailable', platformCode }; // 14
  return classifyTokenError(answer); // 11
}

/** 3: the project's quota, not the person's. It begins anew at midnight in California. */
function quotaUsedUp({ receivedAt }: PlatformAnswer): Classification {
  return { kind: 'rate_limited', retryAfterSeconds: secondsUntilMidnightPacific(receivedAt) };
}

const californianClock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** An hour too many or too few on the two days of the year when clocks are changed. */
function secondsUntilMidnightPacific(now: Date): number {
  const parts = californianClock.formatToParts(now);
  const [hours = 0, minutes = 0, seconds = 0] = ['hour', 'minute', 'second'].map((type) => Number(parts.find((part) => part.type === type)?.value));
  return day - (hours * 3600 + minutes * 60 + seconds);
}
