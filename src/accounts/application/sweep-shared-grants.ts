import { Clock } from '../../kernel/ports/clock.js';
import { Logger } from '../../kernel/ports/logger.js';
import { UseCase } from '../../kernel/use-case.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { isGivenUp, type UnclaimedAuthorization } from '../domain/unclaimed-authorization.js';
import { ConnectSettings } from '../ports/connect-settings.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { UnclaimedAuthorizationRepository } from '../ports/unclaimed-authorization-repository.js';
import { ClaimAuthorization } from './claim-authorization.js';

const batch = 500;
/** Authorizations asked about in one go; the rest waits for the next tick. */
const asked = 20;

/** Asks again whose the authorizations are that nobody could be told for, and wipes shared grants that nobody came to stand on. */
@UseCase()
export class SweepSharedGrants {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly unclaimed: UnclaimedAuthorizationRepository,
    private readonly grants: GrantRepository,
    private readonly claims: ClaimAuthorization,
    private readonly settings: ConnectSettings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Any number of processes may sweep at once. Answers how many were claimed and how many wiped. */
  async execute(): Promise<{ readonly claimed: number; readonly wiped: number }> {
    return { claimed: await this.claimDue(), wiped: await this.wipeUnused() };
  }

  private async claimDue(): Promise<number> {
    let claimed = 0;
    for (let count = 0; count < asked; count += 1) {
      const one = await this.unclaimed.claimDue(this.clock.now());
      if (one === null) break;
      if (await this.claim(one)) claimed += 1;
    }
    return claimed;
  }

  private async claim(one: UnclaimedAuthorization): Promise<boolean> {
    if (isGivenUp(one, this.clock.now())) return this.giveUp(one);
    const provider = this.registry.find(one.platform)?.provider ?? null;
    if (provider === null) return false;
    try {
      await this.claims.claim(provider, one);
      return true;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.logger.warn('grant.person_unknown', { authorizationId: one.id, platform: one.platform, attempts: one.attempts, error });
      return false;
    }
  }

  private async giveUp(one: UnclaimedAuthorization): Promise<false> {
    await this.unclaimed.forget(one.id);
    this.logger.warn('grant.authorization_given_up', { authorizationId: one.id, platform: one.platform, attempts: one.attempts });
    return false;
  }

  /** As long as a session lives, its person may still come to stand on the grant. */
  private async wipeUnused(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.settings.sessionTtlSeconds * 1000);
    let wiped = 0;
    for (;;) {
      const done = await this.grants.wipeUnused(before, batch);
      wiped += done;
      if (done < batch) return wiped;
    }
  }
}
