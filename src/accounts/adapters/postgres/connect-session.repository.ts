import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/caller.js';
import { asId, type AccountId, type ConnectSessionId, type PlatformKey, type WorkspaceId } from '../../../kernel/ids.js';
import { Sealer, type SealContext } from '../../../kernel/ports/sealer.js';
import type { SealedColumn } from '../../../kernel/sealed-column.js';
import { Database } from '../../../runtime/database/database.js';
import type { ConnectFailureCode, ConnectSession, ConnectSessionStatus } from '../../domain/connect-session.js';
import { ConnectSessionRepository, type CallbackPlace } from '../../ports/connect-session-repository.js';
import { sessionContentFromText, sessionContentToText } from './sealed-values.js';

interface SessionRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly platform: string;
  readonly status: ConnectSessionStatus;
  readonly begun_by_kind: Caller['kind'];
  readonly begun_by_id: string;
  readonly on_behalf_of: string | null;
  readonly return_url: string | null;
  readonly app_id: string | null;
  readonly reconnect_account_id: string | null;
  readonly launch_token_hash: string | null;
  readonly browser_hash: string | null;
  readonly state_hash: string | null;
  readonly attempt: number;
  readonly connect_code_hash: string | null;
  readonly sealed: string | null;
  readonly candidate_count: number;
  readonly account_ids: string[];
  readonly error_code: ConnectFailureCode | null;
  readonly error_message: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly updated_at: Date;
}

const unfinished = `status IN ('awaiting_authorization', 'awaiting_completion')`;
const nothingKept = `launch_token_hash = NULL, browser_hash = NULL, state_hash = NULL, connect_code_hash = NULL, sealed = NULL`;
const changing = `status = $2, launch_token_hash = $3, browser_hash = $4, state_hash = $5, attempt = $6, connect_code_hash = $7,
  sealed = $8, candidate_count = $9, account_ids = $10, error_code = $11, error_message = $12, updated_at = $13, app_id = $14`;

/** What a connect session obtained. */
export const sessionContent: SealedColumn = {
  table: 'connect_sessions',
  column: 'sealed',
  purpose: 'connect-session.content',
  record: 'id',
  owner: 'workspace_id',
};

@Injectable()
export class PostgresConnectSessionRepository extends ConnectSessionRepository {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {
    super();
  }

  override async insert(session: ConnectSession): Promise<void> {
    const { initiator } = session;
    await this.database.query(
      `INSERT INTO connect_sessions (id, status, launch_token_hash, browser_hash, state_hash, attempt, connect_code_hash, sealed,
         candidate_count, account_ids, error_code, error_message, updated_at, app_id, workspace_id, platform, begun_by_kind, begun_by_id,
         on_behalf_of, return_url, reconnect_account_id, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
      [
        ...this.changingValues(session),
        session.workspaceId,
        session.platform,
        initiator.kind,
        initiator.id,
        initiator.onBehalfOf,
        session.returnUrl,
        session.reconnectAccountId,
        session.createdAt,
        session.expiresAt,
      ],
    );
  }

  override find(workspaceId: WorkspaceId, id: ConnectSessionId): Promise<ConnectSession | null> {
    return this.selectOne('workspace_id = $1 AND id = $2', [workspaceId, id]);
  }

  override lock(workspaceId: WorkspaceId, id: ConnectSessionId): Promise<ConnectSession | null> {
    return this.selectOne('workspace_id = $1 AND id = $2 FOR UPDATE', [workspaceId, id]);
  }

  override lockByLaunchToken(launchTokenHash: string): Promise<ConnectSession | null> {
    return this.selectOne('launch_token_hash = $1 FOR UPDATE', [launchTokenHash]);
  }

  override async consumeState(stateHash: string, { platform, appId }: CallbackPlace, at: Date): Promise<ConnectSession | null> {
    const row = await this.database.queryOne<SessionRow>(
      `UPDATE connect_sessions SET state_hash = NULL, updated_at = $3
       WHERE state_hash = $1 AND platform = $2 AND app_id IS NOT DISTINCT FROM $4::uuid AND status = 'awaiting_authorization' AND expires_at > $3 RETURNING *`,
      [stateHash, platform, at, appId],
    );
    return row === null ? null : this.toSession(row);
  }

  override async awaitsCompletion(platform: PlatformKey, at: Date): Promise<boolean> {
    const row = await this.database.queryOne<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM connect_sessions WHERE platform = $1 AND status = 'awaiting_completion' AND expires_at > $2) AS waits`,
      [platform, at],
    );
    return row?.waits ?? false;
  }

