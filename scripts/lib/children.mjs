import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolder } from './kept-secrets.mjs';

const patienceMs = 20_000;

/** The processes of one `npm start`, stopped in the reverse order of their start. */
export class Children {
  #list = [];
  #onDeath;
  #stopping = false;

  /** `onDeath(name, code)` is called when one ends although nobody stopped it. */
  constructor(onDeath) {
    this.#onDeath = onDeath;
  }

  /** Starts a program of ours. In a process group of its own, so that Ctrl-C reaches it through us, in the right order. */
  start(name, file, env) {
    const child = spawn(process.execPath, ['--enable-source-maps', file], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    const ended = new Promise((resolve) => {
      child.once('error', () => resolve(1));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
    this.#list.push({ name, child, ended });
    void ended.then((code) => {
      if (!this.#stopping) this.#onDeath(name, code);
    });
    return child;
  }

  async stop() {
    this.#stopping = true;
    for (const { child, ended } of this.#list.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      const done = await Promise.race([ended.then(() => true), sleep(patienceMs, false, { ref: false })]);
      if (!done) child.kill('SIGKILL');
    }
  }
}

/** Runs a program of ours to its end and throws when it fails. */
export async function runToEnd(file, env) {
  const child = spawn(process.execPath, ['--enable-source-maps', file], { env, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${file} failed.`);
}

const file = join(dataFolder, 'processes.json');
let noted = false;

/** Notes who runs, for the start after a `kill -9`. */
export async function noteProcesses(identify, pids) {
  const children = await Promise.all(pids.map(identify));
  noted = true;
  writeFileSync(file, JSON.stringify({ parent: await identify(process.pid), children }), { mode: 0o600 });
}

/** Removes our own note, never that of another start which runs. */
export function forgetProcesses() {
  if (noted) rmSync(file, { force: true });
}

/** Ends what a killed start left running. */
export async function endLeftOvers(stillRuns) {
  if (!existsSync(file)) return;
  const { parent, children } = JSON.parse(readFileSync(file, 'utf8'));
  if (await stillRuns(parent)) throw new Error(`It already runs (process ${parent.pid}). Stop that one first.`);
  for (const child of children) {
    if (child === null || !(await stillRuns(child))) continue;
    process.kill(child.pid, 'SIGTERM');
    for (let waited = 0; (await stillRuns(child)) && waited < patienceMs; waited += 100) await sleep(100);
    if (await stillRuns(child)) process.kill(child.pid, 'SIGKILL');
  }
  rmSync(file, { force: true });
}
