/** Waiting, as a port, so that no test waits. */
export abstract class Timer {
  /** Resolves after `milliseconds`. Never throws. */
  abstract sleep(milliseconds: number): Promise<void>;
}
