import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { AccountEvent } from '../domain/account-event.js';
import type { AccountHistoryView } from './social-account-view.js';

/** Who did what to an account, when, and why its status changed. */
export abstract class AccountHistoryRepository {
  abstract append(event: AccountEvent): Promise<void>;

  /** Newest first. */
  abstract list(workspaceId: WorkspaceId, accountId: AccountId, page: PageRequest): Promise<Page<AccountHistoryView>>;
}
