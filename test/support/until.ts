import { setTimeout as wait } from 'node:timers/promises';

/** Looks every few milliseconds until `look` is true, for what another process or a real clock brings about. Throws after `patienceMs`. */
export async function until(look: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const giveUp = Date.now() + patienceMs;
  while (!(await look())) {
    if (Date.now() > giveUp) throw new Error(`waited ${String(patienceMs)} ms in vain: ${look.toString()}`);
    await wait(10);
  }
}
