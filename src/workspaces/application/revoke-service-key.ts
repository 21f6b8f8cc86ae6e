import { notFound } from '../../kernel/domain-error.js';
import { asId, isUuid, type ApiKeyId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

/** Ends a minted service key: the next request with it is refused, in every process. */
@UseCase()
export class RevokeServiceKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param keyId As the operator wrote it.
   * @throws DomainError `not_found` when there is no such key (any more).
   */
  async execute(keyId: string): Promise<void> {
    const revoked = isUuid(keyId) && (await this.keys.revokeService(asId<ApiKeyId>(keyId), this.clock.now()));
    if (!revoked) throw notFound();
  }
}
