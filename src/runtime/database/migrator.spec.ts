import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/database.js';
import { dataSourceOptions } from './data-source.js';
import { Migrator } from './migrator.js';

class CountRuns1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE IF NOT EXISTS runs (at timestamptz)');
    await runner.query('INSERT INTO runs VALUES (clock_timestamp())');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE runs');
  }
}

class Break1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE halfway (id int)');
    await runner.query('SELECT 1 / 0');
  }

  async down(): Promise<void> {
    throw new Error('never ran');
  }
}

describe('Migrator', () => {
  let database: TestDatabase;
  let sources: DataSource[];

  async function connect(migrations: (new () => MigrationInterface)[]): Promise<Migrator> {
    const source = await new DataSource({ ...dataSourceOptions({ url: database.url, poolSize: 1 }), migrations }).initialize();
    sources.push(source);
    return new Migrator(source);
  }

  async function rows(sql: string): Promise<unknown[]> {
    return sources[0]!.query<unknown[]>(sql);
  }

  beforeEach(async () => {
    database = await createEmptyDatabase();
    sources = [];
  });

  afterEach(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await database.drop();
  });

  describe('when eight processes start together on an empty database', () => {
    it('runs each migration once', async () => {
      const migrators = await Promise.all(Array.from({ length: 8 }, () => connect([CountRuns1700000000001])));

      const outcomes = await Promise.all(migrators.map((migrator) => migrator.migrate()));

      expect(outcomes.flat()).toEqual(['CountRuns1700000000001']);
      expect(await rows('SELECT at FROM runs')).toHaveLength(1);
    });
  });

  describe('when one of several pending migrations fails', () => {
    it('leaves the database as it was', async () => {
      const migrator = await connect([CountRuns1700000000001, Break1700000000002]);

      await expect(migrator.migrate()).rejects.toThrow('division by zero');

      expect(await rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    });
  });

  describe('pendingMigrations', () => {
    it('names everything for an empty database and writes nothing to it', async () => {
      const migrator = await connect([CountRuns1700000000001]);

      expect(await migrator.pendingMigrations()).toEqual(['CountRuns1700000000001']);
      expect(await rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    });

    it('names nothing after migrating', async () => {
      const migrator = await connect([CountRuns1700000000001]);
      await migrator.migrate();

      expect(await migrator.pendingMigrations()).toEqual([]);
    });

    it('names what a newer release brings', async () => {
      await (await connect([CountRuns1700000000001])).migrate();
      const newer = await connect([CountRuns1700000000001, Break1700000000002]);

      expect(await newer.pendingMigrations()).toEqual(['Break1700000000002']);
    });

    it('throws when the database cannot be asked', async () => {
      const migrator = await connect([CountRuns1700000000001]);
      await database.drop();

      await expect(migrator.pendingMigrations()).rejects.toThrow();
    });
  });
});
