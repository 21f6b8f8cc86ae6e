import type { WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Workspace, WorkspaceProfile } from '../domain/workspace.js';
import { WorkspaceRepository } from '../ports/workspace-repository.js';

export interface PutWorkspaceInput {
  readonly id: WorkspaceId;
  readonly profile: WorkspaceProfile;
}

/** Creates a workspace or replaces what is said of it. A lower plan disconnects nothing. */
@UseCase()
export class PutWorkspace {
  constructor(
    private readonly workspaces: WorkspaceRepository,
    private readonly clock: Clock,
  ) {}

  execute(input: PutWorkspaceInput): Promise<{ readonly workspace: Workspace; readonly created: boolean }> {
    return this.workspaces.save(input.id, input.profile, this.clock.now());
  }
}
