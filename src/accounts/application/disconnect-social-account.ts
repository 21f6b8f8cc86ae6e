import { actorOf, type Caller } from '../../kernel/caller.js';
import { notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import type { Grant } from '../domain/grant.js';
import { disconnect } from '../domain/social-account.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
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
    private readonly sessions: ConnectSessionRepository,
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
      const grant = grantId === null ? null : await this.lockGrant.execute(grantId);
      const account = await this.accounts.lock(input.workspaceId, input.accountId);
      if (account === null) throw notFound();
      const at = this.clock.now();
      const { account: removed, event } = disconnect(account, actorOf(input.caller), at);
      await this.accounts.save(removed);
      if (event !== null) await this.history.append(event);
      if (grant !== null && (await this.isUnused(grant, at))) await this.grants.wipe(grant.id);
    });
  }

  /**
   * Whether nobody stands on the grant any more. A shared one may have tokens that a session of another workspace waits for, which has older
   * ones of its own: the sweep wipes it when that session is over.
   */
  private async isUnused(grant: Grant, at: Date): Promise<boolean> {
    if ((await this.accounts.countOnGrant(grant.id)) > 0) return false;
    return grant.workspaceId !== null || !(await this.sessions.awaitsCompletion(grant.platform, at));
  }
}
