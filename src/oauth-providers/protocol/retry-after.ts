const longestBelievedSeconds = 7 * 24 * 3600;

/**
 * Seconds to wait as a `Retry-After` header says (RFC 9110, 10.2.3: a number of seconds or a date), or `null` when it is
 * absent or not believable. A date that has passed means 0.
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const value = header.trim();
  if (/^\d+$/.test(value)) return believed(Number(value));
  // A date always has letters; without this a bare `-5` would be read as a year.
  if (!/^[A-Za-z]{3}/.test(value)) return null;
  const date = Date.parse(value);
  if (Number.isNaN(date)) return null;
  return believed(Math.max(0, Math.ceil((date - now.getTime()) / 1000)));
}

/** Seconds from `now` until the next midnight in UTC: when daily quotas of some platforms begin anew. */
export function secondsUntilMidnightUtc(now: Date): number {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return Math.ceil((midnight - now.getTime()) / 1000);
}

function believed(seconds: number): number | null {
  return seconds <= longestBelievedSeconds ? seconds : null;
}
