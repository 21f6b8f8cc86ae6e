import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Random } from '../../../kernel/ports/random.js';
import { Sealer, type SealContext } from '../../../kernel/ports/sealer.js';
import type { SealedColumn } from '../../../kernel/sealed-column.js';
import { Database } from '../../../runtime/database/database.js';
import {
  InstanceApps,
  type InstanceApp,
  type InstanceAppClaim,
  type InstanceAppKey,
  type InstanceRegistration,
  type InstanceServer,
  type RegistrationLease,
} from '../../protocol/instance-apps.js';

interface AppRow {
  readonly id: string;
  readonly platform: string;
  readonly origin: string;
  readonly redirect_base: string;
  readonly scopes: string;
  readonly client_name: string;
  readonly client_id: string;
  readonly sealed_client_secret: string;
  readonly server: unknown;
  readonly confirmable: boolean;
  readonly confirmed_at: Date;
  readonly retired_at: Date | null;
}

const server = z.object({
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  revokeUrl: z.string(),
  pkce: z.enum(['S256']).nullable(),
  scopes: z.array(z.string()),
});

const sameKey = 'platform = $1 AND origin = $2 AND redirect_base = $3 AND scopes = $4 AND client_name = $5';

/** Client secrets of our apps on servers of networks of many. */
export const appSecrets: SealedColumn = {
  table: 'instance_apps',
  column: 'sealed_client_secret',
  purpose: 'instance-app.client',
  record: 'id',
  owner: 'origin',
};

/**
 * Apps in one table. A registration is claimed by one statement: it inserts a row with a lease, or takes over the row of a
 * lease that ran out; whoever gets neither finds the app, or somebody at work on it.
 */
@Injectable()
export class PostgresInstanceApps extends InstanceApps {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly random: Random,
  ) {
    super();
  }

  override find(id: string): Promise<InstanceApp | null> {
    return this.selectOne('id = $1', [id]);
  }

  override findByClient(platform: string, origin: string, clientId: string): Promise<InstanceApp | null> {
    return this.selectOne('platform = $1 AND origin = $2 AND client_id = $3', [platform, origin, clientId]);
  }

  override async claim(key: InstanceAppKey, at: Date, leaseUntil: Date): Promise<InstanceAppClaim> {
    const registered = await this.selectOne(`${sameKey} AND retired_at IS NULL`, keyValues(key));
    if (registered !== null) return { state: 'registered', app: registered };
    const owner = this.random.uuid();
    const leased = await this.database.queryOne<{ id: string }>(
      `INSERT INTO instance_apps (platform, origin, redirect_base, scopes, client_name, id, lease_owner, lease_until, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (platform, origin, redirect_base, scopes, client_name) WHERE retired_at IS NULL
       DO UPDATE SET lease_owner = EXCLUDED.lease_owner, lease_until = EXCLUDED.lease_until
       WHERE instance_apps.client_id IS NULL AND instance_apps.lease_until <= $9
       RETURNING id`,
      [...keyValues(key), this.random.uuid(), owner, leaseUntil, at],
    );
    return leased === null ? { state: 'taken' } : { state: 'leased', lease: { id: leased.id, owner } };
  }

  override async complete(lease: RegistrationLease, registration: InstanceRegistration, at: Date): Promise<InstanceApp | null> {
    const { client, confirmable } = registration;
    const row = await this.database.queryOne<AppRow>(
      `UPDATE instance_apps SET client_id = $3, sealed_client_secret = $4, server = $5, confirmable = $6, confirmed_at = $7,
         lease_owner = NULL, lease_until = NULL
       WHERE id = $1 AND lease_owner = $2 RETURNING *`,
      [
        lease.id,
        lease.owner,
        client.clientId,
        this.sealer.seal(client.clientSecret, contextOf({ id: lease.id, origin: registration.server.origin })),
        serverText(registration.server),
        confirmable,
        at,
      ],
    );
    return row === null ? null : this.toApp(row);
  }

  override async release({ id, owner }: RegistrationLease): Promise<void> {
    await this.database.query('DELETE FROM instance_apps WHERE id = $1 AND lease_owner = $2', [id, owner]);
  }

  override async confirm(id: string, spoken: InstanceServer, at: Date): Promise<void> {
    await this.database.query(
      `UPDATE instance_apps SET server = $2, confirmed_at = greatest(confirmed_at, $3) WHERE id = $1 AND client_id IS NOT NULL`,
      [id, serverText(spoken), at],
    );
  }

  override async retire(id: string, at: Date): Promise<void> {
    await this.database.query(
      'UPDATE instance_apps SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL AND client_id IS NOT NULL',
      [id, at],
    );
  }

  /** Rows that are being registered are nobody's app yet. */
  private async selectOne(condition: string, parameters: readonly unknown[]): Promise<InstanceApp | null> {
    const row = await this.database.queryOne<AppRow>(
      `SELECT * FROM instance_apps WHERE ${condition} AND client_id IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
      parameters,
    );
    return row === null ? null : this.toApp(row);
  }

  private toApp(row: AppRow): InstanceApp {
    const { id, origin, platform } = row;
    return {
      id,
      key: { platform, origin, redirectBase: row.redirect_base, scopes: row.scopes.split(' '), clientName: row.client_name },
      server: { origin, ...server.parse(row.server) },
      client: { clientId: row.client_id, clientSecret: this.sealer.open(row.sealed_client_secret, contextOf(row)) },
      confirmable: row.confirmable,
      confirmedAt: row.confirmed_at,
      retired: row.retired_at !== null,
    };
  }
}

function keyValues({ platform, origin, redirectBase, scopes, clientName }: InstanceAppKey): readonly unknown[] {
  return [platform, origin, redirectBase, [...scopes].sort().join(' '), clientName];
}

/** The origin stands in a column of its own, which the seal is bound to. */
function serverText({ authorizeUrl, tokenUrl, revokeUrl, pkce, scopes }: InstanceServer): string {
  return JSON.stringify({ authorizeUrl, tokenUrl, revokeUrl, pkce, scopes });
}

function contextOf({ id, origin }: Pick<AppRow, 'id' | 'origin'>): SealContext {
  return { purpose: appSecrets.purpose, record: id, owner: origin };
}
