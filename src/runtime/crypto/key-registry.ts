import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/ports/clock.js';
import { Sealer, type SealContext } from '../../kernel/ports/sealer.js';
import { Secret } from '../../kernel/secret.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { SealedData } from './sealed-data.js';

/** A key that encrypted something here is missing from the ring or is another key of the same name. Names key ids only. */
export class SealingKeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealingKeyError';
  }
}

const canaryText = 'canary';
const undefinedTable = '42P01';

/** Knows which keys have encrypted in this database, and that the ring still opens what each of them encrypted. */
@Injectable()
export class KeyRegistry {
  #verified = false;

  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly data: SealedData,
  ) {}

  /**
   * Registers the ring's first key if it is new and checks every registered one; one that is out of the ring and of use is
   * forgotten. Answers `false` while the database has
   * no place for keys yet (not migrated); once it succeeded it is not asked again.
   * @throws SealingKeyError when the ring is empty, lacks a key that is in use or holds another one under its id.
   */
  async verify(): Promise<boolean> {
    if (this.#verified) return true;
    const first = this.config.sealingKeys[0];
    if (first === undefined) throw new SealingKeyError('SEALING_KEYS must be set: there is no key to encrypt with.');
    try {
      await this.database.run(() => this.#registerAndCheck(first.kid));
    } catch (error) {
      if ((error as { code?: unknown }).code === undefinedTable) return false;
      throw error;
    }
    this.#verified = true;
    return true;
  }

  /** One transaction: a ring that is refused must not leave its first key behind, or the right ring would be refused after it. */
  async #registerAndCheck(first: string): Promise<void> {
    await this.#register(first);
    const rows = await this.database.query<{ kid: string; canary: string }>('SELECT kid, canary FROM sealing_keys ORDER BY kid');
    for (const { kid, canary } of rows) await this.#check(kid, canary);
  }

  /** Two processes at once: one row wins, and both check it afterwards. */
  async #register(kid: string): Promise<void> {
    const canary = this.sealer.seal(Secret.of(canaryText), contextOf(kid));
    await this.database.query('INSERT INTO sealing_keys (kid, canary, first_used_at) VALUES ($1, $2, $3) ON CONFLICT (kid) DO NOTHING', [
      kid,
      canary,
      this.clock.now(),
    ]);
  }

  async #check(kid: string, canary: string): Promise<void> {
    if (!this.config.sealingKeys.some((key) => key.kid === kid)) return this.#forget(kid);
    if (!this.#opens(kid, canary)) {
      throw new SealingKeyError(`SEALING_KEYS holds another key as "${kid}" than the one that encrypted data in this database.`);
    }
  }

  async #forget(kid: string): Promise<void> {
    if (await this.data.isInUse(kid)) {
      throw new SealingKeyError(`SEALING_KEYS lacks the key "${kid}", which has encrypted data in this database.`);
    }
    await this.database.query('DELETE FROM sealing_keys WHERE kid = $1', [kid]);
  }

  #opens(kid: string, canary: string): boolean {
    try {
      return this.sealer.open(canary, contextOf(kid)).use((text) => text === canaryText);
    } catch {
      return false;
    }
  }
}

function contextOf(kid: string): SealContext {
  return { purpose: 'sealing_keys.canary', record: kid, owner: 'service' };
}
