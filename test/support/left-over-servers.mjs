import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const runFolderPrefix = 'social-accounts-test-';

/** Stops the PostgreSQL of a test run, whoever started it, and removes the run's folder. Its data is worth nothing. */
export async function stopServerIn(folder) {
  for (const cluster of clustersOf(folder)) {
    const pid = serverPid(cluster);
    if (pid !== null) await end(pid);
  }
  for (const path of [folder, ...outsideFolders(folder)]) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

/** The same for runs that were killed before they could tidy up. */
export async function stopLeftOverServers() {
  const base = realpathSync(tmpdir());
  for (const entry of readdirSync(base).filter((name) => name.startsWith(runFolderPrefix))) {
    const pid = Number(entry.slice(runFolderPrefix.length).split('-')[0]);
    if (!runs(pid)) await stopServerIn(join(base, entry));
  }
}

function clustersOf(folder) {
  return [join(folder, 'postgres', 'cluster'), ...outsideFolders(folder).map((path) => join(path, 'cluster'))];
}

/** Where root's server stands when the temporary folder cannot be reached by another user. */
function outsideFolders(folder) {
  const file = join(folder, 'postgres.json');
  if (!existsSync(file)) return [];
  return [join('/var/lib/social-accounts', JSON.parse(readFileSync(file, 'utf8')).id)];
}

/** The server's process, where the system can confirm that the number is still its. */
function serverPid(cluster) {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!runs(pid)) return null;
  const commandFile = `/proc/${pid}/cmdline`;
  return existsSync(commandFile) && !readFileSync(commandFile, 'utf8').includes(cluster) ? null : pid;
}

async function end(pid) {
  // Quit at once, then, if that is not heard within five seconds, without asking.
  process.kill(pid, 'SIGQUIT');
  for (let waited = 0; runs(pid) && waited < 5_000; waited += 50) await sleep(50);
  if (runs(pid)) process.kill(pid, 'SIGKILL');
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
