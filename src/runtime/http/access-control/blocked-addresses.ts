const mostKept = 10_000;

/** A map with ends of life that forgets its oldest entries when it is full. */
class ExpiringMap {
  readonly #ends = new Map<string, number>();

  has(key: string, now: number): boolean {
    const end = this.#ends.get(key);
    if (end === undefined) return false;
    if (end > now) return true;
    this.#ends.delete(key);
    return false;
  }

  set(key: string, end: number): void {
    this.#ends.delete(key);
    this.#ends.set(key, end);
    if (this.#ends.size <= mostKept) return;
    const oldest = this.#ends.keys().next();
    if (oldest.done !== true) this.#ends.delete(oldest.value);
  }
}

/**
 * Addresses from which too many wrong credentials came: further ones are refused unseen, so that guessing is slow.
 * Credentials that were good a moment ago still pass, so that a guesser cannot lock out others behind the same address.
 * Times are in milliseconds.
 */
export class BlockedAddresses {
  readonly #blocked = new ExpiringMap();
  readonly #good = new ExpiringMap();

  block(address: string, now: number, milliseconds: number): void {
    this.#blocked.set(address, now + milliseconds);
  }

  remember(credentialDigest: string, now: number): void {
    this.#good.set(credentialDigest, now + 10 * 60_000);
  }

  refuses(address: string, credentialDigest: () => string, now: number): boolean {
    return this.#blocked.has(address, now) && !this.#good.has(credentialDigest(), now);
  }
}
