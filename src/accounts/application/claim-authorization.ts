import { systemActor } from '../../kernel/caller.js';
import { asId, type GrantId, type UnclaimedAuthorizationId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Random } from '../../kernel/ports/random.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Identity, Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { newGrant, outlived, type Grant } from '../domain/grant.js';
import { unclaimed, type UnclaimedAuthorization } from '../domain/unclaimed-authorization.js';
import { GrantRepository } from '../ports/grant-repository.js';
import { UnclaimedAuthorizationRepository } from '../ports/unclaimed-authorization-repository.js';
import { holderOf, policyOf } from './grant-holder.js';
import { readIdentity } from './read-authorization.js';
import { ReauthorizeGrant } from './reauthorize-grant.js';

export interface ClaimAuthorizationInput {
  readonly provider: Provider;
  readonly tokens: TokenSet;
  /** When the code was about to be exchanged. */
  readonly beganAt: Date;
  readonly obtainedAt: Date;
}

/**
 * Gives the tokens of a fresh authorization to the person's shared grant, before anything else is asked of them and whatever becomes of
 * the connect session: the platform may have ended the person's earlier tokens already, on which accounts of any workspace stand.
 *
 * They are kept, sealed, before the platform is asked whose they are, so that a platform which does not answer, or a process that ends in
 * between, loses nothing: `SweepSharedGrants` asks again.
 */
@UseCase()
export class ClaimAuthorization {
  constructor(
    private readonly unclaimed: UnclaimedAuthorizationRepository,
    private readonly grants: GrantRepository,
    private readonly reauthorize: ReauthorizeGrant,
    private readonly transaction: Transaction,
    private readonly random: Random,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers whose authorization it is.
   * @throws ProviderError as the platform failed to say so.
   */
  async execute({ provider, ...obtained }: ClaimAuthorizationInput): Promise<Identity> {
    const id = asId<UnclaimedAuthorizationId>(this.random.uuid());
    const one = unclaimed({ id, platform: provider.platform, ...obtained });
    await this.unclaimed.keep(one);
    return this.claim(provider, one);
  }

  /**
   * The same for one that is kept already. It is forgotten once it is claimed, or when the platform does not know it any more.
   * @throws ProviderError as the platform failed to say whose it is.
   */
  async claim(provider: Provider, one: UnclaimedAuthorization): Promise<Identity> {
    const identity = await this.identify(provider, one);
    const holder = holderOf(provider, one.tokens, identity.subject, null);
    const rival = await this.rivalOf(provider, await this.grants.findByHolder(holder), one);
    await this.transaction.run(async () => {
      await this.grants.lockPerson({ ...holder, developerPlatform: provider.developerPlatform });
      const known = await this.grants.lockByHolder(holder);
      if (known === null) await this.grants.insert(newGrant(asId<GrantId>(this.random.uuid()), holder, one.tokens, policyOf(provider), one.obtainedAt));
      else if (rival !== null && isSameAuthorization(rival, known)) await this.keep(known, one);
      else await this.adopt(provider, known, one);
      await this.unclaimed.forget(one.id);
    });
    return identity;
  }

  private async adopt(provider: Provider, known: Grant, { tokens, obtainedAt }: UnclaimedAuthorization): Promise<void> {
    await this.reauthorize.execute({ provider, known, tokens, obtainedAt, at: this.clock.now(), actorIn: () => systemActor });
  }

  private async keep(known: Grant, { obtainedAt }: UnclaimedAuthorization): Promise<void> {
    const grant = outlived(known, obtainedAt, this.clock.now());
    if (grant !== known) await this.grants.replace(grant);
  }

  private async identify(provider: Provider, one: UnclaimedAuthorization): Promise<Identity> {
    try {
      return await readIdentity(provider, one.tokens);
    } catch (error) {
      if (isOver(error)) await this.unclaimed.forget(one.id);
      throw error;
    }
  }

  /**
   * The grant, when another authorization of the person came to it since this one began and is the one that lives: of two at the same
   * time only the platform knows which it took for the later one. `null`: these tokens are the ones to keep.
   */
  private async rivalOf(provider: Provider, known: Grant | null, one: UnclaimedAuthorization): Promise<Grant | null> {
    if (known === null || known.obtainedAt < one.beganAt) return null;
    try {
      await provider.identify(known.tokens);
      return known;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return isOver(error) || known.obtainedAt <= one.obtainedAt ? null : known;
    }
  }
}

/** A renewal in between changes nothing about who came first. */
function isSameAuthorization(one: Grant, other: Grant): boolean {
  return one.id === other.id && one.obtainedAt.getTime() === other.obtainedAt.getTime();
}

/** Tokens that the platform does not know any more. */
function isOver(error: unknown): boolean {
  return error instanceof ProviderError && (error.kind === 'revoked' || error.kind === 'token_expired');
}
