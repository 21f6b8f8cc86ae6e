import type { ConnectSessionId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { ConnectSession } from '../domain/connect-session.js';

/** Where a platform sent the browser back to. */
export interface CallbackPlace {
  readonly platform: PlatformKey;
  /** Our app whose redirect URI it is, where each server of the platform has one. */
  readonly appId: string | null;
}

/** Connect sessions; what an authorization brought is sealed here. */
export abstract class ConnectSessionRepository {
  abstract insert(session: ConnectSession): Promise<void>;

  /** The session of this id in this workspace, or `null`. */
  abstract find(workspaceId: WorkspaceId, id: ConnectSessionId): Promise<ConnectSession | null>;

  /** Like `find`, with the row locked until the transaction ends. */
  abstract lock(workspaceId: WorkspaceId, id: ConnectSessionId): Promise<ConnectSession | null>;

  /** The session of this launch token, locked until the transaction ends, or `null` when no unfinished session has it. */
  abstract lockByLaunchToken(launchTokenHash: string): Promise<ConnectSession | null>;

  /**
   * Uses up a state: answers the open session that waits for it on this platform and forgets the state in the same statement,
   * so that of any number of callers one alone gets the session. `null` when the state is unknown, used, of another platform,
   * or its session has ended or run out of time.
   */
  abstract consumeState(stateHash: string, place: CallbackPlace, at: Date): Promise<ConnectSession | null>;

  /** How many sessions of a workspace are open at `at`. */
  abstract countOpen(workspaceId: WorkspaceId, at: Date): Promise<number>;

  /** Whether a session of any workspace waits, at `at`, for what it obtained on this platform to be picked from. */
  abstract awaitsCompletion(platform: PlatformKey, at: Date): Promise<boolean>;

  /** Writes a locked session as it is. */
  abstract save(session: ConnectSession): Promise<void>;

  /**
   * Writes the outcome of an authorization if the session still waits for it in the same attempt.
   * Answers `false`, and writes nothing, when it was cancelled, ran out of time or was launched anew meanwhile.
   */
  abstract saveOutcome(session: ConnectSession): Promise<boolean>;

  /** Writes that the person is sent to the platform once more, under the same conditions as `saveOutcome`; the session is of the next attempt. */
  abstract saveRelaunch(session: ConnectSession): Promise<boolean>;

  /** Ends up to `limit` sessions whose time is over at `at` and wipes them. Answers how many. */
  abstract expireDue(at: Date, limit: number): Promise<number>;

  /** Deletes up to `limit` sessions that ended before `before`. Answers how many. */
  abstract deleteEnded(before: Date, limit: number): Promise<number>;
}
