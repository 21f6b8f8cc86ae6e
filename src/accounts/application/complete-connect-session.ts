import { actorOf, type Actor, type Caller } from '../../kernel/caller.js';
import { DomainError, notFound, validationFailed } from '../../kernel/domain-error.js';
import type { ConnectSessionId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { completed, wasBegunBy, type ConnectSession } from '../domain/connect-session.js';
import { pickCandidates } from '../domain/selection.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { ConnectAccounts } from './connect-accounts.js';
import { assertLeftOut } from './initiator.js';
import { openObtained, type Presented } from './open-obtained.js';

export interface CompleteConnectSessionInput extends Presented {
  readonly workspaceId: WorkspaceId;
  readonly sessionId: ConnectSessionId;
  readonly onBehalfOf: string | null;
  /** Candidate ids; `null`: the only selectable one. */
  readonly selection: readonly string[] | null;
}

/** Connects what the person picked: every account of it, or none. */
@UseCase()
export class CompleteConnectSession {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly workspaces: WorkspaceDirectory,
    private readonly sessions: ConnectSessionRepository,
    private readonly connectAccounts: ConnectAccounts,
    private readonly transaction: Transaction,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError those of `openObtained`, `validation_failed` for an `onBehalfOf` that is missing or must be left out,
   * `forbidden` for another person than the one begun for, `invalid_selection`, `account_limit_reached` (the session stays open), `platform_not_configured`.
   */
  async execute(input: CompleteConnectSessionInput): Promise<ConnectSession> {
    assertLeftOut(input.caller, input.onBehalfOf);
    return this.transaction.run(async () => {
      // The workspace row is locked first everywhere, so that two writers of one workspace queue up instead of deadlocking.
      if ((await this.workspaces.lock(input.workspaceId)) === null) throw notFound();
      const session = await this.sessions.lock(input.workspaceId, input.sessionId);
      const now = this.clock.now();
      assertPerson(session, input);
      const { tokens, obtainedAt, identity, candidates, others } = openObtained(session, input, this.digest, now);
      const picked = pickCandidates(candidates, input.selection);
      const provider = this.registry.require(session.platform);
      const connectedBy = input.onBehalfOf ?? input.caller.id;
      const actor = actorFor(input.caller, input.onBehalfOf);
      const accountIds = await this.connectAccounts.execute({
        workspaceId: input.workspaceId,
        provider,
        tokens,
        obtainedAt,
        identity,
        candidates: picked,
        others: [...candidates.filter((candidate) => !picked.includes(candidate)), ...others],
        connectedBy,
        actor,
        at: now,
      });
      const ended = completed(session, accountIds, now);
      await this.sessions.save(ended);
      return ended;
    });
  }
}

/** A key says again for which person it acts, and it must be the one it began for. */
function assertPerson(session: ConnectSession | null, input: CompleteConnectSessionInput): asserts session is ConnectSession {
  if (session === null) throw notFound();
  if (!wasBegunBy(session, input.caller)) return;
  const { onBehalfOf } = session.initiator;
  if (onBehalfOf !== null && input.onBehalfOf === null) {
    throw validationFailed([{ field: 'onBehalfOf', message: 'is required with a key: the person at the browser' }]);
  }
  if (input.onBehalfOf === onBehalfOf) return;
  throw new DomainError('forbidden', 'This connect session was begun for another person.');
}

/** History names the person who authorized; a key is only the messenger. */
function actorFor(caller: Caller, onBehalfOf: string | null): Actor {
  return onBehalfOf === null ? actorOf(caller) : { type: 'user', id: onBehalfOf };
}
