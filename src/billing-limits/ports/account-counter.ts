import type { WorkspaceId } from '../../kernel/ids.js';

/** Counts what the plan limits. Implemented by the module that keeps the accounts. */
export abstract class AccountCounter {
  /**
   * How many accounts the workspace has: inactive and broken ones too, deleted ones not; 0 for an unknown workspace.
   * Inside a transaction it sees that transaction's own writes.
   */
  abstract count(workspaceId: WorkspaceId): Promise<number>;
}
