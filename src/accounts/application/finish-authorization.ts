import { asId, type ConnectSessionId, type PlatformKey } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Logger } from '../../kernel/ports/logger.js';
import { Random } from '../../kernel/ports/random.js';
import type { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import type { CallbackParameters, Provider } from '../../oauth-providers/ports/provider.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { authorized, failed, type ConnectFailure, type ConnectSession } from '../domain/connect-session.js';
import { withOutcome } from '../domain/return-url.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';
import { failureOf, mismatch } from './connect-failure.js';
import type { BrowserTokenReader } from './launch-connect-session.js';
import { ObtainAuthorization } from './obtain-authorization.js';

export interface FinishAuthorizationInput {
  /** The platform in the path of the redirect URI that was called. */
  readonly platform: string;
  /** `null` when the parameter is missing or stands there more than once. */
  readonly state: Secret | null;
  readonly parameters: CallbackParameters;
  readonly browserToken: BrowserTokenReader;
}

/** What the browser is shown: its way back to the product, or a page that says why there is none. */
export type FinishedAuthorization =
  | { readonly outcome: 'return'; readonly url: string; readonly sessionId: ConnectSessionId }
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
  ) {}

  async execute(input: FinishAuthorizationInput): Promise<FinishedAuthorization> {
    const session = await this.sessionOf(input);
    const provider = session === null ? null : this.registry.find(session.platform)?.provider;
    if (session === null || !provider) return { outcome: 'link_invalid' };
    if (!this.isBoundBrowser(session, input.browserToken(session.id))) {
      await this.sessions.saveOutcome(failed(session, mismatch, this.clock.now()));
      return { outcome: 'browser_mismatch', sessionId: session.id };
    }
    return this.finish(session, provider, input.parameters);
  }

  private async sessionOf(input: FinishAuthorizationInput): Promise<ConnectSession | null> {
    if (input.state === null) return null;
    return this.sessions.consumeState(this.digest.sha256(input.state), asId<PlatformKey>(input.platform), this.clock.now());
  }

  private isBoundBrowser(session: ConnectSession, presented: Secret | null): boolean {
    return presented !== null && session.browserHash !== null && this.digest.sha256(presented) === session.browserHash;
  }

  private async finish(session: ConnectSession, provider: Provider, parameters: CallbackParameters): Promise<FinishedAuthorization> {
    try {
      const obtained = await this.obtain.execute({ session, provider, parameters });
      const connectCode = this.random.token();
      const saved = await this.sessions.saveOutcome(
        authorized(session, obtained, this.digest.sha256(connectCode), this.clock.now()),
      );
      if (!saved) return { outcome: 'link_invalid' };
      return connectCode.use((code) => returnTo(session, { connect_session: session.id, connect_code: code }));
    } catch (error) {
      return this.fail(session, error);
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
  return { outcome: 'return', url: withOutcome(session.returnUrl, outcome), sessionId: session.id };
}
