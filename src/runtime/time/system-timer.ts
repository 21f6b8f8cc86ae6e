import { setTimeout as sleep } from 'node:timers/promises';
import { Timer } from '../../kernel/ports/timer.js';

/** Waits in real time. A wait does not keep the process alive. */
export class SystemTimer extends Timer {
  override async sleep(milliseconds: number): Promise<void> {
    await sleep(Math.max(0, milliseconds), undefined, { ref: false });
  }
}
