import { notFound } from '../../kernel/domain-error.js';
import type { ApiKeyId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

export interface RevokeWorkspaceKeyInput {
  readonly workspaceId: WorkspaceId;
  readonly keyId: ApiKeyId;
}

/** Ends a key of a workspace: the next request with it is refused, in every process. */
@UseCase()
export class RevokeWorkspaceKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` when the workspace has no such key (any more). */
  async execute({ workspaceId, keyId }: RevokeWorkspaceKeyInput): Promise<void> {
    if (!(await this.keys.revoke(workspaceId, keyId, this.clock.now()))) throw notFound();
  }
}
