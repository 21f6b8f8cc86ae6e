import { Injectable } from '@nestjs/common';
import type { SealContext } from '../../kernel/ports/sealer.js';
import type { SealedColumn } from '../../kernel/sealed-column.js';
import { Database } from '../database/database.js';

/** A ciphertext as it stands in its row. */
export interface SealedValue {
  readonly sealed: string;
  readonly context: SealContext;
}

/** How many ciphertexts of a column one key has encrypted. */
export interface KeyUse {
  readonly column: SealedColumn;
  readonly kid: string;
  readonly count: number;
}

interface ValueRow {
  readonly record: string;
  readonly owner: string;
  readonly sealed: string;
}

/** Rows that are read, and written, at a time: few enough that nobody waits for their locks, and that memory stays flat. */
const batchSize = 500;
const lowestUuid = '00000000-0000-0000-0000-000000000000';

/** All that is sealed in the database, whatever it means. The key id stands in the ciphertext (`v1.<kid>.…`). */
@Injectable()
export class SealedData {
  constructor(
    private readonly database: Database,
    readonly columns: readonly SealedColumn[],
  ) {}

  /** How often each key is in use, by column and key id. Reads every row. */
  async uses(): Promise<readonly KeyUse[]> {
    const uses: KeyUse[] = [];
    for (const column of this.columns) {
      const rows = await this.database.query<{ kid: string; count: number }>(
        `SELECT ${kidOf(column)} AS kid, count(*)::int AS count FROM ${column.table} WHERE ${column.column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
      );
      uses.push(...rows.map((row) => ({ column, ...row })));
    }
    return uses;
  }

  /** Whether anything is still sealed under this key. Without an index: it is asked only when a key was taken out of the ring. */
  async isInUse(kid: string): Promise<boolean> {
    for (const column of this.columns) {
      const row = await this.database.queryOne<{ found: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM ${column.table} WHERE ${kidOf(column)} = $1) AS found`,
        [kid],
      );
      if (row?.found === true) return true;
    }
    return false;
  }

  /** The ciphertexts of a column in batches, by record; those of the key `except` are left out. */
  async *batches(column: SealedColumn, except: string | null): AsyncGenerator<readonly SealedValue[]> {
    for (let after = lowestUuid; ; ) {
      const rows = await this.database.query<ValueRow>(
        `SELECT ${column.record}::text AS record, ${column.owner} AS owner, ${column.column} AS sealed FROM ${column.table}
         WHERE ${column.column} IS NOT NULL AND ${kidOf(column)} IS DISTINCT FROM $1 AND ${column.record} > $2::uuid
         ORDER BY ${column.record} LIMIT ${String(batchSize)}`,
        [except, after],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map(({ record, owner, sealed }) => ({ sealed, context: { purpose: column.purpose, record, owner } }));
      after = last.record;
    }
  }

  /**
   * Puts new ciphertexts in the place of those that were read; a row whose ciphertext is another by now is left alone, because whoever
   * wrote it knew better. Answers how many were replaced.
   */
  async replace(column: SealedColumn, values: readonly (SealedValue & { readonly fresh: string })[]): Promise<number> {
    const replaced = await this.database.run(() =>
      this.database.query(
        `UPDATE ${column.table} t SET ${column.column} = v.fresh
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS v (record, sealed, fresh)
         WHERE t.${column.record} = v.record AND t.${column.column} = v.sealed RETURNING 1 AS one`,
        [values.map(({ context }) => context.record), values.map(({ sealed }) => sealed), values.map(({ fresh }) => fresh)],
      ),
    );
    return replaced.length;
  }
}

function kidOf({ column }: SealedColumn): string {
  return `split_part(${column}, '.', 2)`;
}
