import { asId, type ConnectSessionId, type PlatformKey } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Logger } from '../../kernel/ports/logger.js';
import { Random } from '../../kernel/ports/random.js';
import { Timer } from '../../kernel/ports/timer.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import type { CallbackParameters, RedirectConnect } from '../../oauth-providers/ports/provider.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { authorized, failed, launched, type ConnectFailure, type ConnectSession } from '../domain/connect-session.js';
import { withOutcome } from '../domain/return-url.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { AuthorizationPatience } from './authorization-patience.js';
import { failureOf, mismatch } from './connect-failure.js';
import type { BrowserTokenReader } from './launch-connect-session.js';
import { ObtainAuthorization, type ObtainAuthorizationInput } from './obtain-authorization.js';

export interface FinishAuthorizationInput {
  /** The platform in the path of the redirect URI that was called. */
  readonly platform: string;
  /** The app in that path, where each server of the platform has one. */
  readonly appId: string | null;
  /** `null` when the parameter is missing. */
  readonly state: Secret | null;
  readonly parameters: CallbackParameters;
  readonly browserToken: BrowserTokenReader;
}

/**
 * What the browser is shown: its way back to the product, or a page that says why there is none. `again`: the server had
 * forgotten our app, and the person is sent there once more with the new one.
 */
export type FinishedAuthorization =
  | { readonly outcome: 'return'; readonly url: string; readonly sessionId: ConnectSessionId }
  | { readonly outcome: 'again'; readonly authorizeUrl: string }
  | { readonly outcome: 'link_invalid' }
  | { readonly outcome: 'browser_mismatch'; readonly sessionId: ConnectSessionId };

/**
 * Takes the platform's answer: uses up the state, checks the browser, exchanges the code once and keeps, sealed, what it brought.
 *
 * The state is used up before anything else is looked at and before the code is exchanged, so that a callback that comes twice
 * exchanges once and a crash in between leaves a session that can only be launched anew.
 */
@UseCase()
export class FinishAuthorization {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly sessions: ConnectSessionRepository,
    private readonly obtain: ObtainAuthorization,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly timer: Timer,
  ) {}

  async execute(input: FinishAuthorizationInput): Promise<FinishedAuthorization> {
    const session = await this.sessionOf(input);
    const provider = session === null ? null : this.registry.find(session.platform)?.provider;
    if (session === null || !provider || provider.connect.kind !== 'redirect') return { outcome: 'link_invalid' };
    if (!this.isBoundBrowser(session, input.browserToken(session.id))) {
      await this.sessions.saveOutcome(failed(session, mismatch, this.clock.now()));
      return { outcome: 'browser_mismatch', sessionId: session.id };
    }
    return this.finish(session, { session, provider, connect: provider.connect, parameters: input.parameters });
  }

  private async sessionOf({ state, platform, appId }: FinishAuthorizationInput): Promise<ConnectSession | null> {
    if (state === null) return null;
    const place = { platform: asId<PlatformKey>(platform), appId };
    return this.sessions.consumeState(this.digest.sha256(state), place, this.clock.now());
  }

  private isBoundBrowser(session: ConnectSession, presented: Secret | null): boolean {
    return presented !== null && session.browserHash !== null && this.digest.sha256(presented) === session.browserHash;
  }

  private async finish(session: ConnectSession, toObtain: ObtainAuthorizationInput): Promise<FinishedAuthorization> {
    const patience = new AuthorizationPatience(this.timer);
    try {
      const obtained = await patience.within(this.obtain.execute(toObtain));
      const connectCode = this.random.token();
      const saved = await this.sessions.saveOutcome(
        authorized(session, obtained, this.digest.sha256(connectCode), this.clock.now()),
      );
      if (!saved) return { outcome: 'link_invalid' };
      return connectCode.use((code) => returnTo(session, { connect_session: session.id, connect_code: code }));
    } catch (error) {
      const again = await this.sendAgain(session, toObtain.connect, patience, error);
      return again ?? this.fail(session, error);
    }
  }

  /** `null`: another try would not help. One is enough: a server that forgets twice in a row is not to be asked again. */
  private async sendAgain(
    session: ConnectSession,
    connect: RedirectConnect,
    patience: AuthorizationPatience,
    error: unknown,
  ): Promise<FinishedAuthorization | null> {
    if (!(error instanceof ProviderError) || error.kind !== 'client_unknown') return null;
    if (session.appId === null || session.browserHash === null || session.attempt > 1) return null;
    try {
      const state = this.random.token();
      const appId = await patience.within(connect.replaceApp(session.appId));
      const { url, codeVerifier } = await patience.within(connect.authorize({ state, appId }));
      const launch = { browserHash: session.browserHash, stateHash: this.digest.sha256(state), codeVerifier };
      const saved = await this.sessions.saveRelaunch(launched({ ...session, appId }, launch, this.clock.now()));
      return saved ? { outcome: 'again', authorizeUrl: url } : { outcome: 'link_invalid' };
    } catch (failure) {
      if (failure instanceof ProviderError) return null;
      throw failure;
    }
  }

  private async fail(session: ConnectSession, error: unknown): Promise<FinishedAuthorization> {
    const failure: ConnectFailure = failureOf(error);
    this.logger.warn('connect.authorization_failed', { sessionId: session.id, platform: session.platform, failure: failure.code, error });
    const saved = await this.sessions.saveOutcome(failed(session, failure, this.clock.now()));
    if (!saved) return { outcome: 'link_invalid' };
    return returnTo(session, { connect_session: session.id, error: failure.code });
  }
}

function returnTo(session: ConnectSession, outcome: Readonly<Record<string, string>>): FinishedAuthorization {
  if (session.returnUrl === null) return { outcome: 'link_invalid' };
  return { outcome: 'return', url: withOutcome(session.returnUrl, outcome), sessionId: session.id };
}
