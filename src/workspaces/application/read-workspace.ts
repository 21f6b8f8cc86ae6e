import { notFound } from '../../kernel/domain-error.js';
import type { WorkspaceId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Workspace } from '../domain/workspace.js';
import { WorkspaceRepository } from '../ports/workspace-repository.js';

/** Reads one workspace. */
@UseCase()
export class ReadWorkspace {
  constructor(private readonly workspaces: WorkspaceRepository) {}

  /** @throws DomainError `not_found`. */
  async execute(id: WorkspaceId): Promise<Workspace> {
    const workspace = await this.workspaces.find(id);
    if (workspace === null) throw notFound();
    return workspace;
  }
}
