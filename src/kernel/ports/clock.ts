/** What time it is. Follows the sandbox's clock in sandbox mode, so that months can pass in a test. */
export abstract class Clock {
  /** The present moment, at millisecond precision. Never throws. */
  abstract now(): Date;
}
