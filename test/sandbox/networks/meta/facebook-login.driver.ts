import { Driver, type Reply } from '../../driver.js';

type Fields = Record<string, string>;

export const app = { client_id: '1234567890', client_secret: 'meta-secret' };
const GRAPH = '/graph.facebook.com/v25.0';

/** A Meta app's side of Facebook Login, for tests of the twins. */
export class FacebookLoginDriver extends Driver {
  constructor(
    url: string,
    private readonly platform: string,
    private readonly scopes: string,
  ) {
    super(url);
  }

  get redirectUri(): string {
    return `http://localhost:3000/v1/oauth/${this.platform}/callback`;
  }

  async registerApp(features: readonly string[] = []): Promise<void> {
    await this.control('apps', { platform: this.platform, redirectUris: [this.redirectUri], clientId: app.client_id, clientSecret: app.client_secret, features });
  }

  async dialog(persona: string, query: Fields = {}, decision: 'approve' | 'deny' = 'approve'): Promise<Reply> {
    await this.control('consent', { platform: this.platform, persona, decision });
    const request = { response_type: 'code', client_id: app.client_id, redirect_uri: this.redirectUri, scope: this.scopes, state: 'st-1', ...query };
    return this.get('/www.facebook.com/v25.0/dialog/oauth', request);
  }

  async code(persona: string, query?: Fields): Promise<string> {
    return (await this.dialog(persona, query)).location?.searchParams.get('code') ?? 'none';
  }

  exchange(code: string, changes: Fields = {}): Promise<Reply> {
    return this.form(`${GRAPH}/oauth/access_token`, { code, redirect_uri: this.redirectUri, ...app, ...changes });
  }

  lengthen(token: string, changes: Fields = {}): Promise<Reply> {
    return this.form(`${GRAPH}/oauth/access_token`, { grant_type: 'fb_exchange_token', fb_exchange_token: token, ...app, ...changes });
  }

  async shortToken(persona: string, query?: Fields): Promise<string> {
    return tokenOf(await this.exchange(await this.code(persona, query)));
  }

  async longToken(persona: string, query?: Fields): Promise<string> {
    return tokenOf(await this.lengthen(await this.shortToken(persona, query)));
  }

  /** A question to the Graph API. */
  ask(path: string, token: string, query: Fields = {}): Promise<Reply> {
    return this.get(`${GRAPH}/${path}`, query, { authorization: `Bearer ${token}` });
  }

  inspect(token: string, appToken = `${app.client_id}|${app.client_secret}`): Promise<Reply> {
    return this.get(`${GRAPH}/debug_token`, { input_token: token, access_token: appToken });
  }

  /** The pages in a part of the person's list. */
  async pages(token: string, query: Fields = {}): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { json } = await this.ask('me/accounts', token, { fields: 'id,name,access_token,tasks', ...query });
    return (json?.['data'] ?? []) as Record<string, unknown>[];
  }

  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }

  async revoke(subject: string, why: string): Promise<void> {
    await this.control('grants/revoke', { platform: this.platform, subject, why });
  }
}

function tokenOf({ json }: Reply): string {
  return String(json?.['access_token']);
}

/** Code and subcode of a refusal: `190/463`. */
export function codeOf({ json }: Reply): string {
  const error = (json?.['error'] ?? {}) as { code?: number; error_subcode?: number };
  return [error.code, error.error_subcode].filter((part) => part !== undefined).join('/');
}
