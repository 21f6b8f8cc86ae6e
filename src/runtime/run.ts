import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from '../kernel/ports/logger.js';
import { Secret } from '../kernel/secret.js';
import type { Config } from './config/config.js';
import { readEnvironment } from './config/environment.js';
import { loadConfig } from './config/load-config.js';
import { createDataSource } from './database/data-source.js';
import { startEmbeddedServer } from './database/embedded-server.js';
import { Migrator } from './database/migrator.js';
import { Lifecycle } from './health/lifecycle.js';
import { redactText } from './logging/redact.js';
import { noticeMs, processPatienceMs } from './patience.js';

/** Boots the process: configuration, database, application, listening; and ends it in that order backwards on SIGTERM or SIGINT. */
export async function run(createApp: (config: Config) => Promise<NestFastifyApplication>): Promise<void> {
  try {
    await start(createApp);
  } catch (error) {
    const known = error instanceof Error && ['ConfigurationError', 'SealingKeyError'].includes(error.name);
    const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`${redactText(text)}\n`);
    process.exit(1);
  }
}

async function start(createApp: (config: Config) => Promise<NestFastifyApplication>): Promise<void> {
  const read = loadConfig(readEnvironment());
  const { config, stopDatabase } = await withDatabase(read);
  try {
    const app = await createApp(config);
    await app.listen({ port: config.port, host: config.host });
    const logger = app.get(Logger);
    logger.info('service.started', { url: config.publicUrl, port: config.port, role: config.processRole });
    endOnSignal(async (signal) => {
      logger.info('service.stopping', { signal });
      app.get(Lifecycle).drain();
      if (config.production) await new Promise((resolve) => setTimeout(resolve, noticeMs));
      await app.close();
      await stopDatabase();
      logger.info('service.stopped');
    });
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}

/** Without a database of its own configured, one is started beside the service and brought up to date. */
async function withDatabase(config: Config): Promise<{ config: Config; stopDatabase: () => Promise<void> }> {
  if (config.databaseUrl !== null) return { config, stopDatabase: () => Promise.resolve() };
  const server = await startEmbeddedServer({ dataFolder: config.dataFolder });
  try {
    const source = await createDataSource({ url: server.url, poolSize: 1, queryTimeoutMs: 120_000 }).initialize();
    await new Migrator(source).migrate();
    await source.destroy();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { config: { ...config, databaseUrl: Secret.of(server.url) }, stopDatabase: () => server.stop() };
}

function endOnSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    // A second signal means: now.
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), processPatienceMs).unref();
    stop(signal).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
