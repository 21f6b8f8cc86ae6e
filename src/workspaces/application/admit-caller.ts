import { authorize, type Caller } from '../../kernel/caller.js';
import { notFound } from '../../kernel/domain-error.js';
import { isWorkspaceId, type WorkspaceId } from '../../kernel/ids.js';
import type { Admission } from '../../kernel/ports/gatekeeper.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceRepository } from '../ports/workspace-repository.js';

export interface AdmitCallerInput {
  readonly caller: Caller;
  readonly admission: Admission;
}

/** Lets a caller go on, or tells why not, without telling a foreign workspace from one that does not exist. */
@UseCase()
export class AdmitCaller {
  constructor(private readonly workspaces: WorkspaceRepository) {}

  /** @throws DomainError `not_found`, `forbidden`. */
  async execute({ caller, admission }: AdmitCallerInput): Promise<void> {
    const { permission, workspaceId } = admission;
    if (workspaceId !== null) await this.assertFound(workspaceId, admission.workspaceMustExist);
    if (permission !== 'any-credential') authorize(caller, permission, workspaceId);
  }

  /**
   * Asked before the caller's rights, and for a foreign workspace too: a viewer of a workspace that is gone is told that
   * it is gone, and neither the answer nor the time it takes tells a stranger whether there is one.
   */
  private async assertFound(id: WorkspaceId, mustExist: boolean): Promise<void> {
    if (!isWorkspaceId(id)) throw notFound();
    if (mustExist && !(await this.workspaces.exists(id))) throw notFound();
  }
}