  override async countOpen(workspaceId: WorkspaceId, at: Date): Promise<number> {
    const row = await this.database.queryOne<{ count: number }>(
      `SELECT count(*)::int AS count FROM connect_sessions WHERE workspace_id = $1 AND expires_at > $2 AND ${unfinished}`,
      [workspaceId, at],
    );
    return row?.count ?? 0;
  }

  override async save(session: ConnectSession): Promise<void> {
    await this.database.query(`UPDATE connect_sessions SET ${changing} WHERE id = $1`, this.changingValues(session));
  }

  override saveOutcome(session: ConnectSession): Promise<boolean> {
    return this.saveIfWaiting(session, session.attempt);
  }

  override saveRelaunch(session: ConnectSession): Promise<boolean> {
    return this.saveIfWaiting(session, session.attempt - 1);
  }

  private async saveIfWaiting(session: ConnectSession, attempt: number): Promise<boolean> {
    const written = await this.database.query(
      `UPDATE connect_sessions SET ${changing}
       WHERE id = $1 AND status = 'awaiting_authorization' AND attempt = $15 AND expires_at > $13 RETURNING id`,
      [...this.changingValues(session), attempt],
    );
    return written.length === 1;
  }

  override async expireDue(at: Date, limit: number): Promise<number> {
    const rows = await this.database.query(
      `UPDATE connect_sessions SET status = 'expired', ${nothingKept}, updated_at = $1
       WHERE id IN (SELECT id FROM connect_sessions WHERE ${unfinished} AND expires_at <= $1
                    ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [at, limit],
    );
    return rows.length;
  }

  override async deleteEnded(before: Date, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM connect_sessions
       WHERE id IN (SELECT id FROM connect_sessions WHERE updated_at < $1 AND NOT (${unfinished})
                    ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [before, limit],
    );
    return rows.length;
  }

  private async selectOne(condition: string, parameters: readonly unknown[]): Promise<ConnectSession | null> {
    const row = await this.database.queryOne<SessionRow>(`SELECT * FROM connect_sessions WHERE ${condition}`, parameters);
    return row === null ? null : this.toSession(row);
  }

  private changingValues(session: ConnectSession): readonly unknown[] {
    return [
      session.id,
      session.status,
      session.launchTokenHash,
      session.browserHash,
      session.stateHash,
      session.attempt,
      session.connectCodeHash,
      this.sealed(session),
      session.candidateCount,
      session.accountIds,
      session.failure?.code ?? null,
      session.failure?.message ?? null,
      session.updatedAt,
      session.appId,
    ];
  }

  private sealed(session: ConnectSession): string | null {
    const { codeVerifier, obtained } = session;
    if (codeVerifier === null && obtained === null) return null;
    return this.sealer.seal(sessionContentToText({ codeVerifier, obtained }), contextOf(session));
  }

  private toSession(row: SessionRow): ConnectSession {
    const key = { id: asId<ConnectSessionId>(row.id), workspaceId: asId<WorkspaceId>(row.workspace_id) };
    const content =
      row.sealed === null ? { codeVerifier: null, obtained: null } : sessionContentFromText(this.sealer.open(row.sealed, contextOf(key)));
    return {
      ...key,
      ...content,
      platform: asId<PlatformKey>(row.platform),
      status: row.status,
      initiator: { kind: row.begun_by_kind, id: row.begun_by_id, onBehalfOf: row.on_behalf_of },
      returnUrl: row.return_url,
      appId: row.app_id,
      reconnectAccountId: row.reconnect_account_id === null ? null : asId<AccountId>(row.reconnect_account_id),
      launchTokenHash: row.launch_token_hash,
      browserHash: row.browser_hash,
      stateHash: row.state_hash,
      attempt: row.attempt,
      connectCodeHash: row.connect_code_hash,
      candidateCount: row.candidate_count,
      accountIds: row.account_ids.map((id) => asId<AccountId>(id)),
      failure: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      updatedAt: row.updated_at,
    };
  }
}

function contextOf(session: Pick<ConnectSession, 'id' | 'workspaceId'>): SealContext {
  return { purpose: sessionContent.purpose, record: session.id, owner: session.workspaceId };
}
