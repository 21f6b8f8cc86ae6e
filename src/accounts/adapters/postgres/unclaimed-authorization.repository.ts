import { Injectable } from '@nestjs/common';
import { asId, type PlatformKey, type UnclaimedAuthorizationId } from '../../../kernel/ids.js';
import { Sealer, type SealContext } from '../../../kernel/ports/sealer.js';
import { Transaction } from '../../../kernel/ports/transaction.js';
import type { SealedColumn } from '../../../kernel/sealed-column.js';
import { Database } from '../../../runtime/database/database.js';
import { nextTry, type UnclaimedAuthorization } from '../../domain/unclaimed-authorization.js';
import { UnclaimedAuthorizationRepository } from '../../ports/unclaimed-authorization-repository.js';
import { tokensFromText, tokensToText } from './sealed-values.js';

interface UnclaimedRow {
  readonly id: string;
  readonly platform: string;
  readonly sealed_tokens: string;
  readonly began_at: Date;
  readonly obtained_at: Date;
  readonly attempts: number;
}

/** Token sets whose person is not known yet. */
export const unclaimedTokens: SealedColumn = {
  table: 'unclaimed_authorizations',
  column: 'sealed_tokens',
  purpose: 'unclaimed_authorization.tokens',
  record: 'id',
  owner: 'platform',
};

@Injectable()
export class PostgresUnclaimedAuthorizationRepository extends UnclaimedAuthorizationRepository {
  constructor(
    private readonly database: Database,
    private readonly transaction: Transaction,
    private readonly sealer: Sealer,
  ) {
    super();
  }

  override async keep(one: UnclaimedAuthorization): Promise<void> {
    await this.database.query(
      `INSERT INTO unclaimed_authorizations (id, platform, sealed_tokens, began_at, obtained_at, attempts, next_try_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [one.id, one.platform, this.sealer.seal(tokensToText(one.tokens), contextOf(one)), one.beganAt, one.obtainedAt, one.attempts, one.nextTryAt],
    );
  }

  override async forget(id: UnclaimedAuthorizationId): Promise<void> {
    await this.database.query('DELETE FROM unclaimed_authorizations WHERE id = $1', [id]);
  }

  override claimDue(at: Date): Promise<UnclaimedAuthorization | null> {
    return this.transaction.run(async () => {
      const row = await this.database.queryOne<UnclaimedRow>(
        'SELECT * FROM unclaimed_authorizations WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED',
        [at],
      );
      if (row === null) return null;
      const attempts = row.attempts + 1;
      const nextTryAt = nextTry(row.attempts, at);
      await this.database.query('UPDATE unclaimed_authorizations SET attempts = $2, next_try_at = $3 WHERE id = $1', [row.id, attempts, nextTryAt]);
      return { ...this.opened(row), attempts, nextTryAt };
    });
  }

  private opened(row: UnclaimedRow): Omit<UnclaimedAuthorization, 'attempts' | 'nextTryAt'> {
    const place = { id: asId<UnclaimedAuthorizationId>(row.id), platform: asId<PlatformKey>(row.platform) };
    const tokens = tokensFromText(this.sealer.open(row.sealed_tokens, contextOf(place)));
    return { ...place, tokens, beganAt: row.began_at, obtainedAt: row.obtained_at };
  }
}

function contextOf({ id, platform }: Pick<UnclaimedAuthorization, 'id' | 'platform'>): SealContext {
  return { purpose: unclaimedTokens.purpose, record: id, owner: platform };
}
