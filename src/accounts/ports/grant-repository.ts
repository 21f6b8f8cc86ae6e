import type { GrantId } from '../../kernel/ids.js';
import type { AppPerson, Grant, GrantHolder } from '../domain/grant.js';

/** Grants with their tokens; the repository is where tokens are sealed and opened. */
export abstract class GrantRepository {
  /** The grant of this id, or `null` when it was wiped. */
  abstract find(id: GrantId): Promise<Grant | null>;

  /** The grant of this holder, or `null` when there is none. */
  abstract findByHolder(holder: GrantHolder): Promise<Grant | null>;

  /** The grant of this holder, its row locked until the transaction ends, or `null` when there is none. */
  abstract lockByHolder(holder: GrantHolder): Promise<Grant | null>;

  /**
   * Lets nobody else connect this person at this app, or give the person's authorization back, in any workspace and on any
   * platform that has this app, until the transaction ends. Whoever holds a workspace's row takes that lock first.
   */
  abstract lockPerson(person: AppPerson): Promise<void>;

  abstract insert(grant: Grant): Promise<void>;

  /**
   * Writes the grant if its stored version is still the one before `grant.version`.
   * Answers `false`, and writes nothing, when somebody else was faster or the grant was wiped.
   */
  abstract replace(grant: Grant): Promise<boolean>;

  /** Wipes the grant and its tokens. Wiping one that is gone is fine. */
  abstract wipe(id: GrantId): Promise<void>;

  /**
   * Wipes up to `limit` grants that belong to no workspace, were obtained before `before` and have no account standing on them.
   * Answers how many. Any number of processes may do so at once.
   */
  abstract wipeUnused(before: Date, limit: number): Promise<number>;
}
