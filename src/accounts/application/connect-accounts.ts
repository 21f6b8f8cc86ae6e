import { systemActor, type Actor } from '../../kernel/caller.js';
import { asId, type AccountId, type GrantId, type WorkspaceId } from '../../kernel/ids.js';
import { Random } from '../../kernel/ports/random.js';
import { UseCase } from '../../kernel/use-case.js';
import { AccountLimits } from '../../billing-limits/ports/account-limits.js';
import type { Candidate, Identity, Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { newGrant, type Grant, type GrantHolder } from '../domain/grant.js';
import {
  connectAgain,
  firstConnection,
  healed,
  type AccountChange,
  type AccountProfile,
  type Connection,
  type SocialAccount,
} from '../domain/social-account.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { holderOf, policyOf } from './grant-holder.js';
import { ReauthorizeGrant } from './reauthorize-grant.js';

export interface ConnectAccountsInput {
  readonly workspaceId: WorkspaceId;
  readonly provider: Provider;
  readonly tokens: TokenSet;
  /** When the platform gave the tokens. */
  readonly obtainedAt: Date;
  readonly identity: Identity;
  /** At least one; all are connected or none. */
  readonly candidates: readonly Candidate[];
  /** What the authorization covers and was not picked: accounts of it that the workspace has are healed. */
  readonly others: readonly Candidate[];
  readonly connectedBy: string;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Turns an authorization and the candidates picked from it into accounts. Runs inside the transaction of who calls it,
 * which holds the lock of the workspace row.
 */
@UseCase()
export class ConnectAccounts {
  constructor(
    private readonly accounts: SocialAccountRepository,
    private readonly grants: GrantRepository,
    private readonly history: AccountHistoryRepository,
    private readonly limits: AccountLimits,
    private readonly reauthorize: ReauthorizeGrant,
    private readonly random: Random,
  ) {}

  /**
   * Answers the ids of the accounts in the order of the candidates.
   * @throws DomainError `account_limit_reached` when the new ones among them do not fit.
   */
  async execute(input: ConnectAccountsInput): Promise<readonly AccountId[]> {
    const platformUserIds = input.candidates.map((candidate) => candidate.platformUserId);
    const { provider, workspaceId } = input;
    const holder = holderOf(provider, input.tokens, input.identity.subject, provider.grantScope === 'person' ? null : workspaceId);
    await this.grants.lockPerson({ ...holder, developerPlatform: provider.developerPlatform });
    const known = await this.accounts.lockByIdentity(workspaceId, provider.platform, platformUserIds);
    await this.assertRoom(input, known);
    const grant = await this.adoptTokens(holder, input);
    const ids: AccountId[] = [];
    for (const candidate of input.candidates) {
      const account = known.find((one) => one.platformUserId === candidate.platformUserId) ?? null;
      const { account: connected } = await this.record(this.connect(account, candidate, grant.id, input));
      await this.letGo(account?.grantId ?? null, grant.id);
      ids.push(connected.id);
    }
    await this.healSiblings(grant.id, ids, input);
    return ids;
  }

  /** Updating an account that is connected takes no room; one that was disconnected takes room again. */
  private async assertRoom(input: ConnectAccountsInput, known: readonly SocialAccount[]): Promise<void> {
    const connected = known.filter((account) => account.removedAt === null).length;
    const requested = input.candidates.length - connected;
    if (requested > 0) await this.limits.assertRoom(input.workspaceId, requested);
  }

  private async adoptTokens(holder: GrantHolder, input: ConnectAccountsInput): Promise<Grant> {
    const { provider, tokens, obtainedAt, at } = input;
    const known = await this.grants.lockByHolder(holder);
    if (known === null) {
      const grant = newGrant(asId<GrantId>(this.random.uuid()), holder, tokens, policyOf(provider), obtainedAt);
      await this.grants.insert(grant);
      return grant;
    }
    // A shared grant took these tokens when they came, and may have newer ones by now.
    if (holder.workspaceId === null && known.obtainedAt >= obtainedAt) return known;
    return this.reauthorize.execute({ provider, known, tokens, obtainedAt, at, actorIn: (workspaceId) => actorIn(workspaceId, input) });
  }

  private connect(account: SocialAccount | null, candidate: Candidate, grantId: GrantId, input: ConnectAccountsInput): AccountChange {
    const { actor, at, connectedBy, workspaceId, provider } = input;
    const profile = profileOf(candidate, account?.profile ?? null, provider);
    const connection: Connection = { profile, grantId, credentials: candidate.credentials, connectedBy, actor, at };
    if (account !== null) return connectAgain(account, connection);
    const id = asId<AccountId>(this.random.uuid());
    return firstConnection({ id, workspaceId, platform: provider.platform, platformUserId: candidate.platformUserId }, connection);
  }

  /** An account that moved to another person's grant may have been the last one on its old grant. */
  private async letGo(before: GrantId | null, now: GrantId): Promise<void> {
    if (before === null || before === now) return;
    if ((await this.accounts.countOnGrant(before)) === 0) await this.grants.wipe(before);
  }

  /** A new authorization heals every account that stands on the same grant and that it covers, not only the ones picked now. */
  private async healSiblings(grantId: GrantId, connected: readonly AccountId[], input: ConnectAccountsInput): Promise<void> {
    for (const sibling of await this.accounts.lockByGrant(grantId)) {
      const covered = [...input.candidates, ...input.others].find((candidate) => candidate.platformUserId === sibling.platformUserId);
      if (connected.includes(sibling.id) || covered === undefined || !covered.selectable) continue;
      await this.record(healed(sibling, covered.credentials, actorIn(sibling.workspaceId, input), input.at));
    }
  }

  private async record(change: AccountChange): Promise<AccountChange> {
    await this.accounts.save(change.account);
    if (change.event !== null) await this.history.append(change.event);
    return change;
  }
}

/** Nobody is named in a workspace that they may not belong to. */
function actorIn(workspaceId: WorkspaceId, input: ConnectAccountsInput): Actor {
  return workspaceId === input.workspaceId ? input.actor : systemActor;
}

/** What the platform left out this time stays as it was. */
function profileOf(candidate: Candidate, known: AccountProfile | null, { network, label }: Provider): AccountProfile {
  return {
    network,
    accountType: candidate.accountType,
    username: candidate.username ?? known?.username ?? null,
    displayName: candidate.displayName || known?.displayName || candidate.username || label,
    avatarUrl: candidate.avatarUrl ?? known?.avatarUrl ?? null,
    profileUrl: candidate.profileUrl ?? known?.profileUrl ?? null,
  };
}
