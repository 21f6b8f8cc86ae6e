import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';

export interface KeySetCacheOptions {
  /** Reads the key set; throws when it cannot. */
  readonly fetch: () => Promise<JSONWebKeySet>;
  /** Milliseconds of a clock that only moves as real time does. */
  readonly now: () => number;
  /** Told why a reading failed. */
  readonly onFailure: (error: unknown) => void;
}

type KeyFinder = ReturnType<typeof createLocalJWKSet>;

/**
 * Least time between two readings for the same cause: neither tokens with invented key ids nor an identity provider that is down must turn
 * into load on it. The two causes are timed apart, so that keys which rotate right after they were read are found at once.
 */
const cooldown = 10_000;
/** From this age on the set is read again behind the scenes. */
const refreshAfter = 10 * 60_000;
/** From this age on a caller waits for the reading, so that a key taken back at night is not believed in the morning. */
const waitAfter = 60 * 60_000;

/** No key set was ever read and none can be read now. */
export class KeysUnavailableError extends Error {
  constructor() {
    super('the keys of the identity provider could not be read');
    this.name = 'KeysUnavailableError';
  }
}

/**
 * The identity provider's keys, kept in memory of each process: read at the first token, again at an unknown key id, and from
 * time to time. What was read stays in use while the provider cannot be reached.
 */
export class KeySetCache {
  #finder: KeyFinder | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #soughtAt = Number.NEGATIVE_INFINITY;
  #readings = 0;
  #reading: Promise<void> | null = null;

  constructor(private readonly options: KeySetCacheOptions) {}

  /**
   * The key that a token's header names.
   * @throws JWKSNoMatchingKey (of jose) when there is none, KeysUnavailableError when no key is known at all.
   */
  async find(header: JWTHeaderParameters): Promise<CryptoKey> {
    const before = this.#readings;
    await this.#freshen();
    const known = await this.#search(header);
    if (known !== null) return known;
    if (this.#readings === before) await this.#seek();
    const found = await this.#search(header);
    if (found === null) throw new errors.JWKSNoMatchingKey();
    return found;
  }

  async #freshen(): Promise<void> {
    const age = this.options.now() - this.#readAt;
    if (age < refreshAfter) return;
    const reading = this.#readAgain();
    if (age >= waitAfter) await reading;
    if (this.#finder === null) throw new KeysUnavailableError();
  }

  async #search(header: JWTHeaderParameters): Promise<CryptoKey | null> {
    try {
      return (await this.#finder?.(header)) ?? null;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return null;
      throw error;
    }
  }

  async #readAgain(): Promise<void> {
    if (this.#reading !== null) return this.#reading;
    if (this.options.now() - this.#triedAt < cooldown) return;
    this.#triedAt = this.options.now();
    await this.#read();
  }

  /** For a key id that is not in the set. */
  async #seek(): Promise<void> {
    if (this.#reading !== null) return this.#reading;
    if (this.options.now() - this.#soughtAt < cooldown) return;
    this.#soughtAt = this.options.now();
    await this.#read();
  }

  /** Never rejects. Callers that come meanwhile wait for this reading. */
  #read(): Promise<void> {
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    try {
      this.#finder = createLocalJWKSet(await this.options.fetch());
      this.#readAt = this.options.now();
      this.#readings += 1;
    } catch (error) {
      this.options.onFailure(error);
    }
  }
}
