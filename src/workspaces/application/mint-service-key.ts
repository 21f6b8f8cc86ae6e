import { systemActor } from '../../kernel/caller.js';
import { asId, type ApiKeyId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Random } from '../../kernel/ports/random.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import { hintOf, keyText, type ServiceKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

export interface MintServiceKeyInput {
  readonly name: string;
}

/** Makes a key that may do everything. Only the operator's command line offers it. */
@UseCase()
export class MintServiceKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  async execute(input: MintServiceKeyInput): Promise<{ readonly key: ServiceKey; readonly text: Secret }> {
    const text = keyText('service', this.random.token());
    const key: ServiceKey = {
      kind: 'service',
      id: asId<ApiKeyId>(this.random.uuid()),
      name: input.name,
      hint: hintOf(text),
      createdBy: systemActor,
      createdAt: this.clock.now(),
      lastUsedAt: null,
    };
    await this.keys.insert(key, this.digest.sha256(text));
    return { key, text };
  }
}
