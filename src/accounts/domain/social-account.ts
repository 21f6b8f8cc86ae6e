import type { Actor } from '../../kernel/caller.js';
import type { AccountId, GrantId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { Secret } from '../../kernel/secret.js';
import type { AccountEvent, AccountEventType } from './account-event.js';
import type { ScopeChange } from './grant.js';
import { concernsAuthorization, factsOf, type AccountStatus, type ReasonCode, type StatusReason } from './status-reason.js';

/** What a platform tells about an account; taken over anew at every connect. */
export interface AccountProfile {
  readonly network: string;
  readonly accountType: string;
  readonly username: string | null;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
}

/** The connection the product sees. It stands on a grant while it is connected; after a disconnect it is kept without one. */
export interface SocialAccount {
  readonly id: AccountId;
  readonly workspaceId: WorkspaceId;
  readonly platform: PlatformKey;
  /** The platform's immutable id of the account. */
  readonly platformUserId: string;
  readonly profile: AccountProfile;
  /** `null` after a disconnect. */
  readonly grantId: GrantId | null;
  /** The account's own token where it has one beside the grant. */
  readonly credentials: Secret | null;
  readonly isActive: boolean;
  readonly status: AccountStatus;
  readonly reason: StatusReason | null;
  readonly missingScopes: readonly string[];
  readonly connectedAt: Date;
  readonly connectedBy: string;
  readonly lastVerifiedAt: Date | null;
  /** When it was disconnected; `null` while it is not. */
  readonly removedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** An account after a change, and what its history says about it (`null`: nothing worth a line). */
export interface AccountChange {
  readonly account: SocialAccount;
  readonly event: AccountEvent | null;
}

/** What a completed connect brings to an account. */
export interface Connection {
  readonly profile: AccountProfile;
  readonly grantId: GrantId;
  readonly credentials: Secret | null;
  /** The person who authorized, as the product knows them. */
  readonly connectedBy: string;
  readonly actor: Actor;
  readonly at: Date;
}

/** The first connection of an identity in a workspace. */
export function firstConnection(
  identity: Pick<SocialAccount, 'id' | 'workspaceId' | 'platform' | 'platformUserId'>,
  connection: Connection,
): AccountChange {
  const account: SocialAccount = {
    ...identity,
    ...standing(connection),
    isActive: true,
    removedAt: null,
    createdAt: connection.at,
    updatedAt: connection.at,
  };
  return changed(account, 'connected', connection.actor, connection.at);
}

/** Connecting an identity that the workspace has, or had before it was disconnected: the same account goes on. */
export function connectAgain(account: SocialAccount, connection: Connection): AccountChange {
  const revived = account.removedAt !== null;
  const next: SocialAccount = {
    ...account,
    ...standing(connection),
    isActive: revived ? true : account.isActive,
    removedAt: null,
    updatedAt: connection.at,
  };
  return changed(next, revived ? 'connected' : 'reconnected', connection.actor, connection.at);
}

function standing(connection: Connection) {
  return {
    profile: connection.profile,
    grantId: connection.grantId,
    credentials: connection.credentials,
    status: 'connected',
    reason: null,
    missingScopes: [],
    connectedAt: connection.at,
    connectedBy: connection.connectedBy,
    lastVerifiedAt: connection.at,
  } as const;
}

/** Makes an account take part in new posts, or not. */
export function setActive(account: SocialAccount, isActive: boolean, actor: Actor, at: Date): AccountChange {
  if (account.isActive === isActive) return { account, event: null };
  return changed({ ...account, isActive, updatedAt: at }, isActive ? 'activated' : 'deactivated', actor, at);
}

/** Ends the connection: everything secret is let go, the rest is kept so that the same identity gets the same id again. */
export function disconnect(account: SocialAccount, actor: Actor, at: Date): AccountChange {
  return changed({ ...account, grantId: null, credentials: null, removedAt: at, updatedAt: at }, 'disconnected', actor, at);
}

/** The account was seen working at `at`: whatever was wrong with it is over. */
export function verified(account: SocialAccount, actor: Actor, at: Date): AccountChange {
  const next: SocialAccount = {
    ...account,
    status: 'connected',
    reason: null,
    missingScopes: [],
    lastVerifiedAt: at,
    updatedAt: account.reason === null ? account.updatedAt : at,
  };
  if (account.reason === null) return { account: next, event: null };
  return changed(next, 'status_changed', actor, at, transition(account, 'connected'));
}

/**
 * The person authorized anew, without picking this account: what was wrong with the authorization is over. An account with a
 * token of its own needs that anew, too; `null`: none came.
 */
export function healed(account: SocialAccount, credentials: Secret | null, actor: Actor, at: Date): AccountChange {
  if (account.credentials !== null && credentials === null) return { account, event: null };
  const renewed: SocialAccount = { ...account, credentials };
  if (account.reason === null || !concernsAuthorization(account.reason.code)) return { account: renewed, event: null };
  return verified(renewed, actor, at);
}

/** What history says when the scopes of an account's grant have changed. */
export function scopesChanged(account: SocialAccount, change: ScopeChange, actor: Actor, at: Date): AccountEvent {
  return { workspaceId: account.workspaceId, accountId: account.id, type: 'scopes_changed', at, actor, reason: null, data: { ...change } };
}

/** The account was found not working, for this reason. Finding the same again changes nothing. */
export function found(
  account: SocialAccount,
  code: ReasonCode,
  actor: Actor,
  at: Date,
  missingScopes: readonly string[] = [],
): AccountChange {
  if (account.reason?.code === code) return { account, event: null };
  const { status } = factsOf(code);
  const next: SocialAccount = { ...account, status, reason: { code, since: at }, missingScopes, updatedAt: at };
  const { account: result, event } = changed(next, 'status_changed', actor, at, transition(account, status));
  return { account: result, event: event === null ? null : { ...event, reason: code } };
}

function transition(account: SocialAccount, to: AccountStatus): Readonly<Record<string, unknown>> {
  return { from: account.status, to };
}

function changed(
  account: SocialAccount,
  type: AccountEventType,
  actor: Actor,
  at: Date,
  data: Readonly<Record<string, unknown>> = {},
): AccountChange {
  return { account, event: { workspaceId: account.workspaceId, accountId: account.id, type, at, actor, reason: null, data } };
}
