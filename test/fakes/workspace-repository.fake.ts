import type { WorkspaceId } from '../../src/kernel/ids.js';
import type { Workspace, WorkspaceProfile } from '../../src/workspaces/domain/workspace.js';
import { WorkspaceRepository } from '../../src/workspaces/ports/workspace-repository.js';

/** Workspaces in memory. One thing at a time happens in it, so `lock` has nobody to keep out. */
export class FakeWorkspaceRepository extends WorkspaceRepository {
  readonly #workspaces = new Map<WorkspaceId, Workspace>();

  override find(id: WorkspaceId): Promise<Workspace | null> {
    return Promise.resolve(this.#workspaces.get(id) ?? null);
  }

  override exists(id: WorkspaceId): Promise<boolean> {
    return Promise.resolve(this.#workspaces.has(id));
  }

  override lock(id: WorkspaceId): Promise<Workspace | null> {
    return this.find(id);
  }

  override save(id: WorkspaceId, profile: WorkspaceProfile, at: Date): Promise<{ workspace: Workspace; created: boolean }> {
    const known = this.#workspaces.get(id);
    const workspace = { ...profile, id, createdAt: known?.createdAt ?? at, updatedAt: at };
    this.#workspaces.set(id, workspace);
    return Promise.resolve({ workspace, created: known === undefined });
  }

  override remove(id: WorkspaceId): Promise<boolean> {
    return Promise.resolve(this.#workspaces.delete(id));
  }
}
