import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createEmptyDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Secret } from '../../kernel/secret.js';
import type { SealingKey } from '../config/config.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { AesGcmSealer } from './aes-gcm-sealer.js';
import { KeyRotation } from './key-rotation.js';
import { SealedData } from './sealed-data.js';

const things = { table: 'things', column: 'sealed', purpose: 'thing', record: 'id', owner: 'owner' };
const [old, young] = ['old', 'young'].map((kid): SealingKey => ({ kid, key: Secret.of(randomBytes(32).toString('base64')) })) as [SealingKey, SealingKey];

/** Lets something happen between reading a batch and writing it. */
class InterruptedData extends SealedData {
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  override async replace(...parameters: Parameters<SealedData['replace']>): Promise<number> {
    await this.meanwhile();
    return super.replace(...parameters);
  }
}

describe('KeyRotation', () => {
  let testDatabase: TestDatabase;
  let source: DataSource;
  let database: Database;
  let data: InterruptedData;
  let rotation: KeyRotation;
  const sealer = new AesGcmSealer([young, old]);

  beforeEach(async () => {
    testDatabase = await createEmptyDatabase();
    source = await createDataSource({ url: testDatabase.url, poolSize: 2 }).initialize();
    database = new Database(source);
    await database.query('CREATE TABLE things (id uuid PRIMARY KEY, owner text NOT NULL, sealed text)');
    data = new InterruptedData(database, [things]);
    rotation = new KeyRotation(data, sealer);
  });

  afterEach(async () => {
    await source.destroy();
    await testDatabase.drop();
  });

  const sealed = (id: string, text: string, key = old): string =>
    new AesGcmSealer([key]).seal(Secret.of(text), { purpose: 'thing', record: id, owner: 'acme' });

  async function insert(text: string | null): Promise<string> {
    const id = randomUUID();
    await database.query('INSERT INTO things VALUES ($1, $2, $3)', [id, 'acme', text === null ? null : sealed(id, text)]);
    return id;
  }

  async function read(id: string): Promise<readonly [string | undefined, string]> {
    const row = await database.queryOne<{ sealed: string }>('SELECT sealed FROM things WHERE id = $1', [id]);
    const opened = sealer.open(row?.sealed ?? '', { purpose: 'thing', record: id, owner: 'acme' });
    return [row?.sealed.split('.')[1], opened.use((text) => text)];
  }

  const rotate = (): Promise<unknown> => rotation.rotate('young', () => undefined);

  it('what another key has encrypted › is moved and means the same; what is empty stays empty', async () => {
    const ids = [await insert('a'), await insert('b')];
    await insert(null);
    expect(await rotate()).toEqual({ done: 2, unreadable: 0 });
    expect(await Promise.all(ids.map(read))).toEqual([['young', 'a'], ['young', 'b']]);
    expect(await rotate()).toEqual({ done: 0, unreadable: 0 });
  });

  it('a row that somebody writes meanwhile › keeps what they wrote', async () => {
    const id = await insert('token');
    data.meanwhile = () => database.query('UPDATE things SET sealed = $2 WHERE id = $1', [id, sealed(id, 'newer token', young)]);
    await rotate();
    expect(await read(id)).toEqual(['young', 'newer token']);
  });

  it('a row that somebody writes meanwhile with the old key › is found by the next pass', async () => {
    const id = await insert('token');
    const other = await insert('other');
    let writes = 0;
    data.meanwhile = async () => {
      if (writes++ === 0) await database.query('UPDATE things SET sealed = $2 WHERE id = $1', [id, sealed(id, 'newer token')]);
    };
    expect(await rotate()).toEqual({ done: 2, unreadable: 0 });
    expect([await read(id), await read(other)]).toEqual([['young', 'newer token'], ['young', 'other']]);
  });

  it('a row that is deleted meanwhile › does not come back', async () => {
    await insert('token');
    data.meanwhile = () => database.query('DELETE FROM things');
    expect(await rotate()).toEqual({ done: 0, unreadable: 0 });
    expect(await database.query('SELECT id FROM things')).toEqual([]);
  });

  it('what does not open › is counted once and left as it is, and the rest is moved', async () => {
    const [id, good] = [await insert('token'), await insert('good')];
    await database.query(`UPDATE things SET owner = 'other' WHERE id = $1`, [id]);
    expect(await rotate()).toEqual({ done: 1, unreadable: 1 });
    expect((await read(good))[0]).toBe('young');
    expect(await data.uses()).toEqual([{ column: things, kid: 'old', count: 1 }, { column: things, kid: 'young', count: 1 }]);
    expect(await rotation.verify(() => undefined)).toEqual({ done: 1, unreadable: 1 });
  });
});
