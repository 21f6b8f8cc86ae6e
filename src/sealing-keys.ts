import type { Config } from './runtime/config/config.js';
import { readEnvironment } from './runtime/config/environment.js';
import { loadConfig } from './runtime/config/load-config.js';
import { AesGcmSealer } from './runtime/crypto/aes-gcm-sealer.js';
import { KeyRegistry } from './runtime/crypto/key-registry.js';
import { KeyRotation } from './runtime/crypto/key-rotation.js';
import { SealedData } from './runtime/crypto/sealed-data.js';
import { SealingKeysCommand } from './runtime/crypto/sealing-keys.command.js';
import { createDataSource } from './runtime/database/data-source.js';
import { Database } from './runtime/database/database.js';
import { SystemClock } from './runtime/time/system-clock.js';
import { sealedColumns } from './sealed-columns.js';

/** Counting reads whole tables. */
const patienceMs = 10 * 60_000;

/** `npm run keys:status`, `keys:rotate`, `keys:verify`: sealing keys, for whoever may reach the database and has the ring. */
async function main(args: readonly string[]): Promise<0 | 1> {
  const config = loadConfig(readEnvironment());
  if (config.databaseUrl === null) throw new Error('DATABASE_URL must be set: the database of the service that runs.');
  return config.databaseUrl.use((url) => runOn(url, config, args));
}

async function runOn(url: string, config: Config, args: readonly string[]): Promise<0 | 1> {
  const source = await createDataSource({ url, poolSize: 1, queryTimeoutMs: patienceMs }).initialize();
  try {
    const database = new Database(source);
    const sealer = new AesGcmSealer(config.sealingKeys);
    const data = new SealedData(database, sealedColumns);
    const registry = new KeyRegistry(database, sealer, new SystemClock(), config, data);
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    return await new SealingKeysCommand(config.sealingKeys, registry, data, new KeyRotation(data, sealer), print).run(args);
  } finally {
    await source.destroy();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
