import type { Caller, Permission } from '../caller.js';
import type { WorkspaceId } from '../ids.js';
import type { Secret } from '../secret.js';

/** What a request wants to do, as its route declares it. */
export interface Admission {
  readonly permission: Permission | 'any-credential';
  /** The workspace in the path, or `null` when the route has none. */
  readonly workspaceId: WorkspaceId | null;
  /** Whether the workspace must exist already; `false` only where it is about to be created. */
  readonly workspaceMustExist: boolean;
}

/** Decides who is calling and whether this caller may do this here. */
export abstract class Gatekeeper {
  /**
   * Who presents this bearer credential, or `null` when it is unknown, revoked, expired or not well formed.
   */
  abstract identify(credential: Secret): Promise<Caller | null>;

  /**
   * Resolves when the caller may go on.
   * @throws DomainError `not_found` for a workspace that is not the caller's or does not exist, `forbidden` without the role or scope.
   */
  abstract admit(caller: Caller, admission: Admission): Promise<void>;
}
