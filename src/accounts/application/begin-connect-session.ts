import type { Caller } from '../../kernel/caller.js';
import { DomainError, validationFailed } from '../../kernel/domain-error.js';
import { asId, type ConnectSessionId, type WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Random } from '../../kernel/ports/random.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import type { Provider, RedirectConnect } from '../../oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { beginSession, type ConnectSession } from '../domain/connect-session.js';
import { isAllowedReturnUrl } from '../domain/return-url.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { ConnectSettings } from '../ports/connect-settings.js';
import { AdmitConnect } from './admit-connect.js';
import { ConnectAttempts } from './connect-attempts.js';
import { readInputs } from './connect-inputs.js';
import { refusalOf } from './connect-refusal.js';
import { ConnectWithCredentials } from './connect-with-credentials.js';
import { initiatorAtBrowser } from './initiator.js';

export interface BeginConnectSessionInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly platform: string;
  /** `null` where no browser is sent. */
  readonly returnUrl: string | null;
  readonly onBehalfOf: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly reconnectAccountId: string | null;
  /** Network address of the caller, for throttling. */
  readonly address: string;
}

export interface BegunSession {
  readonly session: ConnectSession;
  /** Opens the session in one browser; given out this once. `null` when the session is completed already. */
  readonly launchToken: Secret | null;
}

/** Begins an attempt to connect: checks everything that can be checked before a person is sent to the platform. */
@UseCase()
export class BeginConnectSession {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly admit: AdmitConnect,
    private readonly attempts: ConnectAttempts,
    private readonly withCredentials: ConnectWithCredentials,
    private readonly sessions: ConnectSessionRepository,
    private readonly settings: ConnectSettings,
    private readonly transaction: Transaction,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `validation_failed`, `platform_not_configured`, `return_url_not_allowed`, `not_found` (the account to
   * reconnect), `too_many_open_sessions`, `account_limit_reached`, `rate_limited`; where a server is asked, also those of `refusalOf`.
   */
  async execute(input: BeginConnectSessionInput): Promise<BegunSession> {
    const provider = this.providerOf(input.platform);
    const { connect } = provider;
    if (connect.kind === 'credentials') {
      const session = await this.withCredentials.execute({ ...input, provider, connect });
      return { session, launchToken: null };
    }
    return this.beginAtBrowser(input, provider, connect);
  }

  private async beginAtBrowser(input: BeginConnectSessionInput, provider: Provider, connect: RedirectConnect): Promise<BegunSession> {
    const { workspaceId } = input;
    const { platform } = provider;
    const returnUrl = this.allowedReturnUrl(input.returnUrl);
    const initiator = initiatorAtBrowser(input.caller, input.onBehalfOf);
    const appId = await this.prepare(input, provider, connect);
    const launchToken = this.random.token();
    const session = await this.transaction.run(async () => {
      const reconnectAccountId = await this.admit.execute({ ...input, platform });
      const id = asId<ConnectSessionId>(this.random.uuid());
      const launchTokenHash = this.digest.sha256(launchToken);
      const facts = { id, workspaceId, platform, initiator, returnUrl, reconnectAccountId, launchTokenHash, appId };
      const begun = beginSession(facts, this.clock.now(), this.settings.sessionTtlSeconds);
      await this.sessions.insert(begun);
      return begun;
    });
    return { session, launchToken };
  }

  /** Nothing is asked of a server that a person named before the workspace is known to be allowed to connect. */
  private async prepare(input: BeginConnectSessionInput, provider: Provider, connect: RedirectConnect): Promise<string | null> {
    const inputs = readInputs(provider, input.inputs);
    if (provider.inputs.length === 0) return connect.prepare(inputs);
    await this.transaction.run(() => this.admit.execute({ ...input, platform: provider.platform }));
    try {
      return await this.attempts.execute(input.address, () => connect.prepare(inputs));
    } catch (error) {
      throw refusalOf(error, provider);
    }
  }

  private providerOf(platform: string): Provider {
    const registered = this.registry.find(platform);
    if (registered === null) throw validationFailed([{ field: 'platform', message: 'is not a platform of this service' }]);
    if (registered.provider === null) throw new DomainError('platform_not_configured', registered.unavailableReason);
    return registered.provider;
  }

  private allowedReturnUrl(returnUrl: string | null): string {
    if (returnUrl === null) throw validationFailed([{ field: 'returnUrl', message: 'is required on this platform' }]);
    const allowed = [`${this.settings.publicUrl}/v1/connect/result`, ...this.settings.returnUrls];
    if (isAllowedReturnUrl(returnUrl, allowed)) return returnUrl;
    throw new DomainError('return_url_not_allowed', 'This returnUrl is not one of the URLs that the operator allows.');
  }
}
