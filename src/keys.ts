import { readEnvironment } from './runtime/config/environment.js';
import { loadConfig } from './runtime/config/load-config.js';
import { Sha256Digest } from './runtime/crypto/sha256-digest.js';
import { SystemRandom } from './runtime/crypto/system-random.js';
import { createDataSource } from './runtime/database/data-source.js';
import { Database } from './runtime/database/database.js';
import { startEmbeddedServer } from './runtime/database/embedded-server.js';
import { SystemClock } from './runtime/time/system-clock.js';
import { ServiceKeysCommand, type CommandOutcome } from './workspaces/adapters/cli/service-keys.command.js';
import { PostgresApiKeyRepository } from './workspaces/adapters/postgres/api-key.repository.js';
import { ListServiceKeys } from './workspaces/application/list-service-keys.js';
import { MintServiceKey } from './workspaces/application/mint-service-key.js';
import { RevokeServiceKey } from './workspaces/application/revoke-service-key.js';

/** `npm run -s keys -- …`: service keys, minted, listed and revoked by whoever may reach the database. */
async function main(args: readonly string[]): Promise<CommandOutcome> {
  const config = loadConfig(readEnvironment());
  const embedded = config.databaseUrl === null ? await startEmbeddedServer({ dataFolder: config.dataFolder }) : null;
  try {
    if (embedded !== null) return await runOn(embedded.url, args);
    return await (config.databaseUrl?.use((url) => runOn(url, args)) ?? Promise.reject(new Error('no database is configured')));
  } finally {
    await embedded?.stop();
  }
}

async function runOn(url: string, args: readonly string[]): Promise<CommandOutcome> {
  const source = await createDataSource({ url, poolSize: 1 }).initialize();
  try {
    const keys = new PostgresApiKeyRepository(new Database(source));
    const clock = new SystemClock();
    const mint = new MintServiceKey(keys, new SystemRandom(clock), new Sha256Digest(), clock);
    return await new ServiceKeysCommand(mint, new ListServiceKeys(keys), new RevokeServiceKey(keys, clock)).run(args);
  } finally {
    await source.destroy();
  }
}

try {
  const { exitCode, out, note } = await main(process.argv.slice(2));
  process.stdout.write(out);
  process.stderr.write(note);
  process.exitCode = exitCode;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
