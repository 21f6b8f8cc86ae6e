import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { asId, type WorkspaceId } from '../../../kernel/ids.js';
import { Database } from '../../../runtime/database/database.js';
import type { Plan, Workspace, WorkspaceProfile } from '../../domain/workspace.js';
import { WorkspaceRepository } from '../../ports/workspace-repository.js';

interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
  readonly plan: Plan | null;
  readonly owner_user_id: string;
  readonly owner_name: string;
  readonly owner_email: string;
  readonly owner_locale: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const removalAttempts = 5;

@Injectable()
export class PostgresWorkspaceRepository extends WorkspaceRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override find(id: WorkspaceId): Promise<Workspace | null> {
    return this.selectOne('id = $1', id);
  }

  override async exists(id: WorkspaceId): Promise<boolean> {
    return (await this.database.queryOne('SELECT 1 AS found FROM workspaces WHERE id = $1', [id])) !== null;
  }

  /** `NO KEY`: rows that refer to the workspace may still be inserted meanwhile, so that no insert can deadlock with the lock. */
  override lock(id: WorkspaceId): Promise<Workspace | null> {
    return this.selectOne('id = $1 FOR NO KEY UPDATE', id);
  }

  override async save(id: WorkspaceId, profile: WorkspaceProfile, at: Date): Promise<{ workspace: Workspace; created: boolean }> {
    const { owner } = profile;
    // xmax is 0 only in a row version that was inserted, not in one that the conflict turned into an update.
    const [row] = await this.database.query<WorkspaceRow & { readonly created: boolean }>(
      `INSERT INTO workspaces (id, name, plan, owner_user_id, owner_name, owner_email, owner_locale, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, plan = excluded.plan, owner_user_id = excluded.owner_user_id,
         owner_name = excluded.owner_name, owner_email = excluded.owner_email, owner_locale = excluded.owner_locale,
         updated_at = excluded.updated_at
       RETURNING *, xmax = 0 AS created`,
      [id, profile.name, profile.plan, owner.userId, owner.name, owner.email, owner.locale, at],
    );
    if (row === undefined) throw new Error('saving a workspace answered no row');
    return { workspace: toWorkspace(row), created: row.created };
  }

  /**
   * Wiping takes every row of the workspace, in an order that writers at work on them cannot keep. PostgreSQL resolves such a
   * deadlock by ending one of the two; when it is the wiping, it is done again: the writer is through by then.
   */
  override async remove(id: WorkspaceId): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const removed = await this.database.query('DELETE FROM workspaces WHERE id = $1 RETURNING id', [id]);
        return removed.length === 1;
      } catch (error) {
        if (attempt === removalAttempts || !isDeadlock(error)) throw error;
      }
    }
  }

  private async selectOne(condition: string, id: WorkspaceId): Promise<Workspace | null> {
    const row = await this.database.queryOne<WorkspaceRow>(`SELECT * FROM workspaces WHERE ${condition}`, [id]);
    return row === null ? null : toWorkspace(row);
  }
}

function toWorkspace(row: WorkspaceRow): Workspace {
  return {
    id: asId<WorkspaceId>(row.id),
    name: row.name,
    plan: row.plan,
    owner: { userId: row.owner_user_id, name: row.owner_name, email: row.owner_email, locale: row.owner_locale },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function isDeadlock(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { readonly code?: string }).code === '40P01';
}
