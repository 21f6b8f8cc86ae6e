import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/runtime/database/data-source.js';
import { Migrator } from '../src/runtime/database/migrator.js';
import { createEmptyDatabase, type TestDatabase } from '../test/support/database.js';
import { describeSchema } from '../test/support/schema.js';
import { migrations } from './all.js';

describe('migrations', () => {
  let database: TestDatabase;
  let source: DataSource;
  let migrator: Migrator;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    source = await createDataSource({ url: database.url, poolSize: 1 }).initialize();
    migrator = new Migrator(source);
  });

  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  describe('all of them down', () => {
    it('leave nothing behind', async () => {
      await migrator.migrate();

      for (const _ of migrations) await migrator.revert();

      expect(await describeSchema(source)).toEqual([]);
    });
  });

  describe('each one down and up again', () => {
    it('leads back to the same schema', async () => {
      await migrator.migrate();
      const whole = await describeSchema(source);
      expect(whole).toContain('relation r p workspaces');

      for (let depth = 1; depth <= migrations.length; depth += 1) {
        for (let step = 0; step < depth; step += 1) await migrator.revert();
        await migrator.migrate();

        expect(await describeSchema(source)).toEqual(whole);
      }
    });
  });

  describe('their names', () => {
    it('rise with the timestamp that they end with, in the order of the list as TypeORM sorts it', async () => {
      const done = await migrator.migrate();

      expect(done).toEqual([...done].sort((a, b) => Number(a.slice(-13)) - Number(b.slice(-13))));
      expect(new Set(done.map((name) => name.slice(-13))).size).toBe(migrations.length);
    });
  });
});
