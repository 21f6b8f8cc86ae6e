import { UseCase } from '../../kernel/use-case.js';
import type { ServiceKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

/** Lists the minted service keys that work, newest first. The configured ones stand in the configuration alone. */
@UseCase()
export class ListServiceKeys {
  constructor(private readonly keys: ApiKeyRepository) {}

  execute(): Promise<readonly ServiceKey[]> {
    return this.keys.listService();
  }
}
