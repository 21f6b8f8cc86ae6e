import type { Actor } from '../../kernel/caller.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import type { ReasonCode } from './status-reason.js';

export type AccountEventType =
  | 'connected'
  | 'reconnected'
  | 'activated'
  | 'deactivated'
  | 'status_changed'
  | 'scopes_changed'
  | 'disconnected';

/** Something that happened to an account: one line of its history. */
export interface AccountEvent {
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
  readonly type: AccountEventType;
  readonly at: Date;
  readonly actor: Actor;
  readonly reason: ReasonCode | null;
  /** Further facts, such as the status before and after. Never a secret. */
  readonly data: Readonly<Record<string, unknown>>;
}
