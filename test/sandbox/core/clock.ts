/** The sandbox's time: the machine's, moved forward on demand. Everything that expires here expires by it. */
export class SandboxClock {
  private offset = 0;

  /** Epoch milliseconds. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** The present moment in whole epoch seconds, as platforms write it. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  get offsetMs(): number {
    return this.offset;
  }

  advance(seconds: number): void {
    this.offset += Math.round(seconds * 1000);
  }

  /** Sets how far the clock runs ahead of the machine's, in milliseconds. */
  restore(offsetMs: number): void {
    this.offset = offsetMs;
  }
}
