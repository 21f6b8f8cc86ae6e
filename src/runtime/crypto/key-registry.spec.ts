import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { loadConfig } from '../config/load-config.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { SystemClock } from '../time/system-clock.js';
import { AesGcmSealer } from './aes-gcm-sealer.js';
import { KeyRegistry, SealingKeyError } from './key-registry.js';
import { SealedData } from './sealed-data.js';

const key = (kid: string): string => `${kid}:${randomBytes(32).toString('base64')}`;
const things = { table: 'things', column: 'sealed', purpose: 'thing', record: 'id', owner: 'owner' };
const [one, two, impostor] = [key('k1'), key('k2'), key('k1')];

describe('KeyRegistry', () => {
  let testDatabase: TestDatabase;
  let sources: DataSource[] = [];

  beforeEach(async () => {
    [testDatabase, sources] = [await createTestDatabase(), []];
    await sql(`CREATE TABLE things (id uuid PRIMARY KEY, owner text NOT NULL, sealed text)`);
  });

  afterEach(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await testDatabase.drop();
  });

  async function sql(statement: string): Promise<unknown> {
    const source = await createDataSource({ url: testDatabase.url, poolSize: 1 }).initialize();
    sources.push(source);
    return new Database(source).query(statement);
  }

  const useKey = (kid: string): Promise<unknown> => sql(`INSERT INTO things VALUES (gen_random_uuid(), 'acme', 'v1.${kid}.iv.body')`);

  async function registry(keys: string, url = testDatabase.url): Promise<KeyRegistry> {
    const source = await createDataSource({ url, poolSize: 1 }).initialize();
    sources.push(source);
    const config = loadConfig({ SEALING_KEYS: keys });
    const database = new Database(source);
    return new KeyRegistry(database, new AesGcmSealer(config.sealingKeys), new SystemClock(), config, new SealedData(database, [things]));
  }

  async function refusal(keys: string): Promise<string> {
    try {
      await (await registry(keys)).verify();
    } catch (error) {
      if (error instanceof SealingKeyError) return error.message;
      throw error;
    }
    return 'accepted';
  }

  it('a new database › the first key is registered and accepted again', async () => {
    expect(await (await registry(one)).verify()).toBe(true);
    expect(await refusal(one)).toBe('accepted');
  });

  it('a ring that grew in front › the new first key is registered beside the old', async () => {
    await (await registry(one)).verify();
    expect(await refusal(`${two},${one}`)).toBe('accepted');
    await useKey('k1');
    await useKey('k2');
    expect(await refusal(two)).toContain('"k1"');
    expect(await refusal(one)).toContain('"k2"');
  });

  it('a key that was taken out of the ring once nothing was left under it › is forgotten', async () => {
    await (await registry(one)).verify();
    expect(await refusal(two)).toBe('accepted');
    expect(await sql('SELECT kid FROM sealing_keys')).toEqual([{ kid: 'k2' }]);
  });

  it('a registered key that is missing, or another of its name › refused, naming the key id and nothing of the key', async () => {
    await (await registry(one)).verify();
    await useKey('k1');
    for (const keys of [two, impostor]) {
      const message = await refusal(keys);
      expect(message).toContain('"k1"');
      expect(message).not.toContain(one.split(':')[1]);
      expect(message).not.toContain(keys.split(':')[1]);
    }
  });

  it('several processes that start at once with one key › all are accepted', async () => {
    const starting = await Promise.all(Array.from({ length: 4 }, () => registry(one)));
    expect(await Promise.all(starting.map((each) => each.verify()))).toEqual([true, true, true, true]);
  });

  it('two processes that start at once with different keys of one name › at most one is accepted', async () => {
    const starting = await Promise.all([registry(one), registry(impostor)]);
    const results = await Promise.allSettled(starting.map((each) => each.verify()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('no key at all › refused, naming the variable', async () => {
    expect(await refusal('')).toContain('SEALING_KEYS');
  });

  it('a database that is not migrated yet › cannot tell', async () => {
    const empty = await createEmptyDatabase();
    try {
      expect(await (await registry(one, empty.url)).verify()).toBe(false);
      await sources.pop()?.destroy();
    } finally {
      await empty.drop();
    }
  });
});
