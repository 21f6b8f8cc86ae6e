import { DomainError, notFound, validationFailed } from '../../kernel/domain-error.js';
import { asId, isUuid, type AccountId, type PlatformKey, type WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { UseCase } from '../../kernel/use-case.js';
import { AccountLimits } from '../../billing-limits/ports/account-limits.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { ConnectSettings } from '../ports/connect-settings.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';

export interface AdmitConnectInput {
  readonly workspaceId: WorkspaceId;
  readonly platform: PlatformKey;
  /** As the caller named it; `null`: nothing is to be reconnected. */
  readonly reconnectAccountId: string | null;
}

/** Whether a workspace may begin to connect something. Runs inside the transaction of who calls it, and locks the workspace's row. */
@UseCase()
export class AdmitConnect {
  constructor(
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: SocialAccountRepository,
    private readonly sessions: ConnectSessionRepository,
    private readonly limits: AccountLimits,
    private readonly settings: ConnectSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers the account to reconnect, or `null`.
   * @throws DomainError `not_found` (the workspace, or the account to reconnect), `validation_failed`, `too_many_open_sessions`,
   * `account_limit_reached` unless it may be an update.
   */
  async execute({ workspaceId, platform, reconnectAccountId }: AdmitConnectInput): Promise<AccountId | null> {
    if ((await this.workspaces.lock(workspaceId)) === null) throw notFound();
    const reconnect = await this.accountToReconnect(workspaceId, platform, reconnectAccountId);
    const open = await this.sessions.countOpen(workspaceId, this.clock.now());
    if (open >= this.settings.maxOpenSessions) {
      throw new DomainError('too_many_open_sessions', 'This workspace has too many open connect sessions. Finish or cancel some.');
    }
    const mayBeUpdate = reconnect !== null || (await this.accounts.hasAny(workspaceId, platform));
    if (!mayBeUpdate) await this.limits.assertRoom(workspaceId, 1);
    return reconnect;
  }

  private async accountToReconnect(workspaceId: WorkspaceId, platform: PlatformKey, named: string | null): Promise<AccountId | null> {
    if (named === null) return null;
    if (!isUuid(named)) throw notFound();
    const account = await this.accounts.view(workspaceId, asId<AccountId>(named));
    if (account === null) throw notFound();
    if (account.platform !== platform) {
      throw validationFailed([{ field: 'reconnectAccountId', message: `is an account on ${account.platform}` }]);
    }
    return asId<AccountId>(account.id);
  }
}
