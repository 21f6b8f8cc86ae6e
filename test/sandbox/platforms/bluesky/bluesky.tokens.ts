import { randomUUID } from 'node:crypto';
import { randomToken, stableId } from '../../core/identifiers.js';
import type { PersonaName } from '../../core/personas.js';
import { bearerToken } from '../../oauth/bearer.js';
import type { Grant, Presented, RefreshToken } from '../../oauth/grants.js';
import type { SandboxRequest } from '../../core/http.js';
import type { Stage } from '../twin.js';
import { didOf, PDS } from './bluesky.people.js';

const ACCESS_SECONDS = 120 * 60;
const REFRESH_SECONDS = 90 * 86_400;
/** How long a refresh token goes on working after it was used. */
const GRACE_SECONDS = 2 * 3600;

export interface IssuedSession {
  readonly grant: Grant;
  readonly accessJwt: string;
  readonly refreshJwt: string;
}

/** A new session of a person; `scope` is what the password allows. */
export function beginSession(persona: PersonaName, scope: string, stage: Stage): IssuedSession {
  const now = stage.clock.now();
  const grant: Grant = {
    id: randomUUID(),
    platform: stage.platform,
    server: null,
    clientId: PDS,
    persona,
    subject: didOf(persona),
    scopes: [scope],
    authorizedAt: now,
    accessTokens: [],
    refreshTokens: [],
    refreshCount: 0,
    ended: null,
  };
  stage.grants.add(grant);
  return issue(grant, randomToken('', 43), stage);
}

/** The next tokens of a session. The same refresh token brings the same next one, as often as it comes within the grace. */
export function refreshSession(grant: Grant, presented: string, stage: Stage): IssuedSession {
  const now = stage.clock.now();
  const id = jtiOf(presented);
  for (const token of grant.refreshTokens.filter((one) => jtiOf(one.token) === id)) {
    token.usedAt ??= now;
    token.expiresAt = Math.min(token.expiresAt ?? Infinity, token.usedAt + GRACE_SECONDS * 1000);
  }
  grant.refreshCount += 1;
  return issue(grant, stableId(`next:${id}`, 43), stage);
}

/** What was presented as bearer; `missing`: nothing, `unknown`: never issued here. */
export function presentedToken(request: SandboxRequest, stage: Stage): Presented | 'missing' | 'unknown' {
  const token = bearerToken(request);
  if (token === null) return 'missing';
  const presented = stage.grants.find(token, stage.clock.now());
  return presented?.grant.platform === stage.platform ? presented : 'unknown';
}

/** Tokens are signed and end by themselves: whether an access token's session still stands, nobody asks. */
export function hasEnded({ token }: Presented, stage: Stage): boolean {
  return token.expiresAt !== null && token.expiresAt <= stage.clock.now();
}

/** Whether a refresh token that has ended did so because it was used and its grace is over. */
export function wasUsedUp({ token }: Presented): boolean {
  return ((token as RefreshToken).usedAt ?? null) !== null;
}

function issue(grant: Grant, jti: string, stage: Stage): IssuedSession {
  const now = stage.clock.now();
  const iat = Math.floor(now / 1000);
  const subject = { sub: grant.subject, iat };
  const [scope] = grant.scopes;
  const aud = `did:web:${PDS}`;
  const accessJwt = jwt('at+jwt', { scope, ...subject, exp: iat + ACCESS_SECONDS, aud });
  const refreshJwt = jwt('refresh+jwt', { scope: 'com.atproto.refresh', ...subject, exp: iat + REFRESH_SECONDS, aud, jti });
  stage.grants.issueAccess(grant, { token: accessJwt, issuedAt: now, expiresAt: (iat + ACCESS_SECONDS) * 1000 });
  stage.grants.issueRefresh(grant, { token: refreshJwt, issuedAt: now, expiresAt: (iat + REFRESH_SECONDS) * 1000, usedAt: null });
  return { grant, accessJwt, refreshJwt };
}

/** Looks like the server's; the signature is chance, which also keeps two of one second apart. */
function jwt(typ: string, claims: object): string {
  const [head, body] = [{ typ, alg: 'ES256K' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `${head ?? ''}.${body ?? ''}.${randomToken('', 86)}`;
}

function jtiOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { jti?: string };
  return claims.jti ?? '';
}
