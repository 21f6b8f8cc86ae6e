import { Driver, type Reply } from '../../driver.js';

type Fields = Record<string, string>;

export const redirectUri = 'http://localhost:3000/v1/oauth/pinterest/callback';
export const app = { id: 'pin-app', secret: 'pin:secret' };
const allScopes = 'user_accounts:read,boards:read,boards:write,pins:read,pins:write';
const API = '/api.pinterest.com/v5';

/** A Pinterest app's side of the protocol, for tests of the twin. */
export class PinterestDriver extends Driver {
  async registerApps(): Promise<void> {
    await this.control('apps', { platform: 'pinterest', redirectUris: [redirectUri], clientId: app.id, clientSecret: app.secret, features: [] });
  }

  async authorize(persona: string, query: Fields = {}, decision: 'approve' | 'deny' = 'approve'): Promise<Reply> {
    await this.control('consent', { platform: 'pinterest', persona, decision });
    const request = { response_type: 'code', client_id: app.id, redirect_uri: redirectUri, scope: allScopes, state: 'st-1', ...query };
    return this.get('/www.pinterest.com/oauth/', request);
  }

  async code(persona: string, query?: Fields): Promise<string> {
    return (await this.authorize(persona, query)).location?.searchParams.get('code') ?? 'none';
  }

  exchange(code: string, changes: Fields = {}, headers: Fields = this.basic()): Promise<Reply> {
    return this.form(`${API}/oauth/token`, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...changes }, headers);
  }

  /** The body of the token answer at the end of the whole way. */
  async connect(persona: string, query?: Fields): Promise<Record<string, unknown>> {
    return (await this.exchange(await this.code(persona, query))).json ?? {};
  }

  refresh(token: unknown, headers: Fields = this.basic()): Promise<Reply> {
    return this.form(`${API}/oauth/token`, { grant_type: 'refresh_token', refresh_token: String(token) }, headers);
  }

  userAccount(token: unknown): Promise<Reply> {
    return this.get(`${API}/user_account`, {}, { authorization: `Bearer ${String(token)}` });
  }

  basic(secret: string = app.secret): Fields {
    return { authorization: `Basic ${btoa(`${encodeURIComponent(app.id)}:${encodeURIComponent(secret)}`)}` };
  }

  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }
}
