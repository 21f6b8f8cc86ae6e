import { actorOf, type Caller, type KeyScope } from '../../kernel/caller.js';
import { notFound } from '../../kernel/domain-error.js';
import { asId, type ApiKeyId, type WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Random } from '../../kernel/ports/random.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import { hintOf, keyText, type WorkspaceKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';

export interface MintWorkspaceKeyInput {
  readonly workspaceId: WorkspaceId;
  readonly name: string | null;
  /** At least one, each once. */
  readonly scopes: readonly KeyScope[];
  readonly caller: Caller;
}

/** Makes a key for a workspace's script or integration. Its text is known to the answer alone; only its digest is kept. */
@UseCase()
export class MintWorkspaceKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` when the workspace is gone. */
  async execute(input: MintWorkspaceKeyInput): Promise<{ readonly key: WorkspaceKey; readonly text: Secret }> {
    const text = keyText('workspace', this.random.token());
    const key: WorkspaceKey = {
      kind: 'workspace',
      id: asId<ApiKeyId>(this.random.uuid()),
      workspaceId: input.workspaceId,
      name: input.name,
      hint: hintOf(text),
      scopes: input.scopes,
      createdBy: actorOf(input.caller),
      createdAt: this.clock.now(),
      lastUsedAt: null,
    };
    if (!(await this.keys.insert(key, this.digest.sha256(text)))) throw notFound();
    return { key, text };
  }
}
