import { notFound } from '../../kernel/domain-error.js';
import type { ConnectSessionId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import { statusAt, type ConnectFailure, type ConnectSessionStatus } from '../domain/connect-session.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import type { SocialAccountView } from '../ports/social-account-view.js';

/** A session as callers see it: how far it is and what came of it, and nothing of what was authorized. */
export interface ConnectSessionView {
  readonly id: string;
  readonly workspaceId: string;
  readonly platform: string;
  readonly status: ConnectSessionStatus;
  readonly candidateCount: number;
  readonly accounts: readonly SocialAccountView[];
  readonly error: ConnectFailure | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Reads one connect session. */
@UseCase()
export class ReadConnectSession {
  constructor(
    private readonly sessions: ConnectSessionRepository,
    private readonly accounts: SocialAccountRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`. */
  async execute(workspaceId: WorkspaceId, sessionId: ConnectSessionId): Promise<ConnectSessionView> {
    const session = await this.sessions.find(workspaceId, sessionId);
    if (session === null) throw notFound();
    return {
      id: session.id,
      workspaceId: session.workspaceId,
      platform: session.platform,
      status: statusAt(session, this.clock.now()),
      candidateCount: session.candidateCount,
      accounts: session.accountIds.length === 0 ? [] : await this.accounts.views(workspaceId, session.accountIds),
      error: session.failure,
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
    };
  }
}
