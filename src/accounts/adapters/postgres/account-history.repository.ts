import { Injectable } from '@nestjs/common';
import type { AccountId, WorkspaceId } from '../../../kernel/ids.js';
import { cutPage, type Page, type PageRequest } from '../../../kernel/page.js';
import { Random } from '../../../kernel/ports/random.js';
import { Database } from '../../../runtime/database/database.js';
import type { AccountEvent } from '../../domain/account-event.js';
import { factsOf, type ReasonCode } from '../../domain/status-reason.js';
import { AccountHistoryRepository } from '../../ports/account-history-repository.js';
import type { AccountHistoryView } from '../../ports/social-account-view.js';

interface HistoryRow {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly actor_type: AccountHistoryView['actor']['type'];
  readonly actor_id: string;
  readonly reason_code: ReasonCode | null;
  readonly data: Readonly<Record<string, unknown>>;
}

@Injectable()
export class PostgresAccountHistoryRepository extends AccountHistoryRepository {
  constructor(
    private readonly database: Database,
    private readonly random: Random,
  ) {
    super();
  }

  override async append(event: AccountEvent): Promise<void> {
    await this.database.query(
      `INSERT INTO account_history (id, workspace_id, account_id, type, at, actor_type, actor_id, reason_code, data)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        this.random.uuid(),
        event.workspaceId,
        event.accountId,
        event.type,
        event.at,
        event.actor.type,
        event.actor.id,
        event.reason,
        JSON.stringify(event.data),
      ],
    );
  }

  override async list(workspaceId: WorkspaceId, accountId: AccountId, page: PageRequest): Promise<Page<AccountHistoryView>> {
    const before = page.position?.[0] ?? null;
    const rows = await this.database.query<HistoryRow>(
      `SELECT id, type, at, actor_type, actor_id, reason_code, data FROM account_history
       WHERE workspace_id = $1 AND account_id = $2 AND ($3::uuid IS NULL OR id < $3::uuid)
       ORDER BY id DESC LIMIT $4`,
      [workspaceId, accountId, before, page.limit + 1],
    );
    return cutPage(rows.map(toView), page.limit, (view) => [view.id]);
  }
}

function toView(row: HistoryRow): AccountHistoryView {
  return {
    id: row.id,
    type: row.type,
    at: row.at,
    actor: { type: row.actor_type, id: row.actor_id },
    reason: row.reason_code === null ? null : { code: row.reason_code, message: factsOf(row.reason_code).message },
    data: row.data,
  };
}
