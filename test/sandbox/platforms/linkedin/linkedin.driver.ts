import { Driver, type Reply } from '../../driver.js';

export interface Client extends Record<string, string> {
  readonly client_id: string;
  readonly client_secret: string;
}

/** An authorization that differs from the usual one. */
export interface Way {
  readonly app?: Client;
  readonly scope?: string;
  readonly query?: Record<string, string>;
  readonly decision?: 'approve' | 'deny';
}

export const redirectUri = 'http://localhost:3000/v1/oauth/linkedin/callback';
export const selfServe: Client = { client_id: 'self-serve', client_secret: 'self-serve-secret' };
/** LinkedIn approved this one for refresh tokens. */
export const approved: Client = { client_id: 'approved', client_secret: 'approved-secret' };

const WWW = '/www.linkedin.com/oauth/v2';

/** A LinkedIn app's side of the protocol, for tests of the twin. */
export class LinkedInDriver extends Driver {
  async registerApps(): Promise<void> {
    for (const [app, features] of [[selfServe, []] as const, [approved, ['refresh_token']] as const]) {
      const { client_id: clientId, client_secret: clientSecret } = app;
      await this.control('apps', { platform: 'linkedin', redirectUris: [redirectUri], clientId, clientSecret, features });
    }
  }

  async authorize(persona: string, way: Way = {}): Promise<Reply> {
    const { app = selfServe, scope = 'openid profile w_member_social', query = {}, decision = 'approve' } = way;
    await this.control('consent', { platform: 'linkedin', persona, decision });
    const request = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope, state: 'st-1', ...query };
    return this.get(`${WWW}/authorization`, request);
  }

  async code(persona: string, way?: Way): Promise<string> {
    return (await this.authorize(persona, way)).location?.searchParams.get('code') ?? 'none';
  }

  exchange(code: string, changes: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Reply> {
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...selfServe, ...changes };
    return this.form(`${WWW}/accessToken`, fields, headers);
  }

  /** The body of the token answer at the end of the whole way. */
  async connect(persona: string, way: Way = {}): Promise<Record<string, unknown>> {
    const reply = await this.exchange(await this.code(persona, way), way.app ?? selfServe);
    if (reply.status !== 200 || !reply.json) throw new Error(reply.text);
    return reply.json;
  }

  /** An access token of a persona. */
  async accessToken(persona: string, way?: Way): Promise<string> {
    return String((await this.connect(persona, way))['access_token']);
  }

  refresh(token: unknown): Promise<Reply> {
    return this.form(`${WWW}/accessToken`, { grant_type: 'refresh_token', refresh_token: String(token), ...approved });
  }

  introspect(token: unknown, app: Client = selfServe): Promise<Reply> {
    return this.form(`${WWW}/introspectToken`, { token: String(token), ...app });
  }

  userinfo(token: unknown): Promise<Reply> {
    return this.get('/api.linkedin.com/v2/userinfo', {}, { authorization: `Bearer ${String(token)}` });
  }

  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }

  async revoke(subject: string, why: string): Promise<void> {
    await this.control('grants/revoke', { platform: 'linkedin', subject, why });
  }
}
