import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { personaOf, type PersonaName } from '../../core/personas.js';
import type { Grant } from '../../oauth/grants.js';
import type { Stage } from '../twin.js';
import { failures, invalidRequest } from './bluesky.failures.js';
import { didOf, documentOf, handleOf, personOf } from './bluesky.people.js';
import { beginSession, hasEnded, presentedToken, refreshSession, wasUsedUp, type IssuedSession } from './bluesky.tokens.js';

export const APP_PASSWORD = 'abcd-efgh-ijkl-mnop';
export const MAIN_PASSWORD = 'main-password';

/** What independent observers saw on bsky.social in 2025 and 2026; the documents still say 30 in five minutes and 300 a day. */
const LOGINS_A_DAY = 10;
const DAY = 86_400;
/** How soon after its refresh was refused a client that knows the old app password tries that. */
const RETRY_MS = 60_000;

/** `com.atproto.server.createSession` */
export function createSession(request: SandboxRequest, stage: Stage): Answer {
  const { identifier, password, authFactorToken } = inputOf(request);
  if (typeof identifier !== 'string') return invalidRequest('Error: Input must have the property "identifier"');
  if (typeof password !== 'string') return invalidRequest('Error: Input must have the property "password"');
  // Whatever holds an @ is taken for an e-mail address.
  const persona = identifier.includes('@') ? null : personOf(identifier);
  const limit = stage.tallies.add(`bluesky login ${persona ?? identifier}`, DAY, stage.clock.now());
  const headers = {
    'ratelimit-limit': String(LOGINS_A_DAY),
    'ratelimit-remaining': String(Math.max(0, LOGINS_A_DAY - limit.count)),
    'ratelimit-reset': String(Math.ceil(limit.endsAt / 1000)),
    'ratelimit-policy': `${LOGINS_A_DAY};w=${DAY}`,
  };
  const answer = limit.count > LOGINS_A_DAY ? failures.rateLimited : logIn(persona, password, authFactorToken, stage);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** `com.atproto.server.refreshSession`: the refresh token as bearer and no body. */
export function refresh(request: SandboxRequest, stage: Stage): Answer {
  if (request.body.length > 0) return failures.bodyNotExpected;
  const presented = presentedToken(request, stage);
  if (presented === 'missing') return failures.authMissing;
  if (presented === 'unknown') return failures.unverifiedToken;
  const { grant, kind, token } = presented;
  if (kind !== 'refresh') return failures.badTokenScope;
  if (grant.ended) {
    grant.ended = { ...grant.ended, noticedAt: stage.clock.now() };
    return about(grant.persona, failures.revokedToken);
  }
  if (hasEnded(presented, stage)) return about(grant.persona, wasUsedUp(presented) ? failures.revokedToken : failures.expiredToken);
  return sessionAnswer(refreshSession(grant, token.token, stage));
}

/** `com.atproto.server.deleteSession`: as `refresh`, but a token that has ended does too. */
export function deleteSession(request: SandboxRequest, stage: Stage): Answer {
  if (request.body.length > 0) return failures.bodyNotExpected;
  const presented = presentedToken(request, stage);
  if (presented === 'missing') return failures.authMissing;
  if (presented === 'unknown') return failures.unverifiedToken;
  if (presented.kind !== 'refresh') return failures.badTokenScope;
  stage.grants.end(presented.grant, 'signed-out', stage.clock.now());
  return about(presented.grant.persona, { status: 200, headers: {}, body: '' });
}

/** `com.atproto.server.getSession` */
export function getSession(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedToken(request, stage);
  if (presented === 'missing') return failures.authMissing;
  if (presented === 'unknown') return failures.unverifiedToken;
  if (presented.kind !== 'access') return failures.badTokenScope;
  const { persona } = presented.grant;
  if (hasEnded(presented, stage)) return about(persona, failures.expiredToken);
  return about(persona, jsonAnswer(200, accountOf(persona)));
}

function logIn(persona: PersonaName | null, password: string, authFactorToken: unknown, stage: Stage): Answer {
  if (persona === null) return failures.wrongCredentials;
  if (password === MAIN_PASSWORD) {
    if (hasSecondFactor(persona) && authFactorToken === undefined) return about(persona, failures.factorRequired);
    return sessionAnswer(beginSession(persona, 'com.atproto.access', stage));
  }
  if (password !== APP_PASSWORD || isOldPassword(persona, stage)) return about(persona, failures.wrongCredentials);
  return sessionAnswer(beginSession(persona, 'com.atproto.appPass', stage));
}

/**
 * People here have one app password only. After they deleted it, whoever was just told that its session is over presents the deleted
 * one, and is refused; whoever comes by another way presents the one that was made since.
 */
function isOldPassword(persona: PersonaName, stage: Stage): boolean {
  const since = stage.clock.now() - RETRY_MS;
  const grant = stage.grants.list({ platform: stage.platform, subject: didOf(persona) }).find((one) => isJustNoticed(one, since));
  if (grant?.ended == null) return false;
  grant.ended = { why: grant.ended.why, at: grant.ended.at };
  return true;
}

function isJustNoticed({ ended }: Grant, since: number): boolean {
  return ended?.why === 'user' && (ended.noticedAt ?? 0) >= since;
}

/** Rita locked her account, and has a second factor on her main password. */
function hasSecondFactor(persona: PersonaName): boolean {
  return personaOf(persona).restricted === true;
}

function sessionAnswer({ grant, accessJwt, refreshJwt }: IssuedSession): Answer {
  return about(grant.persona, jsonAnswer(200, { accessJwt, refreshJwt, ...accountOf(grant.persona) }));
}

function accountOf(persona: PersonaName): Record<string, unknown> {
  const mail = { email: `${persona}@people.test`, emailConfirmed: true, emailAuthFactor: hasSecondFactor(persona) };
  const standing = personaOf(persona).restricted ? { active: false, status: 'deactivated' } : { active: true };
  return { did: didOf(persona), didDoc: documentOf(persona), handle: handleOf(persona), ...(persona !== 'nils' && mail), ...standing };
}

function inputOf({ json }: SandboxRequest): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

function about(persona: PersonaName, answer: Answer): Answer {
  return { ...answer, persona };
}
