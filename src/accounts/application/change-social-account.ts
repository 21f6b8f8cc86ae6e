import { actorOf, type Caller } from '../../kernel/caller.js';
import { notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { setActive } from '../domain/social-account.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';

export interface ChangeSocialAccountInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
  readonly isActive: boolean;
}

/** Makes an account take part in new posts, or not. Asking for what is already so changes nothing. */
@UseCase()
export class ChangeSocialAccount {
  constructor(
    private readonly accounts: SocialAccountRepository,
    private readonly history: AccountHistoryRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`. */
  async execute(input: ChangeSocialAccountInput): Promise<void> {
    await this.transaction.run(async () => {
      const account = await this.accounts.lock(input.workspaceId, input.accountId);
      if (account === null) throw notFound();
      const { account: changed, event } = setActive(account, input.isActive, actorOf(input.caller), this.clock.now());
      if (event === null) return;
      await this.accounts.save(changed);
      await this.history.append(event);
    });
  }
}
