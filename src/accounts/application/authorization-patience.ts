import type { Timer } from '../../kernel/ports/timer.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';

/**
 * The most that platforms are waited for in one callback, all calls together: a person sits before an empty page, proxies give up
 * after a minute, and a process that is told to stop waits until callbacks under way have ended.
 */
export const authorizationPatienceMs = 45_000;

/** One time limit for everything that is asked of platforms in one callback. Begins to run when it is made. */
export class AuthorizationPatience {
  readonly #over: Promise<never>;

  constructor(timer: Timer) {
    this.#over = timer.sleep(authorizationPatienceMs).then(() => {
      throw new ProviderError('timeout', 'authorize');
    });
    // Most callbacks end in time, and then nobody asks any more.
    this.#over.catch(() => undefined);
  }

  /**
   * What the work comes to.
   * @throws ProviderError `timeout` when the time is over first: the work goes on, and what it comes to is dropped.
   */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#over]);
  }
}
