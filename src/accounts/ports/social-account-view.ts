import type { AccountStatus, ReasonAction, ReasonCode } from '../domain/status-reason.js';

/** An account as callers see it: exactly the fields of the HTTP contract. */
export interface SocialAccountView {
  readonly id: string;
  readonly workspaceId: string;
  readonly platform: string;
  readonly network: string;
  readonly accountType: string;
  readonly platformUserId: string;
  readonly username: string | null;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
  readonly isActive: boolean;
  readonly status: AccountStatus;
  readonly statusReason: StatusReasonView | null;
  readonly scopes: readonly string[];
  readonly missingScopes: readonly string[];
  readonly tokenExpiresAt: Date | null;
  readonly reauthorizeBy: Date | null;
  readonly connectedAt: Date;
  readonly connectedBy: string;
  readonly lastVerifiedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StatusReasonView {
  readonly code: ReasonCode;
  readonly message: string;
  readonly since: Date;
  readonly action: ReasonAction;
}

/** One line of an account's history as callers see it. */
export interface AccountHistoryView {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly actor: { readonly type: 'user' | 'api_key' | 'system'; readonly id: string };
  readonly reason: { readonly code: ReasonCode; readonly message: string } | null;
  readonly data: Readonly<Record<string, unknown>>;
}
