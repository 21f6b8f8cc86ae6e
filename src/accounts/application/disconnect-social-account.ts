import { actorOf, type Caller } from '../../kernel/caller.js';
import { notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { disconnect } from '../domain/social-account.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { LockGrant } from './lock-grant.js';

export interface DisconnectSocialAccountInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
}

/** Takes an account out of its workspace and wipes its tokens. Nothing is said to the platform. */
@UseCase()
export class DisconnectSocialAccount {
  constructor(
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: SocialAccountRepository,
    private readonly grants: GrantRepository,
    private readonly lockGrant: LockGrant,
    private readonly history: AccountHistoryRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, also for an account that was disconnected already. */
  async execute(input: DisconnectSocialAccountInput): Promise<void> {
    await this.transaction.run(async () => {
      await this.workspaces.lock(input.workspaceId);
      const { grantId } = (await this.accounts.find(input.workspaceId, input.accountId)) ?? { grantId: null };
      if (grantId !== null) await this.lockGrant.execute(grantId);
      const account = await this.accounts.lock(input.workspaceId, input.accountId);
      if (account === null) throw notFound();
      const { account: removed, event } = disconnect(account, actorOf(input.caller), this.clock.now());
      await this.accounts.save(removed);
      if (event !== null) await this.history.append(event);
      if (account.grantId === null) return;
      if ((await this.accounts.countOnGrant(account.grantId)) === 0) await this.grants.wipe(account.grantId);
    });
  }
}
