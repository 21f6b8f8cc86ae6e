import type { GrantId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { Renewal, TokenSet } from '../../kernel/authorization.js';

/** One person at one app of ours, whichever platforms use that app and whichever workspaces they connected. */
export interface AppPerson {
  /** Where the app is registered. */
  readonly developerPlatform: string;
  /** Our app's id there; the subject means nothing to another app. */
  readonly clientId: string;
  readonly subject: string;
}

/**
 * Whose authorization a grant is: that of one person at our app of one platform, within one workspace, or, where the platform keeps
 * one for the person whoever asked for it, of all workspaces (`workspaceId` is `null`).
 */
export interface GrantHolder {
  readonly workspaceId: WorkspaceId | null;
  readonly platform: PlatformKey;
  readonly clientId: string;
  readonly subject: string;
}

/** What one person's authorization at one platform gave us. Several accounts can stand on it. */
export interface Grant extends GrantHolder {
  readonly id: GrantId;
  readonly tokens: TokenSet;
  readonly scopes: readonly string[];
  /** The moment from which only a person can renew it and which no renewal moves; `null` when there is none. */
  readonly reauthorizeBy: Date | null;
  /** Grows with every new set of tokens; a writer that saw an older one has lost. */
  readonly version: number;
  readonly obtainedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The facts of a platform that decide how its grants live. */
export interface GrantPolicy {
  readonly renewal: Renewal;
  /** The scopes that were asked for: what was granted when the platform does not say (RFC 6749, 5.1). */
  readonly requestedScopes: readonly string[];
}

/** The grant of a person who authorizes for the first time here. */
export function newGrant(id: GrantId, holder: GrantHolder, tokens: TokenSet, policy: GrantPolicy, at: Date): Grant {
  return {
    id,
    ...holder,
    tokens,
    scopes: tokens.scopes ?? policy.requestedScopes,
    reauthorizeBy: reauthorizeBy(tokens, policy.renewal),
    version: 1,
    obtainedAt: at,
    createdAt: at,
    updatedAt: at,
  };
}

/** A newer authorization was found to be of no use, the present one works on: its tokens stay. */
export function outlived(grant: Grant, obtainedAt: Date, at: Date): Grant {
  if (obtainedAt <= grant.obtainedAt) return grant;
  return { ...grant, obtainedAt, version: grant.version + 1, updatedAt: at };
}

/**
 * A new authorization of the same person: its tokens replace the old ones. A refresh token that did not come again stays
 * (some platforms give it only the first time), unless its end has come.
 */
export function reauthorized(grant: Grant, tokens: TokenSet, policy: GrantPolicy, at: Date): Grant {
  const end = grant.tokens.refreshTokenExpiresAt;
  const known = end !== null && end <= at ? withoutRefreshToken(grant) : grant;
  return { ...withTokens(known, tokens, policy, at), scopes: tokens.scopes ?? policy.requestedScopes, obtainedAt: at };
}

/** A renewal: what the platform left out stays as it was. */
export function renewed(grant: Grant, tokens: TokenSet, policy: GrantPolicy, at: Date): Grant {
  return { ...withTokens(grant, tokens, policy, at), scopes: tokens.scopes ?? grant.scopes };
}

/** The grant without a refresh token that is known to be of no use any more. */
export function withoutRefreshToken(grant: Grant): Grant {
  return { ...grant, tokens: { ...grant.tokens, refreshToken: null, refreshTokenExpiresAt: null } };
}

/** Scopes that a new authorization brought or lacks. */
export interface ScopeChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** `null`: they are the same, in whatever order. */
export function scopeChange(before: readonly string[], after: readonly string[]): ScopeChange | null {
  const added = after.filter((scope) => !before.includes(scope));
  const removed = before.filter((scope) => !after.includes(scope));
  return added.length + removed.length === 0 ? null : { added, removed };
}

function withTokens(grant: Grant, fresh: TokenSet, policy: GrantPolicy, at: Date): Grant {
  const tokens = merged(grant.tokens, fresh);
  return { ...grant, tokens, reauthorizeBy: reauthorizeBy(tokens, policy.renewal), version: grant.version + 1, updatedAt: at };
}

/** A refresh token that did not come keeps the old one together with its expiry; one that came brings its own. */
function merged(old: TokenSet, fresh: TokenSet): TokenSet {
  const tokens = {
    ...fresh,
    server: fresh.server ?? old.server,
    clientId: fresh.clientId ?? old.clientId,
    recovery: fresh.recovery ?? old.recovery,
  };
  if (fresh.refreshToken !== null) return keepRefreshExpiry(old, tokens);
  return {
    ...tokens,
    refreshToken: old.refreshToken,
    refreshTokenExpiresAt: fresh.refreshTokenExpiresAt ?? old.refreshTokenExpiresAt,
  };
}

/** The same refresh token handed back without an expiry still ends when it was said to end. */
function keepRefreshExpiry(old: TokenSet, fresh: TokenSet): TokenSet {
  if (fresh.refreshTokenExpiresAt !== null || !sameRefreshToken(old, fresh)) return fresh;
  return { ...fresh, refreshTokenExpiresAt: old.refreshTokenExpiresAt };
}

function sameRefreshToken(one: TokenSet, other: TokenSet): boolean {
  if (one.refreshToken === null || other.refreshToken === null) return false;
  const left = one.refreshToken;
  return other.refreshToken.use((value) => left.use((known) => known === value));
}

function reauthorizeBy(tokens: TokenSet, renewal: Renewal): Date | null {
  if (tokens.reauthorizeBy !== null) return tokens.reauthorizeBy;
  if (renewal.kind === 'extend-access-token') return null;
  if (renewal.kind === 'none' || tokens.refreshToken === null) return tokens.accessTokenExpiresAt;
  return renewal.rotates ? null : tokens.refreshTokenExpiresAt;
}
