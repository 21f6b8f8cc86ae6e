import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

/** Our app, as the server knows it. The secret holds what a careless Basic header would garble. */
export const strictClient = { id: 'strict:client+1', secret: 's3cret:with+odd/chars%&=~and-32-more-bytes' };

/** An OAuth server that nobody here wrote (`oidc-provider`): PKCE required, exact redirect URIs, rotation with reuse detection. */
export class StrictOAuthServer {
  /** Who is signed in at the server, and whether that person agrees. */
  person: { readonly id: string; readonly agrees: boolean } = { id: 'ada', agrees: true };
  #provider: Provider | null = null;
  readonly #accessTokens: InstanceType<Provider['AccessToken']>[] = [];
  readonly #refreshTokens: string[] = [];
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });

  /** Listens; knows no app until `register`. */
  static async start(): Promise<StrictOAuthServer> {
    const server = new StrictOAuthServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Registers our app with this one redirect URI. */
  register(redirectUri: string): void {
    const configuration: Configuration = {
      clients: [
        {
          client_id: strictClient.id,
          client_secret: strictClient.secret,
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
      pkce: { required: () => true },
      rotateRefreshToken: true,
      issueRefreshToken: () => Promise.resolve(true),
      ttl: { AccessToken: 3600, AuthorizationCode: 60, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600, IdToken: 3600 },
      cookies: { keys: ['test-cookie-key'] },
      routes: { userinfo: '/userinfo' },
      claims: { openid: ['sub'], profile: ['name'] },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => Promise.resolve({ sub, name: `Strict ${sub}` }) }),
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      features: { devInteractions: { enabled: false } },
    };
    this.#provider = new Provider(this.url, configuration);
    this.#provider.on('access_token.saved', (token) => this.#accessTokens.push(token));
    // A used one is saved again, with the moment of its use.
    this.#provider.on('refresh_token.saved', ({ jti }) => void (this.#refreshTokens.includes(jti) || this.#refreshTokens.push(jti)));
  }

  /** Every refresh token that was given out, oldest first. */
  get refreshTokens(): readonly string[] {
    return this.#refreshTokens;
  }

  /** Lets the life of every access token end that was given out so far; refresh tokens live on. */
  async expireAccessTokens(): Promise<void> {
    await Promise.all(this.#accessTokens.splice(0).map((token) => token.destroy()));
  }

  /** Presents a refresh token as somebody who stole it, and the app's secret, would. Answers the error code, or `null`. */
  async present(refreshToken: string): Promise<string | null> {
    const basic = Buffer.from(`${encodeURIComponent(strictClient.id)}:${encodeURIComponent(strictClient.secret)}`).toString('base64');
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    });
    return ((await answer.json()) as { error?: string }).error ?? null;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.#provider;
    if (provider === null) throw new Error('no app is registered yet');
    if (request.url?.startsWith('/interaction/') === true) await this.#decide(provider, request, response);
    else await provider.callback()(request, response);
  }

  /** Plays the person: signs in, then agrees or refuses. */
  async #decide(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: this.person.id } });
      return;
    }
    if (!this.person.agrees) {
      const refusal = { error: 'access_denied', error_description: 'The person refused.' };
      await provider.interactionFinished(request, response, refusal);
      return;
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? this.person.id, clientId: strictClient.id });
    grant.addOIDCScope(String(params['scope']));
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
  }
}
