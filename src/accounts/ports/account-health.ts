import type { Actor } from '../../kernel/caller.js';
import type { AccountId, GrantId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { ProbeTarget, TokenSet } from '../../oauth-providers/ports/provider.js';
import type { ReasonCode } from '../domain/status-reason.js';
import type { SocialAccountView } from './social-account-view.js';

/** An account as it is asked about at its platform. */
export interface CheckSubject {
  readonly accountId: AccountId;
  readonly platform: PlatformKey;
  readonly target: ProbeTarget;
  readonly grantId: GrantId;
  /** Of the tokens in `target`; a finding about older tokens than the stored ones says nothing. */
  readonly grantVersion: number;
}

/** What asking came to. */
export type Finding =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'trouble'; readonly reason: ReasonCode; readonly missingScopes: readonly string[] };

/** The door through which accounts are looked at and judged. */
export abstract class AccountHealth {
  /** The account with the tokens to ask with, or `null` when the workspace has no such account. */
  abstract subject(workspaceId: WorkspaceId, accountId: AccountId): Promise<CheckSubject | null>;

  /**
   * Stores renewed tokens in one write. Answers `false`, and writes nothing, when the grant moved on or was wiped meanwhile.
   */
  abstract adoptRenewal(subject: CheckSubject, tokens: TokenSet, at: Date): Promise<boolean>;

  /**
   * Writes what was found, with a line of history where the status changes. Writes nothing for a finding about tokens that are
   * no longer the stored ones, or about an account that was disconnected meanwhile.
   */
  abstract record(
    workspaceId: WorkspaceId,
    subject: CheckSubject,
    finding: Finding,
    actor: Actor,
    at: Date,
  ): Promise<void>;

  /** The account as it is now, or `null` when it was disconnected meanwhile. */
  abstract view(workspaceId: WorkspaceId, accountId: AccountId): Promise<SocialAccountView | null>;
}
