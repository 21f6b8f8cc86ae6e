import type { PlatformKey, UnclaimedAuthorizationId } from '../../kernel/ids.js';
import type { TokenSet } from '../../kernel/authorization.js';

/**
 * Tokens of a person whose name the platform has not told yet. Where an authorization ends the person's earlier one, these may be the
 * only ones that still work for accounts that stand already.
 */
export interface UnclaimedAuthorization {
  readonly id: UnclaimedAuthorizationId;
  readonly platform: PlatformKey;
  readonly tokens: TokenSet;
  /** When the code was about to be exchanged. */
  readonly beganAt: Date;
  readonly obtainedAt: Date;
  /** How often the platform was asked whose they are. */
  readonly attempts: number;
  readonly nextTryAt: Date;
}

const firstPauseSeconds = 60;
const longestPauseSeconds = 900;
const keptForSeconds = 24 * 3600;

/** Tokens that have just come. Whoever obtained them asks at once; others only if that came to nothing. */
export function unclaimed(facts: Pick<UnclaimedAuthorization, 'id' | 'platform' | 'tokens' | 'beganAt' | 'obtainedAt'>): UnclaimedAuthorization {
  return { ...facts, attempts: 1, nextTryAt: after(facts.obtainedAt, firstPauseSeconds) };
}

/** When to ask again after this many attempts: pauses double, up to a quarter of an hour. */
export function nextTry(attempts: number, at: Date): Date {
  return after(at, Math.min(firstPauseSeconds * 2 ** Math.min(attempts, 10), longestPauseSeconds));
}

/** Whether it is too late to ask: after a day nobody waits for them any more. */
export function isGivenUp({ obtainedAt }: UnclaimedAuthorization, at: Date): boolean {
  return at >= after(obtainedAt, keptForSeconds);
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
