import { validationFailed } from '../../kernel/domain-error.js';
import type { ConnectSessionId, WorkspaceId } from '../../kernel/ids.js';
import { cutPage, type Page, type PageRequest } from '../../kernel/page.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { UseCase } from '../../kernel/use-case.js';
import type { OfferedCandidate } from '../domain/connect-session.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { openObtained, type Presented } from './open-obtained.js';

export interface ListCandidatesInput extends Presented {
  readonly workspaceId: WorkspaceId;
  readonly sessionId: ConnectSessionId;
  /** Part of a display name or username; `null`: all. */
  readonly search: string | null;
  readonly page: PageRequest;
}

/** A candidate as it is shown: what helps to choose, and nothing secret. */
export interface CandidateView {
  readonly id: string;
  readonly kind: string;
  readonly displayName: string;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly selectable: boolean;
  readonly reason: string | null;
  readonly alreadyConnected: boolean;
}

/** Shows what an authorization made connectable to who began the session and holds its connect code. */
@UseCase()
export class ListCandidates {
  constructor(
    private readonly sessions: ConnectSessionRepository,
    private readonly accounts: SocialAccountRepository,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError those of `openObtained`, `validation_failed` for a cursor that names no candidate of the session. */
  async execute(input: ListCandidatesInput): Promise<Page<CandidateView>> {
    const session = await this.sessions.find(input.workspaceId, input.sessionId);
    const { candidates } = openObtained(session, input, this.digest, this.clock.now());
    const { data, nextPosition } = pageOf(candidates, input);
    const platformUserIds = data.map((candidate) => candidate.platformUserId);
    const connected = await this.connected(input.workspaceId, session?.platform, platformUserIds);
    return { data: data.map((candidate) => viewOf(candidate, connected)), nextPosition };
  }

  private async connected(
    workspaceId: WorkspaceId,
    platform: Parameters<SocialAccountRepository['connectedIdentities']>[1] | undefined,
    platformUserIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (platform === undefined) return new Set();
    return this.accounts.connectedIdentities(workspaceId, platform, platformUserIds);
  }
}

/** The order is the platform's own; the position is the id of the last candidate shown, whatever is searched for. */
function pageOf(candidates: readonly OfferedCandidate[], { page, search }: ListCandidatesInput): Page<OfferedCandidate> {
  const rest = after(candidates, page.position?.[0]).filter(matching(search));
  return cutPage(rest.slice(0, page.limit + 1), page.limit, (candidate) => [candidate.id]);
}

function after(candidates: readonly OfferedCandidate[], last: string | undefined): readonly OfferedCandidate[] {
  if (last === undefined) return candidates;
  const index = candidates.findIndex((candidate) => candidate.id === last);
  if (index === -1) throw validationFailed([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  return candidates.slice(index + 1);
}

function matching(search: string | null): (candidate: OfferedCandidate) => boolean {
  if (search === null) return () => true;
  const wanted = search.toLowerCase();
  return ({ displayName, username }) => displayName.toLowerCase().includes(wanted) || (username ?? '').toLowerCase().includes(wanted);
}

function viewOf(candidate: OfferedCandidate, connected: ReadonlySet<string>): CandidateView {
  const { id, kind, displayName, username, avatarUrl, selectable, reason, platformUserId } = candidate;
  return { id, kind, displayName: displayName || username || platformUserId, username, avatarUrl, selectable, reason, alreadyConnected: connected.has(platformUserId) };
}
