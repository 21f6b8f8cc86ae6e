import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolderPrefix, stopLeftOverServers } from './left-over-servers.mjs';

/** Names the run's folder and owner. No server starts here: the first test that asks for a database starts it. */
export default async function globalSetup() {
  await stopLeftOverServers();
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `${runFolderPrefix}${process.pid}-`));
  process.env.TEST_DATABASE_FOLDER = folder;
  process.env.TEST_RUN_PID = String(process.pid);
}
