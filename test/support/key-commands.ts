import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface KeyCommandOutcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  /** Resident memory at each thing that it printed, in MiB. */
  readonly residentMiB: readonly number[];
}

export interface KeyCommandOptions {
  /** Kills the process, without warning, once this stands in what it prints. */
  readonly killAt?: string;
}

/** `npm run keys:<command>` as a process of its own, from the build. */
export async function runKeyCommand(
  command: 'status' | 'rotate' | 'verify',
  databaseUrl: string,
  sealingKeys: string,
  { killAt }: KeyCommandOptions = {},
): Promise<KeyCommandOutcome> {
  const child = spawn(process.execPath, ['dist/src/sealing-keys.js', command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, SEALING_KEYS: sealingKeys },
  });
  let out = '';
  const residentMiB: number[] = [];
  const hear = (chunk: Buffer): void => {
    out += chunk.toString();
    residentMiB.push(residentOf(child.pid));
    if (killAt !== undefined && out.includes(killAt)) child.kill('SIGKILL');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, out, residentMiB };
}

/** Linux tells it; elsewhere, and once the process is gone, it is 0. */
function residentOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
