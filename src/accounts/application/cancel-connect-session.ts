import { notFound } from '../../kernel/domain-error.js';
import type { ConnectSessionId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import { assertOpen, cancelled } from '../domain/connect-session.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';

/** Gives up an open session and wipes what it holds. */
@UseCase()
export class CancelConnectSession {
  constructor(
    private readonly sessions: ConnectSessionRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, `session_expired`, `session_not_open`. */
  async execute(workspaceId: WorkspaceId, sessionId: ConnectSessionId): Promise<void> {
    await this.transaction.run(async () => {
      const session = await this.sessions.lock(workspaceId, sessionId);
      if (session === null) throw notFound();
      const now = this.clock.now();
      assertOpen(session, now);
      await this.sessions.save(cancelled(session, now));
    });
  }
}
