import { Driver, type Reply } from '../../driver.js';

type Fields = Record<string, string>;

export const redirectUri = 'http://localhost:3000/v1/oauth/tiktok/callback';
export const app = { client_key: 'tt-key', client_secret: 'tt-secret' };
const allScopes = 'user.info.basic,user.info.profile,video.publish,video.upload';
const API = '/open.tiktokapis.com/v2';

/** A TikTok app's side of the protocol, for tests of the twin. */
export class TikTokDriver extends Driver {
  async registerApps(): Promise<void> {
    await this.control('apps', { platform: 'tiktok', redirectUris: [redirectUri], clientId: app.client_key, clientSecret: app.client_secret, features: [] });
  }

  async authorize(persona: string, query: Fields = {}, decision: 'approve' | 'deny' = 'approve'): Promise<Reply> {
    await this.control('consent', { platform: 'tiktok', persona, decision });
    const request = { response_type: 'code', client_key: app.client_key, redirect_uri: redirectUri, scope: allScopes, state: 'st-1', ...query };
    return this.get('/www.tiktok.com/v2/auth/authorize/', request);
  }

  async code(persona: string, query?: Fields): Promise<string> {
    return (await this.authorize(persona, query)).location?.searchParams.get('code') ?? 'none';
  }

  exchange(code: string, changes: Fields = {}): Promise<Reply> {
    return this.form(`${API}/oauth/token/`, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...app, ...changes });
  }

  /** The body of the token answer at the end of the whole way. */
  async connect(persona: string, query?: Fields): Promise<Record<string, unknown>> {
    return (await this.exchange(await this.code(persona, query))).json ?? {};
  }

  refresh(token: unknown): Promise<Reply> {
    return this.form(`${API}/oauth/token/`, { grant_type: 'refresh_token', refresh_token: String(token), ...app });
  }

  revokeToken(token: unknown, changes: Fields = {}): Promise<Reply> {
    return this.form(`${API}/oauth/revoke/`, { token: String(token), ...app, ...changes });
  }

  userInfo(token: unknown, fields = 'open_id,display_name'): Promise<Reply> {
    return this.get(`${API}/user/info/`, { fields }, { authorization: `Bearer ${String(token)}` });
  }

  creatorInfo(token: unknown): Promise<Reply> {
    return this.form(`${API}/post/publish/creator_info/query/`, {}, { authorization: `Bearer ${String(token)}` });
  }

  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }
}
