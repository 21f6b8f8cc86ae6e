import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { StandingTime } from '../../../test/fakes/provider-context.fake.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Allowance } from '../../kernel/ports/allowances.js';
import { Sha256Digest } from '../crypto/sha256-digest.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { PostgresAllowances } from './postgres-allowances.js';

const logins: Allowance = { name: 'logins', times: 3, windowSeconds: 60 };

describe('PostgresAllowances', () => {
  let testDatabase: TestDatabase;
  let source: DataSource;
  let database: Database;
  let time: StandingTime;
  let allowances: PostgresAllowances;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    source = await createDataSource({ url: testDatabase.url, poolSize: 5 }).initialize();
    database = new Database(source);
    time = new StandingTime();
    allowances = new PostgresAllowances(database, new Sha256Digest(), time);
  });

  afterEach(async () => {
    await source.destroy();
    await testDatabase.drop();
  });

  const take = (subject = 'ada') => allowances.take(logins, subject);

  it('many at once › grants as many as there are', async () => {
    const permissions = await Promise.all(Array.from({ length: 20 }, () => take()));

    expect(permissions.filter(({ granted }) => granted)).toHaveLength(3);
  });

  it('a subject that used its own up › says when it may again, and leaves others alone', async () => {
    for (let n = 0; n < 3; n += 1) await take();
    await time.timer.sleep(20_500);

    expect(await take()).toEqual({ granted: false, retryAfterSeconds: 40 });
    expect(await take('grace')).toEqual({ granted: true });
    expect(await allowances.take({ ...logins, name: 'other' }, 'ada')).toEqual({ granted: true });
  });

  it('the end of the window › all of it is there again', async () => {
    for (let n = 0; n < 3; n += 1) await take();
    await time.timer.sleep(60_000);

    expect([await take(), await take(), await take()]).toEqual(Array(3).fill({ granted: true }));
    expect((await take()).granted).toBe(false);
  });

  it('one given back › may be taken again, and never more than were taken', async () => {
    for (let n = 0; n < 3; n += 1) await take();
    await allowances.giveBack(logins, 'ada');
    expect([(await take()).granted, (await take()).granted]).toEqual([true, false]);

    for (let n = 0; n < 9; n += 1) await allowances.giveBack(logins, 'ada');
    expect((await Promise.all([1, 2, 3, 4].map(() => take()))).filter(({ granted }) => granted)).toHaveLength(3);
  });

  it('what has run out › is forgotten, and no subject stands in clear', async () => {
    await take('ada');
    await time.timer.sleep(61_000);
    await take('grace');

    const rows = await database.query<{ subject: string }>('SELECT subject FROM allowances');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/ada|grace/);
  });
});
