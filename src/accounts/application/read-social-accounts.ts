import { notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { UseCase } from '../../kernel/use-case.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { SocialAccountRepository, type AccountFilter } from '../ports/social-account-repository.js';
import type { AccountHistoryView, SocialAccountView } from '../ports/social-account-view.js';

/** Lists the connected accounts of a workspace. */
@UseCase()
export class ListSocialAccounts {
  constructor(private readonly accounts: SocialAccountRepository) {}

  execute(workspaceId: WorkspaceId, filter: AccountFilter, page: PageRequest): Promise<Page<SocialAccountView>> {
    return this.accounts.list(workspaceId, filter, page);
  }
}

/** Reads one connected account. */
@UseCase()
export class ReadSocialAccount {
  constructor(private readonly accounts: SocialAccountRepository) {}

  /** @throws DomainError `not_found`. */
  async execute(workspaceId: WorkspaceId, accountId: AccountId): Promise<SocialAccountView> {
    const account = await this.accounts.view(workspaceId, accountId);
    if (account === null) throw notFound();
    return account;
  }
}

/** Reads what happened to a connected account, newest first. */
@UseCase()
export class ListAccountHistory {
  constructor(
    private readonly accounts: SocialAccountRepository,
    private readonly history: AccountHistoryRepository,
  ) {}

  /** @throws DomainError `not_found`. */
  async execute(workspaceId: WorkspaceId, accountId: AccountId, page: PageRequest): Promise<Page<AccountHistoryView>> {
    if ((await this.accounts.view(workspaceId, accountId)) === null) throw notFound();
    return this.history.list(workspaceId, accountId, page);
  }
}
