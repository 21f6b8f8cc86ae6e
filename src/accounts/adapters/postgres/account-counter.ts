import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../../kernel/ids.js';
import { AccountCounter } from '../../../billing-limits/ports/account-counter.js';
import { Database } from '../../../runtime/database/database.js';

@Injectable()
export class PostgresAccountCounter extends AccountCounter {
  constructor(private readonly database: Database) {
    super();
  }

  override async count(workspaceId: WorkspaceId): Promise<number> {
    const row = await this.database.queryOne<{ count: number }>(
      'SELECT count(*)::int AS count FROM social_accounts WHERE workspace_id = $1 AND removed_at IS NULL',
      [workspaceId],
    );
    return row?.count ?? 0;
  }
}
