import { Secret } from '../../../kernel/secret.js';
import type { TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { claims, type Session } from './bluesky.wire.js';

/** What logs an account in again: the permanent identifier that the tokens were given to, and the app password. */
export interface Credentials {
  readonly did: string;
  readonly password: Secret;
}

/** Scope of a session that was begun with the main password; those of app passwords are `com.atproto.appPass` and `…Privileged`. */
const mainPasswordScope = 'com.atproto.access';

const longestLifeSeconds = 100 * 366 * 24 * 3600;

/** Both in one secret, sealed with the tokens: a server is never asked whose tokens these are. */
export function toRecovery({ did, password }: Credentials): Secret {
  return password.use((value) => Secret.of(`${did} ${value}`));
}

/** @throws ProviderError `rejected` for tokens that hold none: they are not of this platform. */
export function credentialsOf(tokens: TokenSet, step: ProviderStep): Credentials {
  const { recovery } = tokens;
  if (recovery === null) throw new ProviderError('rejected', step, { platformCode: 'no_recovery' });
  return recovery.use((value) => {
    const at = value.indexOf(' ');
    return { did: value.slice(0, at), password: Secret.of(value.slice(at + 1)) };
  });
}

/** The tokens of a session at a server. What its tokens do not tell is `null`: they are read as far as they can be. */
export function tokensOf(session: Session, server: string, credentials: Credentials, now: Date): TokenSet {
  const access = readClaims(session.accessJwt);
  return {
    accessToken: Secret.of(session.accessJwt),
    refreshToken: Secret.of(session.refreshJwt),
    scopes: access.scope ? [access.scope] : null,
    accessTokenExpiresAt: expiry(access.exp, now),
    refreshTokenExpiresAt: expiry(readClaims(session.refreshJwt).exp, now),
    server,
    clientId: null,
    reauthorizeBy: null,
    recovery: toRecovery(credentials),
  };
}

/** What the session's token says that it allows; `null` when it cannot be read. */
export function scopeOf(session: Session): string | null {
  return readClaims(session.accessJwt).scope ?? null;
}

/** Whether the session was begun with the account's main password. The answer itself does not tell, its token does. */
export function isOfMainPassword(session: Session): boolean {
  return scopeOf(session) === mainPasswordScope;
}

interface Claims {
  readonly scope?: string | null | undefined;
  readonly exp?: number | null | undefined;
}

/** Nobody promises that a token is a JWT: one that cannot be read tells nothing, and is no failure. */
function readClaims(token: string): Claims {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const read = claims.safeParse(payload);
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}

function expiry(seconds: number | null | undefined, now: Date): Date | null {
  if (seconds == null || !Number.isFinite(seconds) || seconds <= 0) return null;
  const believed = seconds - now.getTime() / 1000 <= longestLifeSeconds;
  return believed ? new Date(Math.floor(seconds) * 1000) : null;
}
