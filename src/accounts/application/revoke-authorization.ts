import { notFound } from '../../kernel/domain-error.js';
import { Logger } from '../../kernel/ports/logger.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import type { Provider } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import type { Grant } from '../domain/grant.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { DisconnectSocialAccount, type DisconnectSocialAccountInput } from './disconnect-social-account.js';
import { LockGrant } from './lock-grant.js';

/** Whether the platform took the authorization back, and if not, why. Part of the HTTP contract. */
export interface Revocation {
  readonly revoked: boolean;
  readonly reason: null | 'other_accounts' | 'not_supported' | 'platform_refused';
}

/** What is to be given back, or why nothing is. */
type Decision = { readonly grant: Grant; readonly provider: Provider } | { readonly spared: 'other_accounts' | 'not_supported' };

/**
 * Disconnects an account and gives the authorization behind it back to the platform, where that hurts no other account.
 *
 * The platform is called when the account is gone for good: if this process ends in between, the authorization stays at the platform and
 * nobody here has its tokens any more.
 */
@UseCase()
export class RevokeAuthorization {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: SocialAccountRepository,
    private readonly lockGrant: LockGrant,
    private readonly disconnect: DisconnectSocialAccount,
    private readonly transaction: Transaction,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError `not_found` when the workspace has no such account. */
  async execute(input: DisconnectSocialAccountInput): Promise<Revocation> {
    const decision = await this.transaction.run(() => this.part(input));
    if ('spared' in decision) return { revoked: false, reason: decision.spared };
    return this.revoke(decision.grant, decision.provider);
  }

  /** Of two that part at the same time, the later one finds that it is the last. */
  private async part(input: DisconnectSocialAccountInput): Promise<Decision> {
    await this.workspaces.lock(input.workspaceId);
    const account = await this.accounts.find(input.workspaceId, input.accountId);
    if (account === null || account.grantId === null) throw notFound();
    const grant = await this.lockGrant.execute(account.grantId);
    await this.disconnect.execute(input);
    const provider = this.registry.find(account.platform)?.provider ?? null;
    if (grant === null || provider === null || provider.revocation === 'none') return { spared: 'not_supported' };
    return (await this.standing(grant, provider)) > 0 ? { spared: 'other_accounts' } : { grant, provider };
  }

  /** How many accounts would lose their access: those of the whole person, or those on this very token. */
  private standing(grant: Grant, provider: Provider): Promise<number> {
    if (provider.revocation === 'token') return this.accounts.countOnGrant(grant.id);
    const siblings = this.registry.list().filter(({ facts }) => facts.developerPlatform === provider.developerPlatform);
    return this.accounts.countOfPerson(siblings.map(({ facts }) => facts.platform), grant.clientId, grant.subject);
  }

  private async revoke(grant: Grant, provider: Provider): Promise<Revocation> {
    try {
      await provider.revoke(grant.tokens, grant.subject);
      return { revoked: true, reason: null };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.logger.warn('account.revocation_refused', { grantId: grant.id, platform: grant.platform, error });
      return { revoked: false, reason: 'platform_refused' };
    }
  }
}
