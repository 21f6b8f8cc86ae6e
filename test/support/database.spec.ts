import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/runtime/database/data-source.js';
import { Database } from '../../src/runtime/database/database.js';
import { createTestDatabase, type TestDatabase } from './database.js';

describe('createTestDatabase', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  let sources: DataSource[];

  beforeAll(async () => {
    [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    sources = await Promise.all([first, second].map(({ url }) => createDataSource({ url, poolSize: 2 }).initialize()));
  });

  afterAll(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await Promise.all([first.drop(), second.drop()]);
  });

  it('gives each caller a migrated database of its own', async () => {
    const [one, other] = sources.map((source) => new Database(source));
    await one!.query(`INSERT INTO rate_limits (key, points) VALUES ('a', 1)`);

    expect(await one!.query('SELECT key FROM rate_limits')).toEqual([{ key: 'a' }]);
    expect(await other!.query('SELECT key FROM rate_limits')).toEqual([]);
  });
});
