import { Driver, type Reply } from '../../driver.js';

export interface RegisteredApp extends Record<string, string> {
  readonly client_id: string;
  readonly client_secret: string;
}

export const redirectUri = 'http://localhost:3000/v1/oauth/mastodon/0195/callback';
export const usual = 'read:accounts write:statuses write:media';

/** An app's side of the protocol at one server, for tests of the twin. */
export class MastodonDriver extends Driver {
  constructor(
    url: string,
    readonly host: string,
  ) {
    super(url);
  }

  at(path: string): string {
    return `/${this.host}${path}`;
  }

  register(fields: Record<string, string> = {}): Promise<Reply> {
    return this.form(this.at('/api/v1/apps'), { client_name: 'Ours', redirect_uris: redirectUri, scopes: usual, ...fields });
  }

  async app(scopes = usual): Promise<RegisteredApp> {
    const { json } = await this.register({ scopes });
    return { client_id: String(json?.['client_id']), client_secret: String(json?.['client_secret']) };
  }

  async authorize(app: RegisteredApp, persona: string, query: Record<string, string> = {}, decision = 'approve'): Promise<Reply> {
    await this.control('consent', { platform: 'mastodon', persona, decision });
    const request = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope: usual, state: 'st-1', ...query };
    return this.get(this.at('/oauth/authorize'), request);
  }

  async exchange(app: RegisteredApp, code: string, changes: Record<string, string> = {}): Promise<Reply> {
    return this.token(app, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...changes });
  }

  token(app: RegisteredApp, fields: Record<string, string>): Promise<Reply> {
    return this.form(this.at('/oauth/token'), { ...app, ...fields });
  }

  /** The body of the token answer at the end of the whole way. */
  async connect(app: RegisteredApp, persona: string, query: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const { location } = await this.authorize(app, persona, query);
    const reply = await this.exchange(app, location?.searchParams.get('code') ?? 'none');
    if (reply.status !== 200 || !reply.json) throw new Error(reply.text);
    return reply.json;
  }

  verify(token: unknown): Promise<Reply> {
    return this.get(this.at('/api/v1/accounts/verify_credentials'), {}, { authorization: `Bearer ${String(token)}` });
  }
}
