import { readEnvironment } from './runtime/config/environment.js';
import { loadConfig } from './runtime/config/load-config.js';
import { createDataSource } from './runtime/database/data-source.js';
import { startEmbeddedServer } from './runtime/database/embedded-server.js';
import { Migrator } from './runtime/database/migrator.js';

/** Long enough to wait for another process that is migrating. */
const patienceMs = 10 * 60_000;

/** `npm run migrate`: brings the schema up to date; `npm run migrate -- --revert` takes the newest migration back. */
async function main(): Promise<void> {
  const config = loadConfig(readEnvironment());
  const embedded = config.databaseUrl === null ? await startEmbeddedServer({ dataFolder: config.dataFolder }) : null;
  try {
    if (embedded !== null) return await migrate(embedded.url);
    await config.databaseUrl?.use((url) => migrate(url));
  } finally {
    await embedded?.stop();
  }
}

async function migrate(url: string): Promise<void> {
  const source = await createDataSource({ url, poolSize: 1, queryTimeoutMs: patienceMs }).initialize();
  try {
    const migrator = new Migrator(source);
    if (process.argv.includes('--revert')) await migrator.revert();
    else report(await migrator.migrate());
  } finally {
    await source.destroy();
  }
}

function report(done: readonly string[]): void {
  process.stdout.write(done.length === 0 ? 'The schema is up to date.\n' : `Migrated: ${done.join(', ')}.\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
