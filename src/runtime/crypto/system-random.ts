import { randomBytes, randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock } from '../../kernel/ports/clock.js';
import { Random } from '../../kernel/ports/random.js';
import { Secret } from '../../kernel/secret.js';

/** Half of the counter's 32 bits are left free at the start of each millisecond, so that it cannot run over in one. */
const counterStarts = 2 ** 31;

/** Ids that carry the clock's time and grow strictly within a process, also when the clock stands still or goes back. */
export class SystemRandom extends Random {
  #milliseconds = 0;
  #counter = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  override uuid(): string {
    const now = this.clock.now().getTime();
    if (now > this.#milliseconds) {
      this.#milliseconds = now;
      this.#counter = randomInt(counterStarts);
    } else {
      this.#counter += 1;
    }
    return v7({ msecs: this.#milliseconds, seq: this.#counter });
  }

  override token(): Secret {
    return Secret.of(randomBytes(32).toString('base64url'));
  }
}
