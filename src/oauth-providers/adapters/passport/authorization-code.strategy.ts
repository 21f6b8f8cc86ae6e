import OAuth2Strategy, { type StateStore } from 'passport-oauth2';
import type { OutboundValue } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';
import type { TokenSet } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import type { OAuthContext } from '../../protocol/define-provider.js';
import { askTokenEndpoint } from '../../protocol/token-endpoint.js';
import { readTokenSet } from '../../protocol/token-response.js';

/** What passport reads of a request. There is no Express here: one such object stands for one call. */
interface PassportRequest {
  readonly query: Readonly<Record<string, string>>;
}

type Answered = (error: unknown, body?: string) => void;

/** The end of one run of the strategy: sent to the platform, or back with tokens. */
type Outcome = { readonly redirect: string } | { readonly tokens: TokenSet };

/**
 * The authorization-code grant of `passport-oauth2`, built from a platform's definition. An instance serves one call:
 * passport reports through `success`, `fail`, `redirect` and `error`, which are set for that call alone.
 */
export class AuthorizationCodeStrategy extends OAuth2Strategy {
  readonly #context: OAuthContext;

  constructor(context: OAuthContext, store: StateStore) {
    const { definition, settings, client, redirectUri } = context;
    super(
      {
        authorizationURL: settings.authorizeUrl,
        tokenURL: settings.tokenUrl,
        clientID: client.clientId,
        // The secret goes out with our own transport, which is the only one to reveal it.
        clientSecret: '',
        callbackURL: redirectUri,
        scope: [...settings.scopes],
        scopeSeparator: definition.authorize.scopeSeparator ?? ' ',
        pkce: definition.authorize.pkce !== null,
        skipUserProfile: true,
        store,
      },
      (_accessToken: string, refreshToken: string | undefined, results: object, _profile: unknown, verified: OAuth2Strategy.VerifyCallback) => {
        // Passport takes the refresh token out of the results; a throw here reaches `error`.
        verified(null, readTokenSet({ ...results, refresh_token: refreshToken }, 'exchange', context.clock.now()));
      },
    );
    this.#context = context;
    Object.assign(this._oauth2, { _request: this.#request.bind(this) });
  }

  override authorizationParams(): object {
    return { ...this.#context.definition.authorize.parameters };
  }

  override tokenParams(): object {
    return { ...this.#context.definition.token.exchangeParameters };
  }

  /** The URL of the platform's authorize page for this attempt. */
  async authorizeUrl(): Promise<string> {
    const outcome = await this.#run({ query: {} });
    if (!('redirect' in outcome)) throw new ProviderError('invalid_response', 'authorize');
    return this.#inThePlatformsForm(outcome.redirect);
  }

  /** Exchanges the code in the platform's answer. */
  async exchange(parameters: Readonly<Record<string, string>>): Promise<TokenSet> {
    const outcome = await this.#run({ query: parameters });
    if (!('tokens' in outcome)) throw new ProviderError('invalid_response', 'exchange');
    return outcome.tokens;
  }

  #run(request: PassportRequest): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      Object.assign(this, {
        success: (tokens: TokenSet) => resolve({ tokens }),
        redirect: (url: string) => resolve({ redirect: url }),
        fail: () => reject(new ProviderError('denied', 'authorize')),
        error: (error: unknown) => reject(unwrapped(error)),
      });
      this.authenticate(request as Parameters<OAuth2Strategy['authenticate']>[0]);
    });
  }

  /** Stands in for the request function of passport's `oauth` client, which knows neither time limits nor our guard. */
  #request(_method: string, _url: string, _headers: unknown, body: string, _accessToken: unknown, answered: Answered): void {
    askTokenEndpoint(this.#context, 'exchange', grantIn(body)).then(
      (tokens) => answered(null, JSON.stringify(tokens)),
      (error: unknown) => answered(error),
    );
  }

  #inThePlatformsForm(location: string): string {
    const { clientIdParam: name, adjustParameters: adjust } = this.#context.definition.authorize;
    if (name === undefined && adjust === undefined) return location;
    const url = new URL(location);
    const { client_id: clientId = '', ...rest } = Object.fromEntries(url.searchParams);
    const parameters = { ...rest, [name ?? 'client_id']: clientId };
    url.search = new URLSearchParams(adjust?.(parameters, this.#context.settings) ?? parameters).toString();
    return url.href;
  }
}

const secretFields: ReadonlySet<string> = new Set(['code', 'code_verifier']);

/** The grant that passport wrote, without the proof of our app: how that is presented is the definition's matter. */
function grantIn(body: string): Record<string, OutboundValue> {
  const fields = [...new URLSearchParams(body)].filter(([name]) => name !== 'client_id' && name !== 'client_secret');
  return Object.fromEntries(fields.map(([name, value]) => [name, secretFields.has(name) ? Secret.of(value) : value]));
}

/** Passport wraps what the transport reported; callers want the error that was thrown. */
function unwrapped(error: unknown): Error {
  const inner: unknown = error instanceof OAuth2Strategy.InternalOAuthError ? error.oauthError : error;
  return inner instanceof Error ? inner : new Error('passport failed', { cause: inner });
}
