import { randomUUID } from 'node:crypto';
import { grantTokens } from '../../src/accounts/adapters/postgres/grant.repository.js';
import { Sealer } from '../../src/kernel/ports/sealer.js';
import type { RunningService } from './service.js';

const batch = 2_000;

/** Copies the only grant of a workspace `count` times, each copy sealed for its own row. */
export async function copyGrant(service: RunningService, workspace: string, count: number): Promise<void> {
  const { database } = service;
  const sealer = service.app.get(Sealer);
  const rows = await database.query<{ id: string; sealed_tokens: string }>('SELECT id, sealed_tokens FROM grants WHERE workspace_id = $1', [workspace]);
  const [original] = rows;
  if (original === undefined || rows.length > 1) throw new Error('The workspace must have one grant.');
  const context = (record: string) => ({ purpose: grantTokens.purpose, record, owner: workspace });
  const tokens = sealer.open(original.sealed_tokens, context(original.id));
  for (let left = count; left > 0; left -= batch) {
    const ids = Array.from({ length: Math.min(batch, left) }, () => randomUUID());
    await database.query(
      `INSERT INTO grants (id, workspace_id, platform, client_id, subject, sealed_tokens, scopes, version, obtained_at, created_at, updated_at)
       SELECT v.id, g.workspace_id, g.platform, g.client_id, v.id::text, v.sealed, g.scopes, 1, g.obtained_at, g.created_at, g.updated_at
       FROM unnest($1::uuid[], $2::text[]) AS v (id, sealed), grants g WHERE g.id = $3`,
      [ids, ids.map((id) => sealer.seal(tokens, context(id))), original.id],
    );
  }
}
