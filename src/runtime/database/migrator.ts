import { Injectable } from '@nestjs/common';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';

/** Known to every release: whoever migrates this database, of whatever version, waits for the same lock. */
const lockKey = 7_205_551;

/** Brings the schema up to date, and tells whether it is. */
@Injectable()
export class Migrator {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs what is pending, all of it or nothing, and answers the names in order. Processes that come at the same time wait
   * for the first and then find nothing to do, for as long as the data source's query timeout lets them wait.
   */
  async migrate(): Promise<string[]> {
    return this.#alone(async (executor) => {
      const done = await executor.executePendingMigrations();
      return done.map(({ name }) => name);
    });
  }

  /** Takes back the newest migration, with the data that it made room for. */
  async revert(): Promise<void> {
    await this.#alone((executor) => executor.undoLastMigration());
  }

  /**
   * Names of this release's migrations that the database has not seen, in order. Writes nothing.
   * @throws when the database cannot be asked.
   */
  async pendingMigrations(): Promise<string[]> {
    const known = this.dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
    const [table] = await this.dataSource.query<{ found: string | null }[]>(`SELECT to_regclass('migrations')::text AS found`);
    if (table?.found == null) return known;
    const seen = await this.dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    return known.filter((name) => !seen.some((row) => row.name === name));
  }

  async #alone<T>(work: (executor: MigrationExecutor) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
      const result = await work(this.#executor(runner));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }

  #executor(runner: QueryRunner): MigrationExecutor {
    const executor = new MigrationExecutor(this.dataSource, runner);
    executor.transaction = 'all';
    return executor;
  }
}
