import type { BrokenReason } from './provider.js';

/** The leg of the conversation with a platform in which something happened. */
export type ProviderStep = 'discover' | 'register' | 'login' | 'authorize' | 'exchange' | 'identify' | 'candidates' | 'probe' | 'renew' | 'revoke';

/**
 * What a platform's refusal (or silence) means for us, whatever its own words are.
 *
 * - `denied`: the person said no on the consent page.
 * - `code_rejected`: the authorization code was reused, expired or not ours; only a new try helps.
 * - `token_expired`: the access token ran out; a refresh may help.
 * - `revoked`: the authorization is over; only the person can give a new one.
 * - `missing_scopes`: the authorization stands but does not allow this.
 * - `restricted`: the account is locked or suspended; the token may live on.
 * - `no_connectable_account`: the person has nothing here that can be connected.
 * - `rate_limited`: too many calls; see `retryAfterSeconds`.
 * - `unavailable`: the platform is down, unreachable or answered 5xx.
 * - `timeout`: no answer in time.
 * - `invalid_response`: an answer that is not what the platform documents (HTML, truncated, another shape).
 * - `misconfigured`: the operator's app, its products, billing or API version; never the person's fault.
 * - `client_unknown`: the server does not know our app (any more); it must be registered anew.
 * - `invalid_credentials`: identifier and password do not belong together, or the password was withdrawn.
 * - `main_password`: the account's main password was given where only an app password is taken.
 * - `two_factor`: the server asks for a second factor, so this was no app password.
 * - `unknown_identifier`: nobody goes by the name that the person gave.
 * - `unknown_server`: what the person named is not a server of this network.
 * - `unsafe_address`: a server that somebody named may not be called from here.
 * - `untrusted_server`: the server could not prove that it is who it says (certificate).
 * - `rejected`: the platform understood and refused this request alone; the connection is fine.
 */
export type ProviderErrorKind =
  | 'denied'
  | 'code_rejected'
  | 'token_expired'
  | 'revoked'
  | 'missing_scopes'
  | 'restricted'
  | 'no_connectable_account'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'invalid_response'
  | 'misconfigured'
  | 'client_unknown'
  | 'invalid_credentials'
  | 'main_password'
  | 'two_factor'
  | 'unknown_identifier'
  | 'unknown_server'
  | 'unsafe_address'
  | 'untrusted_server'
  | 'rejected';

export interface ProviderErrorOptions {
  readonly cause?: unknown;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** The platform's own structured code, for logs. Never its message: that may quote what we sent. */
  readonly platformCode?: string;
  readonly retryAfterSeconds?: number;
  /** The scopes that are missing, with `missing_scopes`. */
  readonly scopes?: readonly string[];
  /** Why the authorization is over, with `revoked`, where the platform tells. */
  readonly reason?: BrokenReason;
}

/** A platform said no, or said nothing usable. `kind` is what callers branch on, `step` tells which leg broke. */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  readonly step: ProviderStep;
  readonly status: number | null;
  readonly platformCode: string | null;
  readonly retryAfterSeconds: number | null;
  readonly scopes: readonly string[];
  readonly reason: BrokenReason | null;

  constructor(kind: ProviderErrorKind, step: ProviderStep, options: ProviderErrorOptions = {}) {
    super(`${step}: ${kind}`, { cause: options.cause });
    this.name = 'ProviderError';
    this.kind = kind;
    this.step = step;
    this.status = options.status ?? null;
    this.platformCode = options.platformCode ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.scopes = options.scopes ?? [];
    this.reason = options.reason ?? null;
  }
}
