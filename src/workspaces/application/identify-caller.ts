import type { Caller } from '../../kernel/caller.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import { looksMinted, shouldNoteUse, type ApiKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../ports/api-key-repository.js';
import { ConfiguredServiceKeys } from '../ports/configured-service-keys.js';
import { PersonTokens } from '../ports/person-tokens.js';

/** Finds out who presents a credential. Nothing is remembered between calls: a revoked key is refused at once. */
@UseCase()
export class IdentifyCaller {
  constructor(
    private readonly configuredKeys: ConfiguredServiceKeys,
    private readonly keys: ApiKeyRepository,
    private readonly tokens: PersonTokens,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /** The caller, or `null` when the credential is not well formed, unknown, revoked or expired. */
  async execute(credential: Secret): Promise<Caller | null> {
    if (this.configuredKeys.include(credential)) return { kind: 'service_key', id: 'service' };
    if (looksMinted(credential)) return this.holderOf(credential);
    return this.tokens.verify(credential);
  }

  private async holderOf(credential: Secret): Promise<Caller | null> {
    const key = await this.keys.findByDigest(this.digest.sha256(credential));
    if (key === null) return null;
    const now = this.clock.now();
    if (shouldNoteUse(key, now)) await this.keys.noteUse(key.id, now);
    return callerOf(key);
  }
}

function callerOf(key: ApiKey): Caller {
  if (key.kind === 'service') return { kind: 'service_key', id: key.id };
  return { kind: 'workspace_key', id: key.id, workspaceId: key.workspaceId, scopes: key.scopes };
}
