import { startEmbeddedServer, type EmbeddedServer } from '../../src/runtime/database/embedded-server.js';

let starting: Promise<EmbeddedServer> | null = null;

/** Address of the run's own PostgreSQL. Started by the first who asks, shared by all workers, stopped when the run ends. */
export async function testServer(): Promise<string> {
  starting ??= startEmbeddedServer({ dataFolder: folder(), ownerPid: Number(process.env['TEST_RUN_PID']), durable: false });
  return (await starting).url;
}

function folder(): string {
  const path = process.env['TEST_DATABASE_FOLDER'];
  if (path === undefined) throw new Error('The run has no folder for its database: start it by `npm run jest`.');
  return path;
}
