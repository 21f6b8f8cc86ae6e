import { Allowances, type Allowance, type Permission } from '../../src/kernel/ports/allowances.js';

/** Counts in memory; windows never end. */
export class CountingAllowances extends Allowances {
  readonly #taken = new Map<string, number>();

  override take(allowance: Allowance, subject: string): Promise<Permission> {
    const taken = this.taken(allowance.name, subject);
    if (taken >= allowance.times) return Promise.resolve({ granted: false, retryAfterSeconds: allowance.windowSeconds });
    this.#taken.set(`${allowance.name} ${subject}`, taken + 1);
    return Promise.resolve({ granted: true });
  }

  override giveBack(allowance: Allowance, subject: string): Promise<void> {
    this.#taken.set(`${allowance.name} ${subject}`, this.taken(allowance.name, subject) - 1);
    return Promise.resolve();
  }

  /** How many are out. */
  taken(name: string, subject: string): number {
    return this.#taken.get(`${name} ${subject}`) ?? 0;
  }
}
