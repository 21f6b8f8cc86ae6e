import type { AccountId, ConnectSessionId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { Caller } from '../../kernel/caller.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { Secret } from '../../kernel/secret.js';
import type { Candidate, Identity, TokenSet } from '../../kernel/authorization.js';

export type ConnectSessionStatus =
  | 'awaiting_authorization'
  | 'awaiting_completion'
  | 'completed'
  | 'failed'
  | 'expired'
  | 'cancelled';

/** Why a session failed. Part of the HTTP contract; the same code stands in `returnUrl?error=`. */
export type ConnectFailureCode =
  | 'access_denied'
  | 'browser_mismatch'
  | 'platform_error'
  | 'platform_unavailable'
  | 'missing_scopes'
  | 'no_connectable_account'
  | 'wrong_account';

export interface ConnectFailure {
  readonly code: ConnectFailureCode;
  readonly message: string;
}

/** Who began a session and therefore alone may complete it. */
export interface Initiator {
  readonly kind: Caller['kind'];
  readonly id: string;
  /** The person at the browser, when a key began on their behalf. */
  readonly onBehalfOf: string | null;
}

/** A candidate under the opaque id by which it is selected. */
export interface OfferedCandidate extends Candidate {
  readonly id: string;
}

/** Everything that an authorization brought; sealed until the session ends. */
export interface Obtained {
  readonly tokens: TokenSet;
  readonly obtainedAt: Date;
  readonly identity: Identity;
  readonly candidates: readonly OfferedCandidate[];
  /** What the authorization covers besides, and is not offered: a session that reconnects offers one account alone. */
  readonly others: readonly Candidate[];
}

/** One attempt to connect, from the front-end's request to completion. No account exists before that. */
export interface ConnectSession {
  readonly id: ConnectSessionId;
  readonly workspaceId: WorkspaceId;
  readonly platform: PlatformKey;
  readonly status: ConnectSessionStatus;
  readonly initiator: Initiator;
  /** `null` where no browser is sent. */
  readonly returnUrl: string | null;
  /** Our app on the server that the person named, where each server has one; only its redirect URI is answered to. */
  readonly appId: string | null;
  readonly reconnectAccountId: AccountId | null;
  readonly launchTokenHash: string | null;
  /** Of the cookie that binds the session to the browser that opened it first. */
  readonly browserHash: string | null;
  /** Of the state that the platform must bring back; `null` before the launch and once it was used. */
  readonly stateHash: string | null;
  /** Grows with every launch, so that an answer to an earlier one cannot be taken for the present one's. */
  readonly attempt: number;
  readonly codeVerifier: Secret | null;
  readonly connectCodeHash: string | null;
  readonly obtained: Obtained | null;
  readonly candidateCount: number;
  readonly accountIds: readonly AccountId[];
  readonly failure: ConnectFailure | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly updatedAt: Date;
}

/** A fresh session that waits for its person to open the launch link. */
export function beginSession(
  facts: Pick<
    ConnectSession,
    'id' | 'workspaceId' | 'platform' | 'initiator' | 'returnUrl' | 'appId' | 'reconnectAccountId' | 'launchTokenHash'
  >,
  at: Date,
  ttlSeconds: number,
): ConnectSession {
  return {
    ...facts,
    status: 'awaiting_authorization',
    browserHash: null,
    stateHash: null,
    attempt: 0,
    codeVerifier: null,
    connectCodeHash: null,
    obtained: null,
    candidateCount: 0,
    accountIds: [],
    failure: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + ttlSeconds * 1000),
    updatedAt: at,
  };
}

/** The browser is on its way to the platform with this state. */
export function launched(
  session: ConnectSession,
  launch: { readonly browserHash: string; readonly stateHash: string; readonly codeVerifier: Secret | null },
  at: Date,
): ConnectSession {
  return { ...session, ...launch, attempt: session.attempt + 1, updatedAt: at };
}

/** The platform answered and the person may choose. */
export function authorized(session: ConnectSession, obtained: Obtained, connectCodeHash: string, at: Date): ConnectSession {
  return {
    ...session,
    status: 'awaiting_completion',
    codeVerifier: null,
    obtained,
    connectCodeHash,
    candidateCount: obtained.candidates.length,
    updatedAt: at,
  };
}

/** The session is over, with these accounts. */
export function completed(session: ConnectSession, accountIds: readonly AccountId[], at: Date): ConnectSession {
  return { ...wiped(session), status: 'completed', accountIds, updatedAt: at };
}

/** The session is over without an account. */
export function failed(session: ConnectSession, failure: ConnectFailure, at: Date): ConnectSession {
  return { ...wiped(session), status: 'failed', failure, updatedAt: at };
}

/** The session was given up by who asked for it. */
export function cancelled(session: ConnectSession, at: Date): ConnectSession {
  return { ...wiped(session), status: 'cancelled', updatedAt: at };
}

/** The session ran out of time. */
export function expired(session: ConnectSession, at: Date): ConnectSession {
  return { ...wiped(session), status: 'expired', updatedAt: at };
}

/** An ended session keeps nothing that could still be used. */
function wiped(session: ConnectSession): ConnectSession {
  return {
    ...session,
    launchTokenHash: null,
    browserHash: null,
    stateHash: null,
    codeVerifier: null,
    connectCodeHash: null,
    obtained: null,
  };
}

/** Whether a session can still come to something at `at`. */
export function isOpen(session: ConnectSession, at: Date): boolean {
  return isUnfinished(session) && session.expiresAt > at;
}

/** The status that a reader is told: a session past its time is expired, whether or not it was swept yet. */
export function statusAt(session: ConnectSession, at: Date): ConnectSessionStatus {
  return isUnfinished(session) && session.expiresAt <= at ? 'expired' : session.status;
}

/**
 * Guards what only an open session in this status can do.
 * @throws DomainError `session_expired` when its time is over, `session_not_open` when it is in another status.
 */
export function assertStatus(session: ConnectSession, status: ConnectSessionStatus, at: Date): void {
  const present = statusAt(session, at);
  if (present === 'expired') throw new DomainError('session_expired', 'This connect session has expired. Begin a new one.');
  if (present !== status) throw new DomainError('session_not_open', `This connect session is ${present}, not ${status}.`);
}

/**
 * Guards what any open session can do.
 * @throws DomainError `session_expired` when its time is over, `session_not_open` when it has ended.
 */
export function assertOpen(session: ConnectSession, at: Date): void {
  assertStatus(session, session.status === 'awaiting_completion' ? 'awaiting_completion' : 'awaiting_authorization', at);
}

/** Whether this caller began the session; for whom is another question (`Initiator.onBehalfOf`). A configured service key that was rotated is still the same caller. */
export function wasBegunBy(session: ConnectSession, caller: Caller): boolean {
  return session.initiator.kind === caller.kind && session.initiator.id === caller.id;
}

function isUnfinished(session: ConnectSession): boolean {
  return session.status === 'awaiting_authorization' || session.status === 'awaiting_completion';
}
