import { Injectable } from '@nestjs/common';
import { asId, type AccountId, type GrantId, type PlatformKey, type WorkspaceId } from '../../../kernel/ids.js';
import { cutPage, type Page, type PageRequest } from '../../../kernel/page.js';
import { Sealer, type SealContext } from '../../../kernel/ports/sealer.js';
import type { SealedColumn } from '../../../kernel/sealed-column.js';
import { Database } from '../../../runtime/database/database.js';
import type { SocialAccount } from '../../domain/social-account.js';
import type { AccountStatus, ReasonCode } from '../../domain/status-reason.js';
import { SocialAccountRepository, type AccountFilter } from '../../ports/social-account-repository.js';
import type { SocialAccountView } from '../../ports/social-account-view.js';
import { toView, viewColumns, type ViewRow } from './social-account.view.js';

interface AccountRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly platform: string;
  readonly platform_user_id: string;
  readonly grant_id: string | null;
  readonly sealed_credentials: string | null;
  readonly network: string;
  readonly account_type: string;
  readonly username: string | null;
  readonly display_name: string;
  readonly avatar_url: string | null;
  readonly profile_url: string | null;
  readonly is_active: boolean;
  readonly status: AccountStatus;
  readonly reason_code: ReasonCode | null;
  readonly reason_since: Date | null;
  readonly missing_scopes: string[];
  readonly connected_at: Date;
  readonly connected_by: string;
  readonly last_verified_at: Date | null;
  readonly removed_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What an account has beside its grant, such as a page token. */
export const accountCredentials: SealedColumn = {
  table: 'social_accounts',
  column: 'sealed_credentials',
  purpose: 'account.credentials',
  record: 'id',
  owner: 'workspace_id',
};

@Injectable()
export class PostgresSocialAccountRepository extends SocialAccountRepository {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {
    super();
  }

