import type { UnclaimedAuthorizationId } from '../../kernel/ids.js';
import type { UnclaimedAuthorization } from '../domain/unclaimed-authorization.js';

/** Authorizations whose person is not known yet; the repository is where their tokens are sealed and opened. */
export abstract class UnclaimedAuthorizationRepository {
  abstract keep(one: UnclaimedAuthorization): Promise<void>;

  /** Forgetting one that is gone is fine. */
  abstract forget(id: UnclaimedAuthorizationId): Promise<void>;

  /**
   * One whose turn has come at `at`, counted as asked and put off before it is handed out, so that no other process asks at the same
   * time; `null` when there is none.
   */
  abstract claimDue(at: Date): Promise<UnclaimedAuthorization | null>;
}
