import type { WorkspaceId } from '../../kernel/ids.js';

/** How many accounts a workspace may still connect. Reconnecting and updating never count and never ask. */
export abstract class AccountLimits {
  /**
   * Resolves when `requested` more accounts fit. Call it inside the transaction that inserts them: it locks the workspace's row,
   * so that of concurrent inserts each sees the ones before.
   * @throws DomainError `account_limit_reached` with the members `plan`, `limit`, `used`, `requested` and `upgrade`;
   * `not_found` when the workspace is gone.
   */
  abstract assertRoom(workspaceId: WorkspaceId, requested: number): Promise<void>;
}
