import { Injectable } from '@nestjs/common';
import type { Actor, KeyScope } from '../../../kernel/caller.js';
import { asId, type ApiKeyId, type WorkspaceId } from '../../../kernel/ids.js';
import { cutPage, type Page, type PageRequest } from '../../../kernel/page.js';
import { Database } from '../../../runtime/database/database.js';
import type { ApiKey, ServiceKey, WorkspaceKey } from '../../domain/api-key.js';
import { ApiKeyRepository } from '../../ports/api-key-repository.js';

interface ServiceKeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly created_by_type: Actor['type'];
  readonly created_by_id: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

interface WorkspaceKeyRow extends ServiceKeyRow {
  readonly workspace_id: string;
  readonly scopes: KeyScope[];
}

type KeyRow = (ServiceKeyRow & { readonly kind: 'service' }) | (WorkspaceKeyRow & { readonly kind: 'workspace' });

const columns = 'id, kind, workspace_id, name, hint, scopes, created_by_type, created_by_id, created_at, last_used_at';

@Injectable()
export class PostgresApiKeyRepository extends ApiKeyRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert(key: ApiKey, digest: string): Promise<boolean> {
    const workspaceId = key.kind === 'workspace' ? key.workspaceId : null;
    const scopes = key.kind === 'workspace' ? key.scopes : [];
    // Locks the workspace against a concurrent delete, which would turn the insert into a foreign key violation.
    const rows = await this.database.query(
      `WITH workspace AS (SELECT id FROM workspaces WHERE id = $3 FOR KEY SHARE)
       INSERT INTO api_keys (id, kind, workspace_id, name, hint, scopes, created_by_type, created_by_id, created_at, last_used_at, key_hash)
       SELECT $1::uuid, $2, $3, $4, $5, $6::text[], $7, $8, $9::timestamptz, $10::timestamptz, $11
       WHERE $3::text IS NULL OR EXISTS (SELECT FROM workspace)
       RETURNING id`,
      [
        key.id, key.kind, workspaceId, key.name ?? '', key.hint, scopes,
        key.createdBy.type, key.createdBy.id, key.createdAt, key.lastUsedAt, digest,
      ],
    );
    return rows.length === 1;
  }

  override async findByDigest(digest: string): Promise<ApiKey | null> {
    const row = await this.database.queryOne<KeyRow>(
      `SELECT ${columns} FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
      [digest],
    );
    if (row === null) return null;
    return row.kind === 'service' ? toServiceKey(row) : toWorkspaceKey(row);
  }

  override async noteUse(id: ApiKeyId, at: Date): Promise<void> {
    await this.database.query(
      `UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2) AND revoked_at IS NULL`,
      [id, at],
    );
  }

  override async list(workspaceId: WorkspaceId, { limit, position }: PageRequest): Promise<Page<WorkspaceKey>> {
    const rows = await this.database.query<WorkspaceKeyRow>(
      `SELECT ${columns} FROM api_keys
       WHERE workspace_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id < $2::uuid)
       ORDER BY id DESC LIMIT $3`,
      [workspaceId, position?.[0] ?? null, limit + 1],
    );
    return cutPage(rows.map(toWorkspaceKey), limit, (key) => [key.id]);
  }

  override async revoke(workspaceId: WorkspaceId, id: ApiKeyId, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE api_keys SET revoked_at = $3 WHERE id = $2 AND workspace_id = $1 AND revoked_at IS NULL RETURNING id`,
      [workspaceId, id, at],
    );
    return rows.length === 1;
  }

  override async listService(): Promise<readonly ServiceKey[]> {
    const rows = await this.database.query<ServiceKeyRow>(
      `SELECT ${columns} FROM api_keys WHERE kind = 'service' AND revoked_at IS NULL ORDER BY id DESC`,
    );
    return rows.map(toServiceKey);
  }

  override async revokeService(id: ApiKeyId, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND kind = 'service' AND revoked_at IS NULL RETURNING id`,
      [id, at],
    );
    return rows.length === 1;
  }
}

function toServiceKey(row: ServiceKeyRow): ServiceKey {
  return {
    kind: 'service',
    id: asId<ApiKeyId>(row.id),
    name: row.name === '' ? null : row.name,
    hint: row.hint,
    createdBy: { type: row.created_by_type, id: row.created_by_id },
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

function toWorkspaceKey(row: WorkspaceKeyRow): WorkspaceKey {
  return { ...toServiceKey(row), kind: 'workspace', workspaceId: asId<WorkspaceId>(row.workspace_id), scopes: row.scopes };
}
