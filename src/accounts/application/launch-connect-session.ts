import type { ConnectSessionId } from '../../kernel/ids.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Random } from '../../kernel/ports/random.js';
import { Transaction } from '../../kernel/ports/transaction.js';
import { Secret } from '../../kernel/secret.js';
import { UseCase } from '../../kernel/use-case.js';
import { ProviderError } from '../../oauth-providers/ports/provider-error.js';
import { ProviderRegistry } from '../../oauth-providers/ports/provider-registry.js';
import { isOpen, launched, type ConnectSession } from '../domain/connect-session.js';
import { ConnectSessionRepository } from '../ports/connect-session-repository.js';

/** Reads the cookie by which a browser proves that it is the one a session is bound to; `null` when it has none. */
export type BrowserTokenReader = (sessionId: ConnectSessionId) => Secret | null;

export interface LaunchConnectSessionInput {
  readonly launchToken: string;
  readonly browserToken: BrowserTokenReader;
}

/** Where the browser goes, or why it goes nowhere: no open session has this link, or another browser was first. */
export type Launch =
  | {
      readonly outcome: 'redirect';
      readonly authorizeUrl: string;
      readonly sessionId: ConnectSessionId;
      /** To be kept by this browser alone, until `expiresAt`. */
      readonly browserToken: Secret;
      readonly expiresAt: Date;
    }
  | { readonly outcome: 'link_invalid' }
  | { readonly outcome: 'other_browser' };

/** The hop between the product and the platform: binds the session to this browser and sends it on with a fresh state. */
@UseCase()
export class LaunchConnectSession {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly sessions: ConnectSessionRepository,
    private readonly transaction: Transaction,
    private readonly random: Random,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {}

  /** Opening the link again in the same browser starts over; the state of the earlier try is void from then on. */
  async execute(input: LaunchConnectSessionInput): Promise<Launch> {
    const replaced = await this.replacedApp(input);
    return this.transaction.run(async () => {
      const session = await this.launchable(input);
      const now = this.clock.now();
      if (session === null) return { outcome: 'link_invalid' };
      const browserToken = this.admit(session, input.browserToken(session.id));
      if (browserToken === null) return { outcome: 'other_browser' };
      const appId = session.appId !== null && session.appId === replaced?.appId ? replaced.successor : session.appId;
      return this.launch({ ...session, appId }, browserToken, now);
    });
  }

  /** The session of this link, locked, if its person may still be sent to the platform. */
  private async launchable(input: LaunchConnectSessionInput): Promise<ConnectSession | null> {
    const session = await this.sessions.lockByLaunchToken(this.digest.sha256(input.launchToken));
    return session?.status === 'awaiting_authorization' && isOpen(session, this.clock.now()) ? session : null;
  }

  /**
   * The app that takes the place of the session's, where the person's server has forgotten that one: there would be no way back
   * from its authorize page. The server is asked before a transaction is open, and only for the browser that the session is bound to.
   */
  private async replacedApp(input: LaunchConnectSessionInput): Promise<{ readonly appId: string; readonly successor: string } | null> {
    const session = await this.transaction.run(() => this.launchable(input));
    if (session === null || session.appId === null || this.admit(session, input.browserToken(session.id)) === null) return null;
    const connect = this.registry.find(session.platform)?.provider?.connect;
    if (connect?.kind !== 'redirect') return null;
    try {
      return { appId: session.appId, successor: await connect.confirmApp(session.appId) };
    } catch (error) {
      // The person will see for themselves what is wrong with their server.
      if (error instanceof ProviderError) return null;
      throw error;
    }
  }

  /** The token that binds this browser: a new one for the first that comes, its own for the one that came before. */
  private admit(session: ConnectSession, presented: Secret | null): Secret | null {
    if (session.browserHash === null) return this.random.token();
    if (presented === null || this.digest.sha256(presented) !== session.browserHash) return null;
    return presented;
  }

  private async launch(session: ConnectSession, browserToken: Secret, now: Date): Promise<Launch> {
    const connect = this.registry.find(session.platform)?.provider?.connect;
    // Its credentials were taken away since: the person can do nothing with an error document.
    if (connect?.kind !== 'redirect') return { outcome: 'link_invalid' };
    const state = this.random.token();
    const { url, codeVerifier } = await connect.authorize({ state, appId: session.appId });
    const browserHash = this.digest.sha256(browserToken);
    await this.sessions.save(launched(session, { browserHash, stateHash: this.digest.sha256(state), codeVerifier }, now));
    return { outcome: 'redirect', authorizeUrl: url, sessionId: session.id, browserToken, expiresAt: session.expiresAt };
  }
}
