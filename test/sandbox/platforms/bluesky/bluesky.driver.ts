import { Driver, type Reply } from '../../driver.js';

const SERVER = '/bsky.social/xrpc/com.atproto.server';

/** A client's side of the protocol, for tests of the twin. */
export class BlueskyDriver extends Driver {
  logIn(identifier: string, password = 'abcd-efgh-ijkl-mnop', more: Record<string, unknown> = {}): Promise<Reply> {
    return this.post(`${SERVER}.createSession`, { 'content-type': 'application/json' }, JSON.stringify({ identifier, password, ...more }));
  }

  /** A session that has to come about. */
  async session(identifier: string): Promise<Record<string, unknown>> {
    const reply = await this.logIn(identifier);
    if (reply.status !== 200 || !reply.json) throw new Error(reply.text);
    return reply.json;
  }

  refresh(token: unknown, body?: string): Promise<Reply> {
    return this.post(`${SERVER}.refreshSession`, bearer(token), body);
  }

  deleteSession(token: unknown, body?: string): Promise<Reply> {
    return this.post(`${SERVER}.deleteSession`, bearer(token), body);
  }

  getSession(token: unknown): Promise<Reply> {
    return this.get(`${SERVER}.getSession`, {}, bearer(token));
  }

  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }

  async revoke(subject: string, why: string): Promise<void> {
    await this.control('grants/revoke', { platform: 'bluesky', subject, why });
  }

  private post(path: string, headers: Record<string, string>, body?: string): Promise<Reply> {
    return this.send(path, { method: 'POST', headers, ...(body !== undefined && { body }) });
  }
}

function bearer(token: unknown): Record<string, string> {
  return typeof token === 'string' ? { authorization: `Bearer ${token}` } : {};
}

/** The claims of a session token. */
export function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}
