import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { asId } from '../../src/kernel/ids.js';
import { createDataSource } from '../../src/runtime/database/data-source.js';
import { Database } from '../../src/runtime/database/database.js';
import { PostgresWorkspaceRepository } from '../../src/workspaces/adapters/postgres/workspace.repository.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** A migrated database of one suite's own, with what suites around workspaces do to it. */
export class WorkspaceDatabase {
  readonly database: Database;
  readonly #outside = new AsyncResource('outside any transaction');

  private constructor(
    private readonly server: TestDatabase,
    private readonly source: DataSource,
  ) {
    this.database = new Database(source);
  }

  static async open(): Promise<WorkspaceDatabase> {
    const server = await createTestDatabase();
    return new WorkspaceDatabase(server, await createDataSource({ url: server.url, poolSize: 8 }).initialize());
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.server.drop();
  }

  async empty(): Promise<void> {
    await this.database.query('TRUNCATE workspaces, api_keys CASCADE');
  }

  async addWorkspace(id: string, plan: string | null = null): Promise<void> {
    await this.database.query(
      `INSERT INTO workspaces (id, name, plan, owner_user_id, owner_name, owner_email, owner_locale, created_at, updated_at)
       VALUES ($1, $1, $2, 'u_1', 'Ana', 'ana@acme.test', 'en', now(), now())`,
      [id, plan],
    );
  }

  /** Accounts of every kind that counts: working, inactive, broken; each on a grant and with a line of history. */
  async addAccounts(workspaceId: string, count: number): Promise<void> {
    await this.database.query(
      `WITH granted AS (
         INSERT INTO grants (id, workspace_id, platform, client_id, subject, sealed_tokens, scopes, version, obtained_at, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'somewhere', 'app', gen_random_uuid()::text, 'sealed', '{}', 1, now(), now(), now()
         FROM generate_series(1, $2::int) RETURNING id, subject
       ), connected AS (
         INSERT INTO social_accounts (id, workspace_id, platform, platform_user_id, grant_id, network, account_type, display_name,
           is_active, status, missing_scopes, connected_at, connected_by, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'somewhere', subject, id, 'somewhere', 'personal', subject,
           row_number() OVER () % 3 <> 1, CASE row_number() OVER () % 3 WHEN 2 THEN 'disconnected' ELSE 'connected' END,
           '{}', now(), 'u_1', now(), now()
         FROM granted RETURNING id
       )
       INSERT INTO account_history (id, workspace_id, account_id, type, at, actor_type, actor_id, data)
       SELECT gen_random_uuid(), $1, id, 'connected', now(), 'user', 'u_1', '{}' FROM connected`,
      [workspaceId, count],
    );
  }

  /** Deletes one account as the service does: the row stays, without its grant. */
  async removeOneAccount(workspaceId: string): Promise<void> {
    await this.database.query(
      `UPDATE social_accounts SET removed_at = now(), grant_id = NULL
       WHERE id = (SELECT id FROM social_accounts WHERE workspace_id = $1 AND removed_at IS NULL LIMIT 1)`,
      [workspaceId],
    );
  }

  /** How many rows of a workspace stand in each table that has any. */
  async rowsOf(workspaceId: string): Promise<Readonly<Record<string, number>>> {
    const tables = await this.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'workspace_id' ORDER BY 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const row = await this.database.queryOne<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${name} WHERE workspace_id = $1`,
        [workspaceId],
      );
      if (row !== null && row.count > 0) counts[name] = row.count;
    }
    return counts;
  }

  /** Holds a workspace's lock in a transaction that ends when the answer is called; the answer resolves when it has ended. */
  async holdLock(workspaceId: string): Promise<() => Promise<void>> {
    const workspaces = new PostgresWorkspaceRepository(this.database);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let ended: Promise<void> = Promise.resolve();
    await new Promise<void>((locked) => {
      ended = this.database.run(async () => {
        await workspaces.lock(asId(workspaceId));
        locked();
        await held;
      });
    });
    return () => {
      release();
      return ended;
    };
  }

  /** Does something as if somebody else did it, also in the middle of a transaction. */
  outsideTransaction<T>(work: () => T): T {
    return this.#outside.runInAsyncScope(work);
  }

  /** Resolves when a statement of this database waits for a lock. */
  async untilSomebodyWaits(): Promise<void> {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await this.database.query(waiting)).length === 0) await setImmediate();
  }
}
