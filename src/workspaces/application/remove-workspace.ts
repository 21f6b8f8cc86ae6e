import { notFound } from '../../kernel/domain-error.js';
import type { WorkspaceId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceRepository } from '../ports/workspace-repository.js';

/** Wipes a workspace: every token, account, key and session of it. Nothing is revoked at the platforms. */
@UseCase()
export class RemoveWorkspace {
  constructor(private readonly workspaces: WorkspaceRepository) {}

  /** @throws DomainError `not_found` when there is none (any more). */
  async execute(id: WorkspaceId): Promise<void> {
    if (!(await this.workspaces.remove(id))) throw notFound();
  }
}
