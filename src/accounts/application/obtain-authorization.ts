import type { AccountId } from '../../kernel/ids.js';
import { Random } from '../../kernel/ports/random.js';
import { UseCase } from '../../kernel/use-case.js';
import type { CallbackParameters, Candidate, Provider, RedirectConnect, TokenSet } from '../../oauth-providers/ports/provider.js';
import type { ConnectSession, Obtained } from '../domain/connect-session.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { ConnectRefused, missingScopes, nothingToConnect, wrongAccount } from './connect-failure.js';

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
    private readonly random: Random,
  ) {}

  /**
   * @throws ProviderError as the platform failed.
   * @throws ConnectRefused when the platform did its part but what came cannot be connected.
   */
  async execute({ session, provider, connect, parameters }: ObtainAuthorizationInput): Promise<Obtained> {
    const tokens = await connect.exchange({ parameters, codeVerifier: session.codeVerifier, appId: session.appId });
    assertScopes(provider, tokens);
    const identity = await provider.identify(tokens);
    const candidates = await provider.listCandidates(tokens, identity);
    if (candidates.length === 0) throw new ConnectRefused(nothingToConnect);
    const offered = await this.offered(session, candidates);
    return { tokens, identity, candidates: offered.map((candidate) => ({ ...candidate, id: this.random.uuid() })) };
  }

  /** A session that reconnects offers the account it is about and nothing else. */
  private async offered(session: ConnectSession, candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
    if (session.reconnectAccountId === null) return candidates;
    const platformUserId = await this.platformUserIdOf(session, session.reconnectAccountId);
    const same = candidates.filter((candidate) => candidate.platformUserId === platformUserId);
    if (same.length === 0) throw new ConnectRefused(wrongAccount);
    return same;
  }

  /** `null` when the account was disconnected meanwhile: then no candidate is the one to reconnect. */
  private async platformUserIdOf(session: ConnectSession, id: AccountId): Promise<string | null> {
    const account = await this.accounts.view(session.workspaceId, id);
    return account?.platformUserId ?? null;
  }
}

/** Scopes that the platform does not name are those that were asked for (RFC 6749, 5.1). */
function assertScopes(provider: Provider, tokens: TokenSet): void {
  const granted = tokens.scopes ?? provider.scopes;
  const missing = provider.requiredScopes.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) throw new ConnectRefused(missingScopes(missing));
}
