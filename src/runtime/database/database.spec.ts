import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createDataSource } from './data-source.js';
import { Database } from './database.js';

describe('Database', () => {
  let testDatabase: TestDatabase;
  let source: DataSource;
  let database: Database;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    source = await createDataSource({ url: testDatabase.url, poolSize: 2, queryTimeoutMs: 300 }).initialize();
    database = new Database(source);
  });

  afterEach(async () => {
    await source.destroy();
    await testDatabase.drop();
  });

  async function keys(): Promise<string[]> {
    return (await database.query<{ key: string }>('SELECT key FROM rate_limits ORDER BY key')).map(({ key }) => key);
  }

  async function insert(key: string): Promise<void> {
    await database.query('INSERT INTO rate_limits (key) VALUES ($1)', [key]);
  }

  describe('query', () => {
    it('answers the rows of RETURNING, of updates and deletes too', async () => {
      await insert('a');

      expect(await database.query(`UPDATE rate_limits SET points = 2 RETURNING points`)).toEqual([{ points: 2 }]);
      expect(await database.query(`DELETE FROM rate_limits RETURNING key`)).toEqual([{ key: 'a' }]);
    });

    it('keeps the parameters of a failed statement out of the error', async () => {
      await insert('a');

      const error: unknown = await insert('a').catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({ driverError: { code: '23505' } });
      expect(error).not.toHaveProperty('parameters');
    });
  });

  describe('queryOne', () => {
    it('answers null when there is no row', async () => {
      expect(await database.queryOne('SELECT key FROM rate_limits')).toBeNull();
    });
  });

  describe('run', () => {
    it('keeps all writes when the work succeeds, of inner runs too', async () => {
      await database.run(async () => {
        await insert('a');
        await database.run(() => insert('b'));
      });

      expect(await keys()).toEqual(['a', 'b']);
    });

    it('keeps none when the work throws, and throws the same', async () => {
      const failure = new Error('no');

      const outcome = database.run(async () => {
        await database.run(() => insert('a'));
        throw failure;
      });

      await expect(outcome).rejects.toBe(failure);
      expect(await keys()).toEqual([]);
    });

    it('hides its writes from others until it is done', async () => {
      await database.run(async () => {
        await insert('a');
        const others = await source.query<unknown[]>('SELECT key FROM rate_limits');
        expect(others).toEqual([]);
      });

      expect(await keys()).toEqual(['a']);
    });
  });

  describe('run, when two transactions wait for each other', () => {
    const both = ['a', 'b'];

    /** Each locks one row, meets the other, and then wants the other's row. */
    async function crossing(perform: (own: string, other: string) => Promise<void>): Promise<void> {
      await Promise.all(both.map(insert));
      await Promise.all(both.map((own) => perform(own, both.find((key) => key !== own) ?? '')));
    }

    async function lock(key: string): Promise<void> {
      await database.query('UPDATE rate_limits SET points = points + 1 WHERE key = $1', [key]);
    }

    it('does the loser again, and both are kept', async () => {
      // PostgreSQL looks for deadlocks after a second.
      const patient = await createDataSource({ url: testDatabase.url, poolSize: 2, queryTimeoutMs: 30_000 }).initialize();
      database = new Database(patient);
      const arrived = new Set<string>();
      let open: () => void = () => undefined;
      const met = new Promise<void>((resolve) => (open = resolve));
      let begun = 0;

      await crossing((own, other) =>
        database.run(async () => {
          begun += 1;
          await lock(own);
          if (arrived.add(own).size === 2) open();
          await met;
          await lock(other);
        }),
      );

      // On a busy machine both may look at the same moment, and then both lose.
      expect(begun).toBeGreaterThanOrEqual(3);
      expect(await database.query('SELECT points FROM rate_limits ORDER BY key')).toEqual([{ points: 2 }, { points: 2 }]);
      await patient.destroy();
    });

    it('gives up in the end, with the database’s own error', async () => {
      let begun = 0;

      const outcome = database.run(async () => {
        begun += 1;
        await database.query(`DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$`);
      });

      await expect(outcome).rejects.toMatchObject({ driverError: { code: '40P01' } });
      expect(begun).toBe(3);
    });
  });

  describe('when a statement outlasts its time', () => {
    it('throws, and no later caller gets the connection that still works on it', async () => {
      await expect(database.query('SELECT pg_sleep(30)')).rejects.toThrow('timeout');
      await expect(database.run(() => database.query('SELECT pg_sleep(30)'))).rejects.toThrow('Query read timeout');

      await Promise.all(['a', 'b', 'c', 'd'].map((key) => database.run(() => insert(key))));

      expect(await keys()).toEqual(['a', 'b', 'c', 'd']);
    });
  });

  describe('when the server ends the connection', () => {
    it('works again with a new one', async () => {
      await expect(database.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow('terminat');

      await insert('a');

      expect(await keys()).toEqual(['a']);
    });
  });
});
