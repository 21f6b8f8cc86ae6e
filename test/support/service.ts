import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, type AppOverrides } from '../../src/create-app.js';
import type { Config } from '../../src/runtime/config/config.js';
import { loadConfig } from '../../src/runtime/config/load-config.js';
import { Database } from '../../src/runtime/database/database.js';
import { Metrics } from '../../src/runtime/metrics/metrics.js';
import { createTestDatabase } from './database.js';
import { leakWatch } from './leaks/leak-watch.js';
import { hearAnswers, hearStatements } from './leaks/wiretaps.js';

export interface ServiceOptions extends AppOverrides {
  /** Environment variables over the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** A database to share with another service; without it the service gets one of its own, dropped when it stops. */
  readonly databaseUrl?: string;
}

export interface RunningService {
  /** Where it really listens; also its `PUBLIC_URL`. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly serviceKey: string;
  /** Every line it logged, as JSON text. */
  readonly logs: readonly string[];
  /** @throws LeakFound when a secret stands in what it said, or in its own database. */
  stop(): Promise<void>;
}

const serviceKey = 'sak_svc_test-0123456789abcdef';
const sealingKey = `test:${Buffer.alloc(32, 7).toString('base64')}`;

hearStatements(leakWatch);

/** The whole service on a loopback port, on a database of its own, as the end-to-end suites use it. */
export async function startService(options: ServiceOptions = {}): Promise<RunningService> {
  const { env = {}, databaseUrl: shared, ...overrides } = options;
  const own = shared === undefined ? await createTestDatabase() : null;
  const databaseUrl = shared ?? own?.url ?? '';
  const logs: string[] = [];
  try {
    const port = await freePort();
    // Platforms that ask for https make an exception for this name only.
    const url = `http://localhost:${port}`;
    const config = loadConfig({
      PORT: String(port),
      PUBLIC_URL: url,
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: '5',
      SERVICE_API_KEY: serviceKey,
      SEALING_KEYS: sealingKey,
      LOG_LEVEL: 'debug',
      ...env,
    });
    const app = await createApp(config, { logDestination: { write: (line) => void logs.push(line) }, ...overrides });
    knowConfigured(config);
    hearAnswers(app.getHttpServer(), leakWatch);
    await app.listen({ port, host: '127.0.0.1' });
    const stop = async (): Promise<void> => {
      leakWatch.saw('the metrics', await app.get(Metrics).registry.metrics());
      await app.close();
      leakWatch.saw('the log', logs.join(''));
      await own?.drop();
      leakWatch.check();
    };
    return { url, app, config, database: app.get(Database), databaseUrl, serviceKey, logs, stop };
  } catch (error) {
    await own?.drop();
    throw error;
  }
}

/** Every key, and the bytes of those that are written in base64; what the platforms' apps are configured with is wrapped by their settings. */
function knowConfigured(config: Config): void {
  config.serviceApiKeys.forEach((key) => key.use((text) => leakWatch.knows('service key', text)));
  config.metricsToken?.use((text) => leakWatch.knows('metrics token', text));
  for (const { key } of config.sealingKeys) {
    key.use((text) => {
      leakWatch.knows('sealing key', text);
      leakWatch.knows('sealing key', Buffer.from(text, 'base64').toString('hex'));
    });
  }
}

/** Below the range from which systems take the ports of outgoing connections, a thousand for each worker of the test run. */
let nextPort = 12_000 + (Number(process.env['JEST_WORKER_ID'] ?? '0') % 16) * 1_000 + Math.floor(Math.random() * 1_000);

/** A port that nobody listens on, and that nobody else of this run is given. */
export async function freePort(): Promise<number> {
  const port = nextPort++;
  return (await isFree(port)) ? port : freePort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
