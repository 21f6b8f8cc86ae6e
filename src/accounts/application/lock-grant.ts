import type { GrantId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import type { Grant } from '../domain/grant.js';
import { GrantRepository } from '../ports/grant-repository.js';

/**
 * Takes hold of a grant inside the transaction of who calls it. Locks are taken in one order everywhere, so that two writers queue up
 * instead of deadlocking: the workspace, the person, the grant, then accounts (a shared grant has accounts of other workspaces).
 */
@UseCase()
export class LockGrant {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly grants: GrantRepository,
  ) {}

  /** The grant as it is once nobody else may change it, or `null` when it was wiped. */
  async execute(id: GrantId): Promise<Grant | null> {
    const grant = await this.grants.find(id);
    if (grant === null) return null;
    // A platform that this release does not know shares its app with none.
    const developerPlatform = this.registry.find(grant.platform)?.facts.developerPlatform ?? grant.platform;
    await this.grants.lockPerson({ ...grant, developerPlatform });
    return this.grants.lockByHolder(grant);
  }
}
