import { notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Logger } from '../../kernel/ports/logger.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Provider } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import type { Grant } from '../domain/grant.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';

/** Whether the platform took the authorization back, and if not, why. Part of the HTTP contract. */
export interface Revocation {
  readonly revoked: boolean;
  readonly reason: null | 'other_accounts' | 'not_supported' | 'platform_refused';
}

/** Gives the authorization behind an account back to the platform, where that hurts no other account. */
@UseCase()
export class RevokeAuthorization {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly accounts: SocialAccountRepository,
    private readonly grants: GrantRepository,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError `not_found` when the workspace has no such account. */
  async execute(workspaceId: WorkspaceId, accountId: AccountId): Promise<Revocation> {
    const account = await this.accounts.find(workspaceId, accountId);
    if (account === null || account.grantId === null) throw notFound();
    const grant = await this.grants.find(account.grantId);
    const provider = this.registry.find(account.platform)?.provider ?? null;
    if (grant === null || provider === null || provider.revocation === 'none') return { revoked: false, reason: 'not_supported' };
    if ((await this.standing(grant, provider)) > 1) return { revoked: false, reason: 'other_accounts' };
    return this.revoke(grant, provider);
  }

  /** How many accounts would lose their access: those of the whole person, or those on this very token. */
  private standing(grant: Grant, provider: Provider): Promise<number> {
    if (provider.revocation === 'token') return this.accounts.countOnGrant(grant.id);
    return this.accounts.countOfPerson(grant.platform, grant.clientId, grant.subject);
  }

  private async revoke(grant: Grant, provider: Provider): Promise<Revocation> {
    try {
      await provider.revoke(grant.tokens);
      return { revoked: true, reason: null };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.logger.warn('account.revocation_refused', { grantId: grant.id, platform: grant.platform, error });
      return { revoked: false, reason: 'platform_refused' };
    }
  }
}
