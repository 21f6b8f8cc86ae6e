import type { AccountId, GrantId, PlatformKey, WorkspaceId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { SocialAccount } from '../domain/social-account.js';
import type { AccountStatus } from '../domain/status-reason.js';
import type { SocialAccountView } from './social-account-view.js';

export interface AccountFilter {
  readonly platform: string | null;
  readonly status: AccountStatus | null;
  readonly isActive: boolean | null;
}

/** Accounts of workspaces. Disconnected ones are kept, and found only where a method says so. */
export abstract class SocialAccountRepository {
  /** A connected account as callers see it, or `null` when the workspace has none of this id. */
  abstract view(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccountView | null>;

  /** Several connected accounts as callers see them, in the order of `ids`; those that are gone are left out. */
  abstract views(workspaceId: WorkspaceId, ids: readonly AccountId[]): Promise<readonly SocialAccountView[]>;

  /** Connected accounts by platform, display name and id. */
  abstract list(workspaceId: WorkspaceId, filter: AccountFilter, page: PageRequest): Promise<Page<SocialAccountView>>;

  /** A connected account, or `null` when the workspace has none of this id. */
  abstract find(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccount | null>;

  /** A connected account, its row locked until the transaction ends, or `null` when the workspace has none of this id. */
  abstract lock(workspaceId: WorkspaceId, id: AccountId): Promise<SocialAccount | null>;

  /** The accounts of these identities, disconnected ones too, locked until the transaction ends. */
  abstract lockByIdentity(
    workspaceId: WorkspaceId,
    platform: PlatformKey,
    platformUserIds: readonly string[],
  ): Promise<readonly SocialAccount[]>;

  /** The connected accounts that stand on a grant, locked until the transaction ends. */
  abstract lockByGrant(grantId: GrantId): Promise<readonly SocialAccount[]>;

  /** Which of these identities the workspace has connected. */
  abstract connectedIdentities(
    workspaceId: WorkspaceId,
    platform: PlatformKey,
    platformUserIds: readonly string[],
  ): Promise<ReadonlySet<string>>;

  /** Whether the workspace has a connected account on this platform. */
  abstract hasAny(workspaceId: WorkspaceId, platform: PlatformKey): Promise<boolean>;

  /** How many connected accounts stand on a grant. */
  abstract countOnGrant(grantId: GrantId): Promise<number>;

  /** How many connected accounts, in any workspace, stand on a grant of this person at this app, on the platforms that have it. */
  abstract countOfPerson(platforms: readonly PlatformKey[], clientId: string, subject: string): Promise<number>;

  /** Writes an account as it is, new or known. */
  abstract save(account: SocialAccount): Promise<void>;
}
