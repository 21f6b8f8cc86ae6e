import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createDataSource } from '../../src/runtime/database/data-source.js';
import { Migrator } from '../../src/runtime/database/migrator.js';
import { leakWatch } from './leaks/leak-watch.js';
import { readDatabase } from './leaks/wiretaps.js';
import { testServer } from './postgres.js';

export interface TestDatabase {
  readonly url: string;
  /**
   * Removes it, also while somebody is still connected.
   * @throws LeakFound when a secret of this spec file stands in it, or in what its services said.
   */
  drop(): Promise<void>;
}

const template = 'migrated_template';

/** A migrated, empty database for one test or suite alone, on the run's PostgreSQL, which the first call starts. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(server, async (admin) => {
    await makeTemplateOnce(server, admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  });
  return database(server, name);
}

/** The same without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(server, (admin) => admin.query(`CREATE DATABASE ${name}`));
  return database(server, name);
}

function database(server: string, name: string): TestDatabase {
  return {
    url: urlOf(server, name),
    drop: async () => {
      try {
        if (leakWatch.known().length > 0) await readDatabase(urlOf(server, name), leakWatch);
      } finally {
        await withAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      }
      leakWatch.check();
    },
  };
}

/** Workers that come at the same time wait for the first. */
async function makeTemplateOnce(server: string, admin: pg.Client): Promise<void> {
  await admin.query('SELECT pg_advisory_lock(1)');
  try {
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 1) return;
    await admin.query(`DROP DATABASE IF EXISTS ${template}_new WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${template}_new`);
    const source = await createDataSource({ url: urlOf(server, `${template}_new`), poolSize: 1 }).initialize();
    await new Migrator(source).migrate();
    await source.destroy();
    await admin.query(`ALTER DATABASE ${template}_new RENAME TO ${template}`);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(1)');
  }
}

async function withAdmin(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: urlOf(server, 'postgres') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
