import { Clock } from '../../kernel/ports/clock.js';
import { Random } from '../../kernel/ports/random.js';
import { UseCase } from '../../kernel/use-case.js';
import type { CallbackParameters, Provider, RedirectConnect, TokenSet } from '../../oauth-providers/ports/provider.js';
import type { ConnectSession, Obtained } from '../domain/connect-session.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { ClaimAuthorization } from './claim-authorization.js';
import { ConnectRefused, missingScopes, nothingToConnect, wrongAccount } from './connect-failure.js';
import { readAuthorization } from './read-authorization.js';

export interface ObtainAuthorizationInput {
  readonly session: ConnectSession;
  readonly provider: Provider;
  readonly connect: RedirectConnect;
  readonly parameters: CallbackParameters;
}

/** Everything that is asked of the platform between its answer and the person's choice. */
@UseCase()
export class ObtainAuthorization {
  constructor(
    private readonly accounts: SocialAccountRepository,
    private readonly claim: ClaimAuthorization,
    private readonly random: Random,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws ProviderError as the platform failed.
   * @throws ConnectRefused when the platform did its part but what came cannot be connected.
   */
  async execute({ session, provider, connect, parameters }: ObtainAuthorizationInput): Promise<Obtained> {
    const beganAt = this.clock.now();
    const tokens = await connect.exchange({ parameters, codeVerifier: session.codeVerifier, appId: session.appId });
    const obtainedAt = this.clock.now();
    const claimedBy = provider.grantScope === 'person' ? await this.claim.execute({ provider, tokens, beganAt, obtainedAt }) : null;
    assertScopes(provider, tokens);
    const { identity, candidates } = await readAuthorization(provider, tokens, claimedBy);
    if (candidates.length === 0) throw new ConnectRefused(nothingToConnect);
    const platformUserId = await this.platformUserIdToReconnect(session);
    const offered = platformUserId === undefined ? candidates : candidates.filter((candidate) => candidate.platformUserId === platformUserId);
    if (offered.length === 0) throw new ConnectRefused(wrongAccount);
    return {
      tokens,
      obtainedAt,
      identity,
      candidates: offered.map((candidate) => ({ ...candidate, id: this.random.uuid() })),
      others: candidates.filter((candidate) => !offered.includes(candidate)),
    };
  }

  /** `undefined`: nothing is to be reconnected. `null`: the account was disconnected meanwhile, and no candidate is the one. */
  private async platformUserIdToReconnect(session: ConnectSession): Promise<string | null | undefined> {
    if (session.reconnectAccountId === null) return undefined;
    const account = await this.accounts.view(session.workspaceId, session.reconnectAccountId);
    return account?.platformUserId ?? null;
  }
}

/** Scopes that the platform does not name are those that were asked for (RFC 6749, 5.1). */
function assertScopes(provider: Provider, tokens: TokenSet): void {
  const granted = tokens.scopes ?? provider.scopes;
  const missing = provider.requiredScopes.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) throw new ConnectRefused(missingScopes(missing));
}
