import { Clock } from '../../kernel/ports/clock.js';

/** The machine's clock, moved by as much as the sandbox's was, so that months can pass in a demo or a test. */
export class SandboxClock extends Clock {
  /** @param offset answers by how many milliseconds the sandbox is ahead of the machine. */
  constructor(private readonly offset: () => number) {
    super();
  }

  override now(): Date {
    return new Date(Date.now() + this.offset());
  }
}
