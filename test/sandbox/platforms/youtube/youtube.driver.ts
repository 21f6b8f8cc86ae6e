import { Driver, type Reply } from '../../driver.js';

type Fields = Record<string, string>;

const SCOPE = 'https://www.googleapis.com/auth/youtube';
export const redirectUri = 'http://localhost:3000/v1/oauth/youtube/callback';
export const app = { client_id: 'yt.apps.googleusercontent.com', client_secret: 'GOCSPX-secret' };

/** A Google client's side of the protocol, for tests of the twin. */
export class YouTubeDriver extends Driver {
  async registerApps(): Promise<void> {
    await this.control('apps', { platform: 'youtube', redirectUris: [redirectUri], clientId: app.client_id, clientSecret: app.client_secret, features: [] });
  }

  async authorize(persona: string, query: Fields = {}, decision: 'approve' | 'deny' = 'approve'): Promise<Reply> {
    await this.control('consent', { platform: 'youtube', persona, decision });
    const usual = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope: `${SCOPE}.readonly ${SCOPE}.upload`, state: 'st-1' };
    return this.get('/accounts.google.com/o/oauth2/v2/auth', { ...usual, access_type: 'offline', prompt: 'consent', ...query });
  }

  async code(persona: string, query?: Fields): Promise<string> {
    return (await this.authorize(persona, query)).location?.searchParams.get('code') ?? 'none';
  }

  exchange(code: string, changes: Fields = {}): Promise<Reply> {
    return this.form('/oauth2.googleapis.com/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...app, ...changes });
  }

  /** The body of the token answer at the end of the whole way. */
  async connect(persona: string, query?: Fields): Promise<Record<string, unknown>> {
    return (await this.exchange(await this.code(persona, query))).json ?? {};
  }

  refresh(token: unknown): Promise<Reply> {
    return this.form('/oauth2.googleapis.com/token', { grant_type: 'refresh_token', refresh_token: String(token), ...app });
  }

  revokeToken(token: unknown): Promise<Reply> {
    return this.form('/oauth2.googleapis.com/revoke', { token: String(token) });
  }

  channels(token: unknown, query: Fields = { part: 'id,snippet', mine: 'true' }): Promise<Reply> {
    return this.get('/www.googleapis.com/youtube/v3/channels', query, { authorization: `Bearer ${String(token)}` });
  }
}
