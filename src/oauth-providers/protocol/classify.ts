import type { BrokenReason } from '../ports/provider.js';
import type { ProviderErrorKind, ProviderStep } from '../ports/provider-error.js';
import { retryAfterSeconds } from './retry-after.js';

/** An answer that is not the success that was asked for, as a platform's `classify` judges it. */
export interface PlatformAnswer {
  readonly step: ProviderStep;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` when the body is not JSON. */
  readonly json: unknown;
  /** Only to tell an empty body from another: a verdict found by searching text is a guess. */
  readonly text: string;
  readonly receivedAt: Date;
}

/** What an answer means. */
export interface Classification {
  readonly kind: ProviderErrorKind;
  /** The platform's own structured code, for logs; never its message. */
  readonly platformCode?: string;
  readonly retryAfterSeconds?: number;
  readonly scopes?: readonly string[];
  readonly reason?: BrokenReason;
}

/**
 * A platform's own reading of an answer, by status and structured code; `null` when it has none, and then the safe
 * defaults hold.
 */
export type Classify = (answer: PlatformAnswer) => Classification | null;

/** Verdicts about a person's account or authorization; only a structured answer can prove one. */
const aboutTheAccount: ReadonlySet<ProviderErrorKind> = new Set(['revoked', 'token_expired', 'missing_scopes', 'restricted']);

/** The platform's reading where it has one, else the safe default, which never judges an account. */
export function judge(answer: PlatformAnswer, classify: Classify): Classification {
  const reading = classify(answer);
  const provable = reading !== null && (answer.json !== undefined || !aboutTheAccount.has(reading.kind));
  return withRetryAfter(provable ? reading : safeDefault(answer), answer);
}

function safeDefault(answer: PlatformAnswer): Classification {
  if (answer.status === 429) return { kind: 'rate_limited' };
  if (answer.status >= 500 || answer.status === 408) return { kind: 'unavailable' };
  if (answer.status < 400 || answer.json === undefined) return { kind: 'invalid_response' };
  return { kind: 'rejected' };
}

function withRetryAfter(reading: Classification, answer: PlatformAnswer): Classification {
  if (reading.retryAfterSeconds !== undefined) return reading;
  if (reading.kind !== 'rate_limited' && reading.kind !== 'unavailable') return reading;
  const seconds = retryAfterSeconds(answer.headers['retry-after'], answer.receivedAt);
  return seconds === null ? reading : { ...reading, retryAfterSeconds: seconds };
}

/**
 * The standard meaning of a token endpoint's `error` (RFC 6749, 5.2), for platforms that keep to it.
 * `null` for other steps, other bodies and `invalid_request`, which platforms use for anything.
 */
export function classifyTokenError(answer: PlatformAnswer): Classification | null {
  if (answer.step !== 'exchange' && answer.step !== 'renew') return null;
  const code = isRecord(answer.json) ? answer.json['error'] : undefined;
  if (typeof code !== 'string') return null;
  const kind = code === 'invalid_grant' ? refusedGrant(answer.step) : standardTokenErrors.get(code);
  return kind === undefined ? null : { kind, platformCode: code };
}

/** What a refused grant means: at the exchange it is the code, at a renewal the refresh token. */
export function refusedGrant(step: ProviderStep): ProviderErrorKind {
  return step === 'renew' ? 'revoked' : 'code_rejected';
}

const standardTokenErrors: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['invalid_client', 'misconfigured'],
  ['unauthorized_client', 'misconfigured'],
  ['unsupported_grant_type', 'misconfigured'],
  ['invalid_scope', 'misconfigured'],
  ['server_error', 'unavailable'],
  ['temporarily_unavailable', 'unavailable'],
]);

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
