import type { ApiKeyId, WorkspaceId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { ApiKey, ServiceKey, WorkspaceKey } from '../domain/api-key.js';

/** Keeps API keys by the digest of their text. A revoked key is to every method as if it did not exist. */
export abstract class ApiKeyRepository {
  /**
   * Keeps a new key; `false`, and nothing kept, when its workspace does not exist (any more).
   * @throws Error when a key of this digest exists.
   */
  abstract insert(key: ApiKey, digest: string): Promise<boolean>;

  /** The key of this digest, or `null`. Always read afresh, so that revoking takes effect at once in every process. */
  abstract findByDigest(digest: string): Promise<ApiKey | null>;

  /** Writes down that the key was presented at `at`; nothing happens when a later use is already written. */
  abstract noteUse(id: ApiKeyId, at: Date): Promise<void>;

  /** The workspace's keys, newest first; a position is `[id]`. */
  abstract list(workspaceId: WorkspaceId, page: PageRequest): Promise<Page<WorkspaceKey>>;

  /** Revokes a key of this workspace; `false` when it has none of this id. */
  abstract revoke(workspaceId: WorkspaceId, id: ApiKeyId, at: Date): Promise<boolean>;

  /** Every minted service key, newest first. */
  abstract listService(): Promise<readonly ServiceKey[]>;

  /** Revokes a minted service key; `false` when there is none of this id. */
  abstract revokeService(id: ApiKeyId, at: Date): Promise<boolean>;
}
