import type { Actor } from '../../kernel/caller.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import type { TokenSet } from '../../oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { renewed } from '../domain/grant.js';
import { found, verified, type AccountChange, type SocialAccount } from '../domain/social-account.js';
import { AccountHealth, type CheckSubject, type Finding } from '../ports/account-health.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import type { SocialAccountView } from '../ports/social-account-view.js';

/** Opens accounts to the health check and writes its findings down. */
@UseCase()
export class JudgeAccount extends AccountHealth {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly accounts: SocialAccountRepository,
    private readonly grants: GrantRepository,
    private readonly history: AccountHistoryRepository,
    private readonly transaction: Transaction,
  ) {
    super();
  }

  override async subject(workspaceId: WorkspaceId, accountId: AccountId): Promise<CheckSubject | null> {
    const account = await this.accounts.find(workspaceId, accountId);
    const grant = account?.grantId ? await this.grants.find(account.grantId) : null;
    if (account === null || grant === null) return null;
    const { platform, platformUserId, credentials } = account;
    const target = { platformUserId, tokens: grant.tokens, credentials };
    return { accountId, platform, target, grantId: grant.id, grantVersion: grant.version };
  }

  override async adoptRenewal(subject: CheckSubject, tokens: TokenSet, at: Date): Promise<boolean> {
    const grant = await this.grants.find(subject.grantId);
    if (grant === null || grant.version !== subject.grantVersion) return false;
    const { renewal, scopes } = this.registry.require(subject.platform);
    return this.grants.replace(renewed(grant, tokens, { renewal, requestedScopes: scopes }, at));
  }

  override async record(
    workspaceId: WorkspaceId,
    subject: CheckSubject,
    finding: Finding,
    actor: Actor,
    at: Date,
  ): Promise<void> {
    await this.transaction.run(async () => {
      const account = await this.accounts.lock(workspaceId, subject.accountId);
      if (account === null || !(await this.stillStands(account, subject))) return;
      const { account: judged, event } = judge(account, finding, actor, at);
      await this.accounts.save(judged);
      if (event !== null) await this.history.append(event);
    });
  }

  override view(workspaceId: WorkspaceId, accountId: AccountId): Promise<SocialAccountView | null> {
    return this.accounts.view(workspaceId, accountId);
  }

  /** Somebody who connected again or renewed meanwhile knows better. */
  private async stillStands(account: SocialAccount, subject: CheckSubject): Promise<boolean> {
    if (account.grantId !== subject.grantId) return false;
    const grant = await this.grants.find(subject.grantId);
    return grant?.version === subject.grantVersion;
  }
}

function judge(account: SocialAccount, finding: Finding, actor: Actor, at: Date): AccountChange {
  if (finding.kind === 'healthy') return verified(account, actor, at);
  return found(account, finding.reason, actor, at, finding.missingScopes);
}
