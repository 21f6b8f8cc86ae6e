import type { Caller } from '../../kernel/caller.js';
import { DomainError, notFound, validationFailed, type FieldError } from '../../kernel/domain-error.js';
import { asId, isUuid, type AccountId, type ConnectSessionId, type PlatformKey, type WorkspaceId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Random } from '../../kernel/ports/random.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import { AccountLimits } from '../../billing-limits/ports/account-limits.js';
import type { Provider } from '../../oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { beginSession, type ConnectSession, type Initiator } from '../domain/connect-session.js';
import { isAllowedReturnUrl } from '../domain/return-url.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { ConnectSettings } from '../ports/connect-settings.js';
import { SocialAccountRepository } from '../ports/social-account-repository.js';

export interface BeginConnectSessionInput {
  readonly caller: Caller;
  readonly workspaceId: WorkspaceId;
  readonly platform: string;
  readonly returnUrl: string | null;
  readonly onBehalfOf: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly reconnectAccountId: string | null;
}

export interface BegunSession {
  readonly session: ConnectSession;
  /** Opens the session in one browser; given out this once. */
  readonly launchToken: Secret;
}

/** Begins an attempt to connect: checks everything that can be checked before a person is sent to the platform. */
@UseCase()
export class BeginConnectSession {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: SocialAccountRepository,
    private readonly sessions: ConnectSessionRepository,
    private readonly limits: AccountLimits,
    private readonly settings: ConnectSettings,
    private readonly transaction: Transaction,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `validation_failed`, `platform_not_configured`, `return_url_not_allowed`, `not_found` (the account to
   * reconnect), `too_many_open_sessions`, `account_limit_reached`.
   */
  async execute(input: BeginConnectSessionInput): Promise<BegunSession> {
    const provider = this.providerOf(input.platform);
    assertInputs(provider, input.inputs);
    const returnUrl = this.allowedReturnUrl(input.returnUrl);
    const initiator = initiatorOf(input);
    const launchToken = this.random.token();
    const session = await this.transaction.run(async () => {
      if ((await this.workspaces.lock(input.workspaceId)) === null) throw notFound();
      const reconnectAccountId = await this.accountToReconnect(input, provider.platform);
      await this.assertMayBegin(input.workspaceId, provider.platform, reconnectAccountId);
      const begun = beginSession(
        {
          id: asId<ConnectSessionId>(this.random.uuid()),
          workspaceId: input.workspaceId,
          platform: provider.platform,
          initiator,
          returnUrl,
          reconnectAccountId,
          launchTokenHash: this.digest.sha256(launchToken),
        },
        this.clock.now(),
        this.settings.sessionTtlSeconds,
      );
      await this.sessions.insert(begun);
      return begun;
    });
    return { session, launchToken };
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

  private async accountToReconnect(input: BeginConnectSessionInput, platform: PlatformKey): Promise<AccountId | null> {
    if (input.reconnectAccountId === null) return null;
    if (!isUuid(input.reconnectAccountId)) throw notFound();
    const account = await this.accounts.view(input.workspaceId, asId<AccountId>(input.reconnectAccountId));
    if (account === null) throw notFound();
    if (account.platform !== platform) {
      throw validationFailed([{ field: 'reconnectAccountId', message: `is an account on ${account.platform}` }]);
    }
    return asId<AccountId>(account.id);
  }

  private async assertMayBegin(workspaceId: WorkspaceId, platform: PlatformKey, reconnect: AccountId | null): Promise<void> {
    const open = await this.sessions.countOpen(workspaceId, this.clock.now());
    if (open >= this.settings.maxOpenSessions) {
      throw new DomainError('too_many_open_sessions', 'This workspace has too many open connect sessions. Finish or cancel some.');
    }
    const mayBeUpdate = reconnect !== null || (await this.accounts.hasAny(workspaceId, platform));
    if (!mayBeUpdate) await this.limits.assertRoom(workspaceId, 1);
  }
}

function initiatorOf(input: BeginConnectSessionInput): Initiator {
  const { kind, id } = input.caller;
  const isPerson = kind === 'person';
  if (isPerson && input.onBehalfOf !== null) {
    throw validationFailed([{ field: 'onBehalfOf', message: 'must be left out: the token says who is at the browser' }]);
  }
  if (!isPerson && input.onBehalfOf === null) {
    throw validationFailed([{ field: 'onBehalfOf', message: 'is required with a key: the person at the browser' }]);
  }
  return { kind, id, onBehalfOf: input.onBehalfOf };
}

function assertInputs(provider: Provider, inputs: Readonly<Record<string, string>>): void {
  const expected = new Set(provider.inputs.map((input) => input.name));
  const errors: FieldError[] = Object.keys(inputs)
    .filter((name) => !expected.has(name))
    .map((name) => ({ field: `inputs.${name}`, message: 'is not an input of this platform' }));
  for (const input of provider.inputs) {
    const given = Object.hasOwn(inputs, input.name) ? inputs[input.name] : undefined;
    if (input.required && (given === undefined || given.trim() === '')) {
      errors.push({ field: `inputs.${input.name}`, message: 'is required on this platform' });
    }
  }
  if (errors.length > 0) throw validationFailed(errors);
}
