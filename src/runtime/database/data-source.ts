import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../../migrations/all.js';
import { connectionPatienceMs, queryPatienceMs } from '../patience.js';

export interface DatabaseSettings {
  /** `postgres://…`; TLS is asked for by its `sslmode`. */
  readonly url: string;
  /** How many connections this process opens at most. */
  readonly poolSize: number;
  /** How long one statement may take before its caller gets an error. */
  readonly queryTimeoutMs?: number;
}

/**
 * The service's connections to PostgreSQL, not yet opened. Good behind a pooler in transaction mode: nothing is set for a
 * session, so statements must not lean on the session's time zone, and a timeout is watched on this side.
 */
export function createDataSource(settings: DatabaseSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}

export function dataSourceOptions(settings: DatabaseSettings): DataSourceOptions {
  return {
    type: 'postgres',
    driver: pg,
    url: settings.url,
    applicationName: 'social-accounts',
    migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    // Silent: what fails is thrown, and the standard logger prints to the console.
    logging: false,
    logger: 'debug',
    poolSize: settings.poolSize,
    // An idle connection that broke is replaced by the next who needs one.
    poolErrorHandler: () => undefined,
    extra: {
      connectionTimeoutMillis: connectionPatienceMs,
      query_timeout: settings.queryTimeoutMs ?? queryPatienceMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    },
  };
}
