import { Secret } from '../../kernel/secret.js';
import type { TokenSet } from '../ports/provider.js';
import { ProviderError } from '../ports/provider-error.js';
import { isRecord } from './classify.js';
import { parseScopes } from './scopes.js';

/** The body of a token endpoint's answer, in the field names of RFC 6749, 5.1 (plus `refresh_token_expires_in`). */
export type TokenBody = Readonly<Record<string, unknown>>;

/** `register`: our app asks for itself alone. */
export type TokenStep = 'exchange' | 'renew' | 'register';

const longestLifeSeconds = 100 * 366 * 24 * 3600;

/** Whether a body holds an access token at all. Without one an answer is a failure, whatever its status. */
export function hasAccessToken(body: unknown): body is TokenBody {
  return isRecord(body) && isToken(body['access_token']);
}

/**
 * Reads a token endpoint's body. What is absent becomes `null`; an expiry is what the platform said, counted from
 * `receivedAt`, and never invented.
 * @throws ProviderError `invalid_response` when there is no access token or a field is nonsense.
 */
export function readTokenSet(body: unknown, step: TokenStep, receivedAt: Date): TokenSet {
  if (!hasAccessToken(body)) throw new ProviderError('invalid_response', step);
  const refreshToken = body['refresh_token'] ?? null;
  if (refreshToken !== null && typeof refreshToken !== 'string') throw new ProviderError('invalid_response', step);
  return {
    accessToken: Secret.of(String(body['access_token'])),
    refreshToken: refreshToken === null || refreshToken === '' ? null : Secret.of(refreshToken),
    scopes: parseScopes(body['scope']),
    accessTokenExpiresAt: expiry(body['expires_in'], step, receivedAt),
    refreshTokenExpiresAt: expiry(body['refresh_token_expires_in'], step, receivedAt),
    server: null,
    clientId: null,
    reauthorizeBy: null,
    recovery: null,
  };
}

function expiry(seconds: unknown, step: TokenStep, receivedAt: Date): Date | null {
  if (seconds === undefined || seconds === null) return null;
  const life = lifetime(seconds);
  if (life !== null) return new Date(receivedAt.getTime() + life * 1000);
  // A renewal may have used up the old refresh token already: the tokens matter more than an expiry nobody can read.
  if (step === 'renew') return null;
  throw new ProviderError('invalid_response', step);
}

function lifetime(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return null;
  return seconds > 0 && seconds <= longestLifeSeconds ? seconds : null;
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
