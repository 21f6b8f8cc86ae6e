import type { WorkspaceId } from '../../kernel/ids.js';
import type { Workspace, WorkspaceProfile } from '../domain/workspace.js';
import { WorkspaceDirectory } from './workspace-directory.js';

/** Keeps workspaces. */
export abstract class WorkspaceRepository extends WorkspaceDirectory {
  /**
   * Creates the workspace or replaces what is said of it; `at` is the moment of the write, and `createdAt` stays
   * what it was. `created` tells which of the two happened; of concurrent calls for a new id exactly one creates.
   */
  abstract save(id: WorkspaceId, profile: WorkspaceProfile, at: Date): Promise<{ readonly workspace: Workspace; readonly created: boolean }>;

  /** Deletes the workspace and every row that belongs to it. `false` when there was none; of concurrent calls one answers `true`. */
  abstract remove(id: WorkspaceId): Promise<boolean>;
}
