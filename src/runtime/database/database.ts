import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, QueryFailedError, type EntityManager, type QueryRunner } from 'typeorm';
import { Transaction } from '../../kernel/ports/transaction.js';

/** How often a transaction is tried that PostgreSQL ended in favour of another one. */
const attempts = 3;

/**
 * Access to PostgreSQL for repositories. Inside `Transaction.run` every call takes part in that transaction by itself;
 * outside, each call stands alone.
 */
@Injectable()
export class Database extends Transaction {
  readonly #running = new AsyncLocalStorage<QueryRunner>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** The entity manager of the running transaction, or of the pool. */
  get manager(): EntityManager {
    return this.#running.getStore()?.manager ?? this.dataSource.manager;
  }

  /** Runs one statement and answers its rows (of `RETURNING` too). Column names come as the statement spells them. */
  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const running = this.#running.getStore();
    if (running !== undefined) return records<Row>(running, sql, parameters);
    const runner = this.dataSource.createQueryRunner();
    try {
      return await records<Row>(runner, sql, parameters);
    } finally {
      await runner.release();
    }
  }

  /** Like `query`, for statements that answer at most one row. */
  async queryOne<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row | null> {
    const rows = await this.query<Row>(sql, parameters);
    return rows[0] ?? null;
  }

  override async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running.getStore() !== undefined) return work();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#runOnce(work);
      } catch (error) {
        if (attempt === attempts || !lostToAnother(error)) throw error;
      }
    }
  }

  async #runOnce<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await this.#running.run(runner, work);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

async function records<Row>(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  try {
    const result = await runner.query(sql, [...parameters], true);
    return result.records as Row[];
  } catch (error) {
    if (!(error instanceof QueryFailedError)) throw error;
    // They can be tokens' hashes or people's names, and an error ends up in a log.
    Reflect.deleteProperty(error, 'parameters');
    if (leavesConnectionUnusable(error as QueryFailedError<Error & { code?: string }>)) await discard(runner);
    throw error;
  }
}

/** A deadlock or a serialization failure (SQLSTATE 40P01, 40001): nothing of it was kept, and the other one is through by now. */
function lostToAnother(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as Error & { code?: string };
  return code === '40P01' || code === '40001';
}

/** The error that led here is the one to tell; a connection that cannot roll back is closed, which rolls back too. */
async function rollBack(runner: QueryRunner): Promise<void> {
  try {
    await runner.rollbackTransaction();
  } catch {
    await discard(runner);
  }
}

/** The driver stopped waiting while the server still works on the statement, or the server is about to hang up (SQLSTATE 57P0x, 08xxx). */
function leavesConnectionUnusable(error: QueryFailedError<Error & { code?: string }>): boolean {
  const { message, code } = error.driverError;
  return message === 'Query read timeout' || (code !== undefined && /^(57P0|08)/.test(code));
}

/** Closes the connection at once; the pool replaces it when it is released. */
async function discard(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect()) as { end(): Promise<void> };
  void client.end().catch(() => undefined);
}
