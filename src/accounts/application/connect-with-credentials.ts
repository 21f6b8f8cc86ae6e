import { actorOf, type Caller } from '../../kernel/caller.js';
import { DomainError } from '../../kernel/domain-error.js';
import { asId, type AccountId, type ConnectSessionId, type WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Logger } from '../../kernel/ports/logger.js';
import { Random } from '../../kernel/ports/random.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Candidate, CredentialsConnect, Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { beginSession, completed, type ConnectSession, type Initiator } from '../domain/connect-session.js';
import { pickCandidates } from '../domain/selection.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { ConnectSettings } from '../ports/connect-settings.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';
import { AdmitConnect } from './admit-connect.js';
import { ConnectAccounts } from './connect-accounts.js';
import { ConnectAttempts } from './connect-attempts.js';
import { wrongAccount } from './connect-failure.js';
import { readInputs } from './connect-inputs.js';
import { refusalOf } from './connect-refusal.js';
import { initiatorOf } from './initiator.js';
import { readAuthorization, type Authorization } from './read-authorization.js';

export interface ConnectWithCredentialsInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly provider: Provider;
  readonly connect: CredentialsConnect;
  readonly onBehalfOf: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly reconnectAccountId: string | null;
  /** Network address of the caller, for throttling. */
  readonly address: string;
}

interface Obtained extends Authorization {
  readonly tokens: TokenSet;
}

/** Connects in one step with credentials: they are verified at the platform, and the session is completed or there is none. */
@UseCase()
export class ConnectWithCredentials {
  constructor(
    private readonly admit: AdmitConnect,
    private readonly attempts: ConnectAttempts,
    private readonly connectAccounts: ConnectAccounts,
    private readonly accounts: SocialAccountRepository,
    private readonly sessions: ConnectSessionRepository,
    private readonly settings: ConnectSettings,
    private readonly transaction: Transaction,
    private readonly random: Random,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws DomainError `validation_failed`, `not_found`, `too_many_open_sessions`, `account_limit_reached`, `rate_limited`,
   * `wrong_account`, and those of `refusalOf`.
   */
  async execute(input: ConnectWithCredentialsInput): Promise<ConnectSession> {
    const { provider } = input;
    const initiator = initiatorOf(input.caller, input.onBehalfOf);
    const inputs = readInputs(provider, input.inputs);
    await this.transaction.run(() => this.admit.execute({ ...input, platform: provider.platform }));
    try {
      const tokens = await this.attempts.login(provider.platform, inputs, input.address, () => input.connect.login(inputs));
      return await this.connectOrGiveBack(input, initiator, tokens);
    } catch (error) {
      this.logger.warn('connect.credentials_refused', { workspaceId: input.workspaceId, platform: provider.platform, error });
      throw refusalOf(error, provider);
    }
  }

  /** A session that nobody will hold is ended at the platform: it was begun here, and no other account stands on it. */
  private async connectOrGiveBack(input: ConnectWithCredentialsInput, initiator: Initiator, tokens: TokenSet): Promise<ConnectSession> {
    try {
      return await this.connect(input, initiator, { tokens, ...(await readAuthorization(input.provider, tokens)) });
    } catch (error) {
      if (!isSilence(error)) await this.giveBack(input, tokens);
      throw error;
    }
  }

  private async giveBack({ provider, workspaceId }: ConnectWithCredentialsInput, tokens: TokenSet): Promise<void> {
    if (provider.revocation !== 'token') return;
    try {
      await provider.revoke(tokens);
    } catch (error) {
      this.logger.warn('connect.session_left', { workspaceId, platform: provider.platform, error });
    }
  }

  private connect(input: ConnectWithCredentialsInput, initiator: Initiator, obtained: Obtained): Promise<ConnectSession> {
    const { workspaceId, provider, caller } = input;
    return this.transaction.run(async () => {
      const reconnectAccountId = await this.admit.execute({ ...input, platform: provider.platform });
      const at = this.clock.now();
      const id = asId<ConnectSessionId>(this.random.uuid());
      const facts = { id, workspaceId, platform: provider.platform, initiator, returnUrl: null, reconnectAccountId, launchTokenHash: null, appId: null };
      const begun = beginSession(facts, at, this.settings.sessionTtlSeconds);
      const candidates = await this.selectable(workspaceId, obtained.candidates, reconnectAccountId);
      const accountIds = await this.connectAccounts.execute({
        workspaceId,
        provider,
        tokens: obtained.tokens,
        obtainedAt: at,
        identity: obtained.identity,
        candidates,
        others: [],
        connectedBy: initiator.onBehalfOf ?? caller.id,
        actor: initiator.onBehalfOf === null ? actorOf(caller) : { type: 'user', id: initiator.onBehalfOf },
        at,
      });
      const session = completed({ ...begun, candidateCount: obtained.candidates.length }, accountIds, at);
      await this.sessions.insert(session);
      return session;
    });
  }

  /** Credentials are those of one account, so there is nothing to choose; to reconnect, it must be that very account. */
  private async selectable(workspaceId: WorkspaceId, candidates: readonly Candidate[], reconnect: AccountId | null): Promise<readonly Candidate[]> {
    const picked = pickCandidates(candidates.map((candidate) => ({ ...candidate, id: candidate.platformUserId })), null);
    if (reconnect === null) return picked;
    const account = await this.accounts.view(workspaceId, reconnect);
    if (picked.some((candidate) => candidate.platformUserId === account?.platformUserId)) return picked;
    throw new DomainError('wrong_account', wrongAccount.message);
  }
}

/** Who does not answer is not asked to end a session either: the caller would wait for nothing, and the session runs out by itself. */
function isSilence(error: unknown): boolean {
  return error instanceof ProviderError && (error.kind === 'unavailable' || error.kind === 'timeout');
}
