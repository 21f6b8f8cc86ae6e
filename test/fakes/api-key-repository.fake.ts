import type { ApiKeyId, WorkspaceId } from '../../src/kernel/ids.js';
import { cutPage, type Page, type PageRequest } from '../../src/kernel/page.js';
import type { ApiKey, ServiceKey, WorkspaceKey } from '../../src/workspaces/domain/api-key.js';
import { ApiKeyRepository } from '../../src/workspaces/ports/api-key-repository.js';
import type { WorkspaceRepository } from '../../src/workspaces/ports/workspace-repository.js';

/** API keys in memory, beside the workspaces that they belong to. */
export class FakeApiKeyRepository extends ApiKeyRepository {
  readonly #byDigest = new Map<string, ApiKey>();

  constructor(private readonly workspaces: WorkspaceRepository) {
    super();
  }

  override async insert(key: ApiKey, digest: string): Promise<boolean> {
    if (this.#byDigest.has(digest)) throw new Error('a key of this digest exists');
    if (key.kind === 'workspace' && !(await this.workspaces.exists(key.workspaceId))) return false;
    this.#byDigest.set(digest, key);
    return true;
  }

  override async findByDigest(digest: string): Promise<ApiKey | null> {
    const key = this.#byDigest.get(digest);
    if (key === undefined) return null;
    return key.kind === 'service' || (await this.workspaces.exists(key.workspaceId)) ? key : null;
  }

  override noteUse(id: ApiKeyId, at: Date): Promise<void> {
    for (const [digest, key] of this.#byDigest) {
      const later = key.lastUsedAt === null || key.lastUsedAt < at;
      if (key.id === id && later) this.#byDigest.set(digest, { ...key, lastUsedAt: at });
    }
    return Promise.resolve();
  }

  override list(workspaceId: WorkspaceId, { limit, position }: PageRequest): Promise<Page<WorkspaceKey>> {
    const before = position?.[0];
    const rows = this.#newestFirst().filter(
      (key): key is WorkspaceKey => key.kind === 'workspace' && key.workspaceId === workspaceId && (before === undefined || key.id < before),
    );
    return Promise.resolve(cutPage(rows, limit, (key) => [key.id]));
  }

  override revoke(workspaceId: WorkspaceId, id: ApiKeyId): Promise<boolean> {
    return Promise.resolve(this.#remove((key) => key.id === id && key.kind === 'workspace' && key.workspaceId === workspaceId));
  }

  override listService(): Promise<readonly ServiceKey[]> {
    return Promise.resolve(this.#newestFirst().filter((key) => key.kind === 'service'));
  }

  override revokeService(id: ApiKeyId): Promise<boolean> {
    return Promise.resolve(this.#remove((key) => key.id === id && key.kind === 'service'));
  }

  #newestFirst(): ApiKey[] {
    return [...this.#byDigest.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  #remove(meant: (key: ApiKey) => boolean): boolean {
    const found = [...this.#byDigest].find(([, key]) => meant(key));
    return found !== undefined && this.#byDigest.delete(found[0]);
  }
}
