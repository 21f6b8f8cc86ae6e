const mostKept = 10_000;

/**
 * Addresses from which too many wrong credentials came: further wrong ones from there are answered `429`, without being counted.
 * Kept in memory of each process, a limited number of them. Times are in milliseconds.
 */
export class BlockedAddresses {
  readonly #ends = new Map<string, number>();

  block(address: string, now: number, milliseconds: number): void {
    this.#ends.delete(address);
    this.#ends.set(address, now + milliseconds);
    if (this.#ends.size <= mostKept) return;
    const oldest = this.#ends.keys().next();
    if (oldest.done !== true) this.#ends.delete(oldest.value);
  }

  /** Whole seconds until the address is blocked no more; 0 when it is not blocked. */
  blockedFor(address: string, now: number): number {
    const end = this.#ends.get(address);
    if (end === undefined) return 0;
    if (end > now) return Math.ceil((end - now) / 1000);
    this.#ends.delete(address);
    return 0;
  }
}
