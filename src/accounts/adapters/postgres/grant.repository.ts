import { Injectable } from '@nestjs/common';
import { asId, type GrantId, type PlatformKey, type WorkspaceId } from '../../../kernel/ids.js';
import { Sealer, type SealContext } from '../../../kernel/ports/sealer.js';
import { Transaction } from '../../../kernel/ports/transaction.js';
import type { SealedColumn } from '../../../kernel/sealed-column.js';
import { Database } from '../../../runtime/database/database.js';
import type { AppPerson, Grant, GrantHolder } from '../../domain/grant.js';
import { GrantRepository } from '../../ports/grant-repository.js';
import { tokensFromText, tokensToText } from './sealed-values.js';

interface GrantRow {
  readonly id: string;
  readonly workspace_id: string | null;
  readonly platform: string;
  readonly client_id: string;
  readonly subject: string;
  readonly sealed_tokens: string;
  readonly scopes: string[];
  readonly access_token_expires_at: Date | null;
  readonly refresh_token_expires_at: Date | null;
  readonly reauthorize_by: Date | null;
  readonly version: number;
  readonly obtained_at: Date;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Token sets of grants. */
export const grantTokens: SealedColumn = {
  table: 'grants',
  column: 'sealed_tokens',
  purpose: 'grant.tokens',
  record: 'id',
  owner: 'owner',
};

@Injectable()
export class PostgresGrantRepository extends GrantRepository {
  constructor(
    private readonly database: Database,
    private readonly transaction: Transaction,
    private readonly sealer: Sealer,
  ) {
    super();
  }

  override async find(id: GrantId): Promise<Grant | null> {
    const row = await this.database.queryOne<GrantRow>('SELECT * FROM grants WHERE id = $1', [id]);
    return row === null ? null : this.toGrant(row);
  }

  override findByHolder(holder: GrantHolder): Promise<Grant | null> {
    return this.ofHolder(holder, '');
  }

  override lockByHolder(holder: GrantHolder): Promise<Grant | null> {
    return this.ofHolder(holder, 'FOR UPDATE');
  }

  override async lockPerson({ developerPlatform, clientId, subject }: AppPerson): Promise<void> {
    const name = JSON.stringify(['app-person', developerPlatform, clientId, subject]);
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  }

  override async insert(grant: Grant): Promise<void> {
    await this.database.query(
      `INSERT INTO grants (id, workspace_id, platform, client_id, subject, sealed_tokens, scopes, access_token_expires_at,
         refresh_token_expires_at, reauthorize_by, version, obtained_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        grant.id,
        grant.workspaceId,
        grant.platform,
        grant.clientId,
        grant.subject,
        this.sealer.seal(tokensToText(grant.tokens), contextOf(grant)),
        grant.scopes,
        grant.tokens.accessTokenExpiresAt,
        grant.tokens.refreshTokenExpiresAt,
        grant.reauthorizeBy,
        grant.version,
        grant.obtainedAt,
        grant.createdAt,
        grant.updatedAt,
      ],
    );
  }

  override async replace(grant: Grant): Promise<boolean> {
    const written = await this.database.query(
      `UPDATE grants SET sealed_tokens = $3, scopes = $4, access_token_expires_at = $5, refresh_token_expires_at = $6,
         reauthorize_by = $7, version = $8, obtained_at = $9, updated_at = $10
       WHERE id = $1 AND version = $2 RETURNING id`,
      [
        grant.id,
        grant.version - 1,
        this.sealer.seal(tokensToText(grant.tokens), contextOf(grant)),
        grant.scopes,
        grant.tokens.accessTokenExpiresAt,
        grant.tokens.refreshTokenExpiresAt,
        grant.reauthorizeBy,
        grant.version,
        grant.obtainedAt,
        grant.updatedAt,
      ],
    );
    return written.length === 1;
  }

  override async wipe(id: GrantId): Promise<void> {
    await this.database.query('DELETE FROM grants WHERE id = $1', [id]);
  }

  override wipeUnused(before: Date, limit: number): Promise<number> {
    return this.transaction.run(async () => {
      const unused = `workspace_id IS NULL AND obtained_at < $1 AND NOT EXISTS (SELECT FROM social_accounts a WHERE a.grant_id = grants.id)`;
      const rows = await this.database.query<{ id: string }>(`SELECT id FROM grants WHERE ${unused} LIMIT $2 FOR UPDATE SKIP LOCKED`, [before, limit]);
      // Looked at again under the lock: an account that came to stand on one meanwhile is seen only by a statement that began later.
      await this.database.query(`DELETE FROM grants WHERE ${unused} AND id = ANY ($2::uuid[])`, [before, rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  private async ofHolder({ workspaceId, platform, clientId, subject }: GrantHolder, lock: '' | 'FOR UPDATE'): Promise<Grant | null> {
    const owner = workspaceId === null ? 'workspace_id IS NULL' : 'workspace_id = $4';
    const row = await this.database.queryOne<GrantRow>(
      `SELECT * FROM grants WHERE platform = $1 AND client_id = $2 AND subject = $3 AND ${owner} ${lock}`,
      [platform, clientId, subject, ...(workspaceId === null ? [] : [workspaceId])],
    );
    return row === null ? null : this.toGrant(row);
  }

  private toGrant(row: GrantRow): Grant {
    const holder = {
      id: asId<GrantId>(row.id),
      workspaceId: row.workspace_id === null ? null : asId<WorkspaceId>(row.workspace_id),
      platform: asId<PlatformKey>(row.platform),
    };
    return {
      ...holder,
      clientId: row.client_id,
      subject: row.subject,
      tokens: tokensFromText(this.sealer.open(row.sealed_tokens, contextOf(holder))),
      scopes: row.scopes,
      reauthorizeBy: row.reauthorize_by,
      version: row.version,
      obtainedAt: row.obtained_at,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }
}

/** The owner is what stands in the generated column `owner`. */
function contextOf(grant: Pick<Grant, 'id' | 'workspaceId' | 'platform'>): SealContext {
  return { purpose: grantTokens.purpose, record: grant.id, owner: grant.workspaceId ?? `platform:${grant.platform}` };
}
