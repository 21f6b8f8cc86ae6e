import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process, told apart from a later one that got the same number, where the system says when it began. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string | null;
}

/** The identity of a running process, or `null` when there is none of this number. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  if (!isRunning(pid)) return null;
  return { pid, startedAt: await startOf(pid) };
}

/** Whether this very process still runs. */
export async function stillRuns(identity: ProcessIdentity): Promise<boolean> {
  const present = await identify(identity.pid);
  return present !== null && present.startedAt === identity.startedAt;
}

/** Whether any process of this number runs, ours or another user's. A finished one that nobody has collected does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startOf(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The second field is the program's name in brackets and may hold spaces; the start is the 22nd field.
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Runs `work` while no other process does so under the same file. A file that a dead process left behind counts for nothing. */
export async function withFileLock<T>(file: string, work: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await take(file))) {
    if (await isAbandoned(file)) await rm(file, { force: true });
    else if (performance.now() > giveUpAt) throw new Error(`Another process has held ${file} for too long.`);
    else await sleep(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** The file appears whole, by a link, so that nobody ever reads one half written. */
async function take(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(await identify(process.pid)), { mode: 0o600 });
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text !== null && !(await stillRuns(JSON.parse(text) as ProcessIdentity));
}
