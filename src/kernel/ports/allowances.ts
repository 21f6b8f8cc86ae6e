/** How often something may happen within a window. */
export interface Allowance {
  /** What is counted, such as `bluesky.login`. */
  readonly name: string;
  readonly times: number;
  readonly windowSeconds: number;
}

/** Whether it may happen now; if not, after how many seconds (at least 1) it may again. */
export type Permission = { readonly granted: true } | { readonly granted: false; readonly retryAfterSeconds: number };

/** Counts, shared by all processes, of what may only happen so often per subject. Subjects are kept as digests. */
export abstract class Allowances {
  /** Takes one from the subject's allowance, unless it is used up. The window begins with the first one taken. */
  abstract take(allowance: Allowance, subject: string): Promise<Permission>;

  /** Gives back one that was taken and turned out not to count. */
  abstract giveBack(allowance: Allowance, subject: string): Promise<void>;
}
