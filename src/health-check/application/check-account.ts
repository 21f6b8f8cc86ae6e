import { actorOf, type Caller } from '../../kernel/caller.js';
import { DomainError, notFound } from '../../kernel/domain-error.js';
import type { AccountId, WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Logger } from '../../kernel/ports/logger.js';
import { UseCase } from '../../kernel/use-case.js';
import { AccountHealth, type CheckSubject, type Finding } from '../../accounts/ports/account-health.js';
import type { SocialAccountView } from '../../accounts/ports/social-account-view.js';
import type { ProbeVerdict, Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';

export interface CheckAccountInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly accountId: AccountId;
}

/** What a check came to. `inconclusive`: the platform could not be asked and nothing changed. */
export interface CheckResult {
  readonly verdict: 'healthy' | 'broken' | 'inconclusive';
  readonly account: SocialAccountView;
}

/**
 * Asks the platform now whether an account still works, and renews a token that ran out before giving the account up. Where only a
 * renewal proves anything, it renews in any case.
 */
@UseCase()
export class CheckAccount {
  constructor(
    private readonly health: AccountHealth,
    private readonly registry: ProviderRegistry,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError `not_found`, `platform_not_configured`. */
  async execute(input: CheckAccountInput): Promise<CheckResult> {
    const subject = await this.health.subject(input.workspaceId, input.accountId);
    if (subject === null) throw notFound();
    const provider = this.registry.require(subject.platform);
    if (provider.provenBy === 'renewal') return this.renewThenProbe(input, provider, subject);
    const verdict = await provider.probe(subject.target);
    if (verdict.verdict === 'expired') return this.renewThenProbe(input, provider, subject);
    return this.conclude(input, subject, findingOf(verdict));
  }

  private async renewThenProbe(input: CheckAccountInput, provider: Provider, subject: CheckSubject): Promise<CheckResult> {
    if (!isRenewable(provider, subject.target.tokens)) {
      return this.conclude(input, subject, trouble('not_renewable'));
    }
    const renewal = await this.renew(provider, subject);
    if (renewal.finding !== undefined) return this.conclude(input, subject, renewal.finding);
    await this.health.adoptRenewal(subject, renewal.tokens, this.clock.now());
    const fresh = await this.health.subject(input.workspaceId, input.accountId);
    if (fresh === null) throw notFound();
    const verdict = await provider.probe(fresh.target);
    return this.conclude(input, fresh, verdict.verdict === 'expired' ? trouble('authorization_invalid') : findingOf(verdict));
  }

  /** The fresh tokens, or what the failed renewal says about the account (`null`: nothing). */
  private async renew(
    provider: Provider,
    subject: CheckSubject,
  ): Promise<{ readonly tokens: TokenSet; readonly finding?: undefined } | { readonly finding: Finding | null }> {
    try {
      return { tokens: await provider.renew(subject.target.tokens) };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.logger.warn('health.renewal_failed', { accountId: subject.accountId, platform: subject.platform, error });
      return { finding: this.findingOf(error, subject) };
    }
  }

  private findingOf(error: ProviderError, subject: CheckSubject): Finding | null {
    if (error.kind === 'restricted') return trouble('account_restricted');
    return error.kind === 'revoked' ? trouble(error.reason ?? this.refusalOf(subject)) : null;
  }

  /** A platform that does not say why it refused. */
  private refusalOf(subject: CheckSubject): 'refresh_token_expired' | 'refresh_rejected' {
    const end = subject.target.tokens.refreshTokenExpiresAt;
    return end !== null && end <= this.clock.now() ? 'refresh_token_expired' : 'refresh_rejected';
  }

  private async conclude(input: CheckAccountInput, subject: CheckSubject, finding: Finding | null): Promise<CheckResult> {
    const { workspaceId, accountId, caller } = input;
    if (finding !== null) await this.health.record(workspaceId, subject, finding, actorOf(caller), this.clock.now());
    const account = await this.health.view(workspaceId, accountId);
    if (account === null) throw notFound();
    if (finding === null) return { verdict: 'inconclusive', account };
    // Whoever got newer tokens meanwhile knows better than this check: what stands is the answer.
    return { verdict: account.statusReason === null ? 'healthy' : 'broken', account };
  }
}

/** With a refresh token, or with what begins another session where that one is over. */
function isRenewable({ renewal }: Provider, { refreshToken, recovery }: TokenSet): boolean {
  return renewal.kind === 'refresh-token' && (refreshToken !== null || recovery !== null);
}

function trouble(reason: Extract<Finding, { kind: 'trouble' }>['reason'], missingScopes: readonly string[] = []): Finding {
  return { kind: 'trouble', reason, missingScopes };
}

/** What a verdict says about the account; `null` when it says nothing. */
function findingOf(verdict: Exclude<ProbeVerdict, { verdict: 'expired' }>): Finding | null {
  switch (verdict.verdict) {
    case 'healthy':
      return { kind: 'healthy' };
    case 'broken':
      return trouble(verdict.reason);
    case 'missing-scopes':
      return trouble('scopes_removed', verdict.scopes);
    case 'restricted':
      return trouble('account_restricted');
    case 'inconclusive':
      return null;
    default:
      return unknownVerdict(verdict);
  }
}

function unknownVerdict(verdict: never): never {
  throw new DomainError('internal_error', 'A probe answered with an unknown verdict.', { cause: verdict });
}
