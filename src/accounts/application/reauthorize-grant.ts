import type { Actor } from '../../kernel/caller.js';
import type { WorkspaceId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { reauthorized, scopeChange, withoutRefreshToken, type Grant } from '../domain/grant.js';
import { scopesChanged } from '../domain/social-account.js';
import { concernsRefreshToken } from '../domain/status-reason.js';
import { AccountHistoryRepository } from '../ports/account-history-repository.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { policyOf } from './grant-holder.js';

export interface ReauthorizeGrantInput {
  readonly provider: Provider;
  /** As it stands, its row locked. */
  readonly known: Grant;
  readonly tokens: TokenSet;
  readonly obtainedAt: Date;
  readonly at: Date;
  /** Whom the history of an account in that workspace names. */
  readonly actorIn: (workspaceId: WorkspaceId) => Actor;
}

/** Puts the tokens of a new authorization into a grant that stands. Runs inside the transaction of who calls it, which holds the grant. */
@UseCase()
export class ReauthorizeGrant {
  constructor(
    private readonly accounts: SocialAccountRepository,
    private readonly grants: GrantRepository,
    private readonly history: AccountHistoryRepository,
  ) {}

  async execute({ provider, known, tokens, obtainedAt, at, actorIn }: ReauthorizeGrantInput): Promise<Grant> {
    const standing = await this.accounts.lockByGrant(known.id);
    const refused = standing.some((account) => account.reason !== null && concernsRefreshToken(account.reason.code));
    const grant = { ...reauthorized(refused ? withoutRefreshToken(known) : known, tokens, policyOf(provider), at), obtainedAt };
    await this.grants.replace(grant);
    const change = scopeChange(known.scopes, grant.scopes);
    if (change === null) return grant;
    for (const account of standing) await this.history.append(scopesChanged(account, change, actorIn(account.workspaceId), at));
    return grant;
  }
}