  override async view(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccountView | null> {
    const [view] = await this.views(workspaceId, [id]);
    return view ?? null;
  }

  override async views(workspaceId: WorkspaceId, ids: readonly AccountId[]): Promise<readonly SocialAccountView[]> {
    const rows = await this.database.query<ViewRow>(
      `SELECT ${viewColumns} FROM social_accounts a JOIN grants g ON g.id = a.grant_id
       WHERE a.workspace_id = $1 AND a.id = ANY($2::uuid[]) AND a.removed_at IS NULL
       ORDER BY array_position($2::uuid[], a.id)`,
      [workspaceId, ids],
    );
    return rows.map(toView);
  }

  override async list(workspaceId: WorkspaceId, filter: AccountFilter, page: PageRequest): Promise<Page<SocialAccountView>> {
    const [platform, displayName, id] = page.position ?? [null, null, null];
    const rows = await this.database.query<ViewRow>(
      `SELECT ${viewColumns} FROM social_accounts a JOIN grants g ON g.id = a.grant_id
       WHERE a.workspace_id = $1 AND a.removed_at IS NULL
         AND ($2::text IS NULL OR a.platform = $2) AND ($3::text IS NULL OR a.status = $3) AND ($4::boolean IS NULL OR a.is_active = $4)
         AND ($5::text IS NULL OR (a.platform, a.display_name, a.id) > ($5, $6, $7::uuid))
       ORDER BY a.platform, a.display_name, a.id LIMIT $8`,
      [workspaceId, filter.platform, filter.status, filter.isActive, platform, displayName, id, page.limit + 1],
    );
    return cutPage(rows.map(toView), page.limit, (view) => [view.platform, view.displayName, view.id]);
  }

  override async find(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccount | null> {
    const [account] = await this.select('workspace_id = $1 AND id = $2 AND removed_at IS NULL', [workspaceId, id]);
    return account ?? null;
  }

  override async lock(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccount | null> {
    const [account] = await this.select('workspace_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE', [workspaceId, id]);
    return account ?? null;
  }

  override lockByIdentity(
    workspaceId: WorkspaceId,
    platform: PlatformKey,
    platformUserIds: readonly string[],
  ): Promise<readonly SocialAccount[]> {
    return this.select('workspace_id = $1 AND platform = $2 AND platform_user_id = ANY($3) ORDER BY id FOR UPDATE', [
      workspaceId,
      platform,
      platformUserIds,
    ]);
  }

  override lockByGrant(grantId: GrantId): Promise<readonly SocialAccount[]> {
    return this.select('grant_id = $1 ORDER BY id FOR UPDATE', [grantId]);
  }

  override async connectedIdentities(
    workspaceId: WorkspaceId,
    platform: PlatformKey,
    platformUserIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<Pick<AccountRow, 'platform_user_id'>>(
      `SELECT platform_user_id FROM social_accounts
       WHERE workspace_id = $1 AND platform = $2 AND platform_user_id = ANY($3) AND removed_at IS NULL`,
      [workspaceId, platform, platformUserIds],
    );
    return new Set(rows.map((row) => row.platform_user_id));
  }

  override async hasAny(workspaceId: WorkspaceId, platform: PlatformKey): Promise<boolean> {
    const row = await this.database.queryOne(
      'SELECT 1 FROM social_accounts WHERE workspace_id = $1 AND platform = $2 AND removed_at IS NULL LIMIT 1',
      [workspaceId, platform],
    );
    return row !== null;
  }

  override countOnGrant(grantId: GrantId): Promise<number> {
    return this.count('SELECT count(*)::int AS count FROM social_accounts WHERE grant_id = $1', [grantId]);
  }

  override countOfPerson(platforms: readonly PlatformKey[], clientId: string, subject: string): Promise<number> {
    return this.count(
      `SELECT count(*)::int AS count FROM social_accounts a JOIN grants g ON g.id = a.grant_id
       WHERE g.platform = ANY($1) AND g.client_id = $2 AND g.subject = $3`,
      [platforms, clientId, subject],
    );
  }

  override async save(account: SocialAccount): Promise<void> {
    const { profile, reason } = account;
    await this.database.query(
      `INSERT INTO social_accounts (id, workspace_id, platform, platform_user_id, grant_id, sealed_credentials, network, account_type,
         username, display_name, avatar_url, profile_url, is_active, status, reason_code, reason_since, missing_scopes,
         connected_at, connected_by, last_verified_at, removed_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
       ON CONFLICT (id) DO UPDATE SET grant_id = $5, sealed_credentials = $6, network = $7, account_type = $8, username = $9,
         display_name = $10, avatar_url = $11, profile_url = $12, is_active = $13, status = $14, reason_code = $15, reason_since = $16,
         missing_scopes = $17, connected_at = $18, connected_by = $19, last_verified_at = $20, removed_at = $21, updated_at = $23`,
      [
        account.id,
        account.workspaceId,
        account.platform,
        account.platformUserId,
        account.grantId,
        account.credentials === null ? null : this.sealer.seal(account.credentials, contextOf(account)),
        profile.network,
        profile.accountType,
        profile.username,
        profile.displayName,
        profile.avatarUrl,
        profile.profileUrl,
        account.isActive,
        account.status,
        reason?.code ?? null,
        reason?.since ?? null,
        account.missingScopes,
        account.connectedAt,
        account.connectedBy,
        account.lastVerifiedAt,
        account.removedAt,
        account.createdAt,
        account.updatedAt,
      ],
    );
  }

  private async select(condition: string, parameters: readonly unknown[]): Promise<readonly SocialAccount[]> {
    const rows = await this.database.query<AccountRow>(`SELECT * FROM social_accounts WHERE ${condition}`, parameters);
    return rows.map((row) => this.toAccount(row));
  }

  private async count(sql: string, parameters: readonly unknown[]): Promise<number> {
    const row = await this.database.queryOne<{ count: number }>(sql, parameters);
    return row?.count ?? 0;
  }

  private toAccount(row: AccountRow): SocialAccount {
    const key = { id: asId<AccountId>(row.id), workspaceId: asId<WorkspaceId>(row.workspace_id) };
    return {
      ...key,
      platform: asId<PlatformKey>(row.platform),
      platformUserId: row.platform_user_id,
      profile: {
        network: row.network,
        accountType: row.account_type,
        username: row.username,
        displayName: row.display_name,
        avatarUrl: row.avatar_url,
        profileUrl: row.profile_url,
      },
      grantId: row.grant_id === null ? null : asId<GrantId>(row.grant_id),
      credentials: row.sealed_credentials === null ? null : this.sealer.open(row.sealed_credentials, contextOf(key)),
      isActive: row.is_active,
      status: row.status,
      reason: row.reason_code === null || row.reason_since === null ? null : { code: row.reason_code, since: row.reason_since },
      missingScopes: row.missing_scopes,
      connectedAt: row.connected_at,
      connectedBy: row.connected_by,
      lastVerifiedAt: row.last_verified_at,
      removedAt: row.removed_at,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }
}

function contextOf(account: Pick<SocialAccount, 'id' | 'workspaceId'>): SealContext {
  return { purpose: accountCredentials.purpose, record: account.id, owner: account.workspaceId };
}
