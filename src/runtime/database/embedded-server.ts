import { spawn } from 'node:child_process';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { exists, programName } from './embedded-binaries.js';
import { changePort, prepareHome, type EmbeddedHome } from './embedded-home.js';
import { identify, stillRuns, withFileLock, type ProcessIdentity } from './process-identity.js';

export interface EmbeddedServerOptions {
  /** Absolute path of the folder in which the data survives restarts; made when missing. */
  readonly dataFolder: string;
  /** The process with which the server should end, when it is not this one (a test run's parent). */
  readonly ownerPid?: number;
  /** `false`: the data need not survive a crash of the machine, which makes writing faster. */
  readonly durable?: boolean;
}

export interface EmbeddedServer {
  /** With the password in it: for connecting, not for printing. */
  readonly url: string;
  /** Stops the server, unless it belongs to another process that still runs. May be called twice. */
  stop(): Promise<void>;
}

/** User and database have the same name. */
const name = 'social_accounts';
const startPatienceMs = 60_000;

/**
 * Starts a real PostgreSQL on this machine's loopback address, or joins the one that already runs on this data: as a guest
 * when its owner lives, as the new owner when its owner was killed.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  return withFileLock(join(options.dataFolder, 'postgres.lock'), async () => {
    const home = await prepareHome(options.dataFolder);
    const url = (await joinRunning(home)) ?? (await startNew(home, options.durable ?? true));
    const owned = await becomeOwner(home, options.ownerPid ?? process.pid);
    let stopping: Promise<void> | null = null;
    return { url, stop: () => (stopping ??= owned ? stopServer(home) : Promise.resolve()) };
  });
}

/** The address of the server that runs on this data and takes our password; `null` when there is none (any more). */
async function joinRunning(home: EmbeddedHome): Promise<string | null> {
  const running = await runningServer(home);
  if (running === null) return null;
  const url = addressOf(home, running.port);
  if (await answers(url)) return url;
  if (running.certain) await stopServer(home);
  return null;
}

async function startNew(first: EmbeddedHome, durable: boolean): Promise<string> {
  await makeCluster(first);
  let home = first;
  for (let attempt = 1; ; attempt += 1) {
    const failure = await launch(home, durable);
    if (failure === null) break;
    if (attempt === 3 || !failure.includes('could not bind')) throw new Error(`The embedded PostgreSQL did not start.\n${failure}`);
    home = await changePort(home);
  }
  await makeDatabase(home);
  return addressOf(home, home.state.port);
}

/** Makes the cluster under another name first, so that one left half made is never taken for a whole one. */
async function makeCluster(home: EmbeddedHome): Promise<void> {
  if (await exists(home.cluster)) return;
  const unfinished = `${home.cluster}.new`;
  const passwordFile = join(home.folder, 'password.new');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, home.state.password, { mode: 0o600 });
  if (home.user !== null) {
    await chown(unfinished, home.user.uid, home.user.gid);
    await chown(passwordFile, home.user.uid, home.user.gid);
  }
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${name}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await runProgram(home, 'initdb', ['-D', unfinished, '--no-sync', '--no-instructions', ...locale, ...access]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, home.cluster);
}

/** Starts the server and waits until it is ready; answers what it said when it ended instead. */
async function launch(home: EmbeddedHome, durable: boolean): Promise<string | null> {
  const logFile = join(home.dataFolder, 'postgres.log');
  const log = await open(logFile, 'w', 0o600);
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: home.state.port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without the values that broke a constraint.
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  // Detached: Ctrl-C in a terminal goes to us alone, and we stop the server after all who use it.
  const child = spawn(program(home, 'postgres'), ['-D', home.cluster, ...flags], {
    ...surroundings(home),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`It ended with ${code ?? signal}.`));
  });
  child.unref();
  await log.close();
  const waiting = new AbortController();
  const failure = await Promise.race([ended, waitUntilReady(home, child.pid, waiting.signal)]);
  waiting.abort();
  return failure === null ? null : `${failure}\n${(await readFile(logFile, 'utf8')).trim().split('\n').slice(-10).join('\n')}`;
}

async function waitUntilReady(home: EmbeddedHome, pid: number | undefined, signal: AbortSignal): Promise<string | null> {
  const giveUpAt = performance.now() + startPatienceMs;
  while (performance.now() < giveUpAt && !signal.aborted) {
    const lines = await pidFileLines(home);
    if (Number(lines[0]) === pid && lines[7]?.trim() === 'ready') return null;
    await sleep(20);
  }
  return 'It was not ready in time.';
}

async function makeDatabase(home: EmbeddedHome): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(home, home.state.port, 'postgres'), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}

/** A process that PostgreSQL's own file names. Not `certain`: the number may by now belong to any other program. */
async function runningServer(home: EmbeddedHome): Promise<{ port: number; certain: boolean } | null> {
  const lines = await pidFileLines(home);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || (await identify(pid)) === null) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return { port: Number(lines[3]), certain: command.split('\0').includes(home.cluster) };
}

async function pidFileLines(home: EmbeddedHome): Promise<string[]> {
  const text = await readFile(join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? [] : text.split('\n');
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  // A server that goes away while we ask is an answer too.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function addressOf(home: EmbeddedHome, port: number, database = name): string {
  return `postgres://${name}:${home.state.password}@127.0.0.1:${port}/${database}`;
}

/** Whether the server is now this process's to stop. */
async function becomeOwner(home: EmbeddedHome, pid: number): Promise<boolean> {
  const file = join(home.dataFolder, 'postgres.owner');
  const text = await readFile(file, 'utf8').catch(() => null);
  const present = text === null ? null : (JSON.parse(text) as ProcessIdentity);
  if (present !== null && present.pid !== pid && (await stillRuns(present))) return false;
  await writeFile(file, JSON.stringify(await identify(pid)), { mode: 0o600 });
  return true;
}

/** Fast first: it ends running transactions and leaves the data whole; at once if that does not come to an end. */
async function stopServer(home: EmbeddedHome): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if ((await runningServer(home)) === null) break;
    try {
      await runProgram(home, 'pg_ctl', ['stop', '-D', home.cluster, '-m', mode, '-w', '-t', '30', '-s']);
    } catch (error) {
      // It may have ended by itself in the meantime.
      if (mode === 'immediate' && (await runningServer(home)) !== null) throw error;
    }
  }
  await rm(join(home.dataFolder, 'postgres.owner'), { force: true });
}

async function runProgram(home: EmbeddedHome, which: 'initdb' | 'pg_ctl', parameters: readonly string[]): Promise<void> {
  const child = spawn(program(home, which), parameters, { ...surroundings(home), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`PostgreSQL's ${which} failed.\n${said.trim()}`);
}

function program(home: EmbeddedHome, which: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(home.binaries, 'bin', programName(which));
}

/** Nothing of our own environment: it holds keys that no other user's process needs to see. */
function surroundings(home: EmbeddedHome): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } {
  return { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' }, ...(home.user ?? {}) };
}
