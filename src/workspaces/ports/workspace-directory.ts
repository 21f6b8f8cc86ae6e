import type { WorkspaceId } from '../../kernel/ids.js';
import type { Workspace } from '../domain/workspace.js';

export type { Plan, Workspace, WorkspaceOwner } from '../domain/workspace.js';

/** What other modules may ask about workspaces. */
export abstract class WorkspaceDirectory {
  /** The workspace, or `null` when there is none of this id. */
  abstract find(id: WorkspaceId): Promise<Workspace | null>;

  /** Whether there is a workspace of this id. */
  abstract exists(id: WorkspaceId): Promise<boolean>;

  /**
   * Locks the workspace's row until the running transaction ends, and answers it; `null` when there is none.
   * Every writer that counts against the workspace takes this lock first, so that two of them never count at once.
   */
  abstract lock(id: WorkspaceId): Promise<Workspace | null>;
}
