import type { AuthorizeInstruction, AuthorizeRequest, ConnectInputs, ExchangeRequest, RedirectConnect, TokenSet } from '../ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../ports/provider-error.js';
import type { AuthorizationCodeLegFactory } from './authorization-code-leg.js';
import type { InstanceDefinition, OAuthContext } from './define-provider.js';
import type { InstanceApp, InstanceAppKey, InstanceApps, InstanceServer, RegistrationLease } from './instance-apps.js';
import { askTokenEndpoint } from './token-endpoint.js';

/** How long an app counts as known after its server showed that it is. */
const confirmedForMs = 120_000;
/** Longer than the calls of one registration may take together, so that nobody registers beside one that is under way. */
const leaseMs = 40_000;
/** How long others wait for a registration; longer than a lease, so that they take over from a process that died. */
const patienceMs = 45_000;
const lookEveryMs = 250;
const confirmTimeoutMs = 5_000;

/**
 * Connecting where every server has an app of ours: found out about, registered once by whoever comes first in any process,
 * asked for now and then, and registered anew when the server has forgotten it. No transaction is open during a call.
 */
export class InstanceConnect implements RedirectConnect {
  readonly kind = 'redirect';

  constructor(
    private readonly context: OAuthContext,
    private readonly connect: InstanceDefinition,
    private readonly apps: InstanceApps,
    private readonly legOf: AuthorizationCodeLegFactory,
  ) {}

  async prepare(inputs: ConnectInputs): Promise<string> {
    const server = await this.connect.discover(this.context, inputs);
    const app = await this.registered(this.keyOf(server), server);
    // What was found out just now is newer than what was kept, but for the scopes that the app was given.
    return this.known({ ...app, server: { ...server, scopes: app.server.scopes } });
  }

  async confirmApp(appId: string): Promise<string> {
    const app = await this.require(appId);
    return app.retired ? this.replace(app) : this.known(app);
  }

  async replaceApp(appId: string): Promise<string> {
    return this.replace(await this.require(appId));
  }

  async authorize({ state, appId }: AuthorizeRequest): Promise<AuthorizeInstruction> {
    const app = await this.require(appId);
    return this.legOf(appContext(this.context, app)).authorize({ state });
  }

  async exchange({ parameters, codeVerifier, appId }: ExchangeRequest): Promise<TokenSet> {
    const app = await this.require(appId);
    const context = appContext(this.context, app);
    const tokens = await this.legOf(context).exchange({ parameters, codeVerifier });
    // A server that names no scopes granted those that were asked for (RFC 6749, 5.1), and those differ between servers.
    const named: TokenSet = {
      ...tokens,
      scopes: tokens.scopes ?? app.server.scopes,
      server: app.server.origin,
      clientId: app.client.clientId,
    };
    await this.apps.confirm(app.id, app.server, context.clock.now());
    return context.definition.completeExchange?.(context, named) ?? named;
  }

  private async require(appId: string | null): Promise<InstanceApp> {
    const app = appId === null ? null : await this.apps.find(appId);
    if (app === null) throw new ProviderError('client_unknown', 'authorize');
    return app;
  }

  private keyOf({ origin, scopes }: InstanceServer): InstanceAppKey {
    const redirectBase = this.context.redirectUri.replace(/\/callback$/, '');
    return { platform: this.context.definition.id, origin, redirectBase, scopes, clientName: this.connect.clientName };
  }

  /** The app of this key, registered by us unless somebody was or is faster. */
  private async registered(key: InstanceAppKey, server: InstanceServer): Promise<InstanceApp> {
    const { clock, timer } = this.context;
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
      const at = clock.now();
      const claim = await this.apps.claim(key, at, new Date(at.getTime() + leaseMs));
      if (claim.state === 'registered') return claim.app;
      const app = claim.state === 'leased' ? await this.register(claim.lease, key, server) : null;
      if (app !== null) return app;
      await timer.sleep(lookEveryMs);
    }
    throw new ProviderError('timeout', 'register');
  }

  /** `null`: it took so long that somebody else has the lease by now. */
  private async register(lease: RegistrationLease, key: InstanceAppKey, server: InstanceServer): Promise<InstanceApp | null> {
    const redirectUri = redirectUriOf(key, lease.id);
    try {
      const { client, scopes } = await this.connect.register(this.context, server, { clientName: key.clientName, redirectUri });
      const registration = { client, server: { ...server, scopes }, confirmable: true };
      const app = { ...registration, id: lease.id, key, confirmedAt: this.context.clock.now(), retired: false };
      // Servers before Mastodon 4.3 delete apps that nobody has a token of.
      const refusal = await this.ask(app);
      const confirmable = refusal === null || transient.has(refusal.kind);
      return await this.apps.complete(lease, { ...registration, confirmable }, this.context.clock.now());
    } catch (error) {
      await this.apps.release(lease);
      throw error;
    }
  }

  /** The id of this app, or of the one that replaces it because its server has forgotten it. */
  private async known(app: InstanceApp): Promise<string> {
    const now = this.context.clock.now();
    if (!app.confirmable || now.getTime() - app.confirmedAt.getTime() < confirmedForMs) return app.id;
    const refusal = await this.ask(app);
    if (refusal?.kind === 'client_unknown') return this.replace(app);
    if (refusal === null) await this.apps.confirm(app.id, app.server, now);
    return app.id;
  }

  /** Asks the server whether it knows the app, by a client credentials grant (RFC 6749, 4.4). `null`: it does. */
  private async ask(app: InstanceApp): Promise<ProviderError | null> {
    const context = appContext(this.context, app);
    const scope = app.server.scopes.join(context.definition.authorize.scopeSeparator ?? ' ');
    try {
      await askTokenEndpoint(context, 'register', { grant_type: 'client_credentials', scope }, { timeoutMs: confirmTimeoutMs });
      return null;
    } catch (error) {
      if (error instanceof ProviderError) return error;
      throw error;
    }
  }

  private async replace(app: InstanceApp): Promise<string> {
    await this.apps.retire(app.id, this.context.clock.now());
    const replacement = await this.registered(app.key, { ...app.server, scopes: app.key.scopes });
    return replacement.id;
  }
}

/** Refusals that say nothing about whether the server grants client credentials at all. */
const transient: ReadonlySet<ProviderErrorKind> = new Set(['timeout', 'unavailable', 'rate_limited', 'invalid_response']);

/** The context for calls that our app on one server makes. */
export function appContext(context: OAuthContext, app: InstanceApp): OAuthContext {
  const { settings, definition } = context;
  const { origin, authorizeUrl, tokenUrl, revokeUrl, pkce, scopes } = app.server;
  return {
    ...context,
    client: app.client,
    redirectUri: redirectUriOf(app.key, app.id),
    settings: { ...settings, apiUrl: origin, authorizeUrl, tokenUrl, scopes, urls: { ...settings.urls, REVOKE_URL: revokeUrl } },
    definition: { ...definition, authorize: { ...definition.authorize, pkce } },
  };
}

/** The context for calls with tokens of one server: `appContext` of the app that they were given to. */
export async function contextOfTokens(
  context: OAuthContext,
  apps: InstanceApps,
  tokens: TokenSet,
  step: 'renew' | 'revoke',
): Promise<OAuthContext> {
  const { server, clientId } = tokens;
  const app = server === null || clientId === null ? null : await apps.findByClient(context.definition.id, server, clientId);
  if (app === null) throw new ProviderError('client_unknown', step);
  return appContext(context, app);
}

function redirectUriOf(key: InstanceAppKey, id: string): string {
  return `${key.redirectBase}/${id}/callback`;
}

