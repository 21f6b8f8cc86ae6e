import type { WorkspaceId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { UseCase } from '../../kernel/use-case.js';
import type { WorkspaceKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

export interface ListWorkspaceKeysInput {
  readonly workspaceId: WorkspaceId;
  readonly page: PageRequest;
}

/** Lists the keys of a workspace that work, newest first. */
@UseCase()
export class ListWorkspaceKeys {
  constructor(private readonly keys: ApiKeyRepository) {}

  execute(input: ListWorkspaceKeysInput): Promise<Page<WorkspaceKey>> {
    return this.keys.list(input.workspaceId, input.page);
  }
}
