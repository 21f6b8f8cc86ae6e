import { Clock } from '../../src/kernel/ports/clock.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { ApiClient, type Answer } from './api-client.js';
import { Browser, type Page } from './browser.js';
import { leakWatch } from './leaks/leak-watch.js';
import { startService, type RunningService, type ServiceOptions } from './service.js';
import { until } from './until.js';

/** A session as the service answers it; only what stories look at. */
export interface SessionBody {
  readonly id: string;
  readonly status: string;
  readonly authorizationUrl: string;
  readonly candidateCount: number;
  readonly accounts: readonly AccountBody[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly expiresAt: string;
}

/** An account as the service answers it; only what stories look at. */
export interface AccountBody {
  readonly id: string;
  readonly platform: string;
  readonly platformUserId: string;
  readonly displayName: string;
  readonly status: string;
  readonly statusReason: { readonly code: string; readonly action: string } | null;
  readonly isActive: boolean;
  readonly tokenExpiresAt: string | null;
  readonly connectedBy: string;
}

export interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** How a connect by redirect ended: what the browser saw last, and what stood in the return URL. */
export interface Returned {
  readonly page: Page;
  readonly sessionId: string | null;
  readonly code: string | null;
  readonly error: string | null;
}

/** What begins a session, over the usual. */
export interface BeginBody {
  readonly platform?: string;
  readonly [field: string]: unknown;
}

export const person = { userId: 'u_7' };

/** A sandbox whose secrets are known to the leak watch. */
export function startWatchedSandbox(): Promise<Sandbox> {
  return startSandbox({ secretSeen: ({ entrance, value }) => leakWatch.knows(entrance, value) });
}

/** The service and the sandbox side by side, with what stories do in nearly every line. */
export class World {
  readonly api: ApiClient;

  private constructor(
    readonly sandbox: Sandbox,
    readonly service: RunningService,
  ) {
    this.api = new ApiClient(service.url, service.serviceKey);
  }

  static async start(options: ServiceOptions = {}): Promise<World> {
    const sandbox = await startWatchedSandbox();
    try {
      const service = await startService({ ...options, env: { SANDBOX_URL: sandbox.url, ...options.env } });
      return new World(sandbox, service);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  /** A sandbox and a service that stand already. */
  static of(sandbox: Sandbox, service: RunningService): World {
    return new World(sandbox, service);
  }

  /** The same sandbox and another service, such as a second process on the same database. */
  beside(service: RunningService): World {
    return new World(this.sandbox, service);
  }

  /** @throws LeakFound when a secret stands in what the service said, stored or sent by mail. */
  async stop(): Promise<void> {
    try {
      const mails = await fetch(`${this.sandbox.url}/_sandbox/mail`);
      leakWatch.saw('a mail', await mails.text());
      await this.service.stop();
    } finally {
      await this.sandbox.stop();
    }
  }

  /** A workspace to work in. */
  async workspace(id: string, plan: string | null = 'max'): Promise<string> {
    const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };
    await this.api.put(`/v1/workspaces/${id}`, { name: id, plan, owner });
    return id;
  }

  get returnUrl(): string {
    return `${this.service.url}/v1/connect/result`;
  }

  begin<Body = SessionBody>(workspace: string, body: object = {}, api: ApiClient = this.api): Promise<Answer<Body>> {
    return api.post(`/v1/workspaces/${workspace}/connect-sessions`, {
      platform: 'linkedin',
      returnUrl: this.returnUrl,
      onBehalfOf: person,
      ...body,
    });
  }

  /** Lets the next authorize request of a platform answer at once. */
  async consent(persona: string, decision: 'approve' | 'deny' = 'approve', platform = 'linkedin'): Promise<void> {
    await this.control('consent', { platform, persona, decision });
  }

  async control<Body = unknown>(path: string, body: object): Promise<Body> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`sandbox ${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  /** Lets `seconds` pass, and waits until the service's clock has followed. */
  async passTime(seconds: number): Promise<void> {
    const { now } = await this.control<{ now: string }>('clock', { advanceSeconds: seconds });
    const clock = this.service.app.get(Clock);
    await until(() => clock.now() >= new Date(now), 5_000);
  }

  /** What the platforms were asked, in order. */
  async requests(query = ''): Promise<readonly { readonly method: string; readonly host: string; readonly path: string }[]> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/requests${query}`);
    return ((await response.json()) as { data: { method: string; host: string; path: string }[] }).data;
  }

  /** The authorizations that a platform knows of, oldest first. */
  async grants(platform: string): Promise<readonly { readonly subject: string; readonly alive: boolean; readonly refreshCount: number }[]> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/grants?platform=${platform}`);
    return ((await response.json()) as { data: { subject: string; alive: boolean; refreshCount: number }[] }).data;
  }

  /** Sends a browser the whole way from the launch link to the return URL (or to the page that ends it). */
  async travel(authorizationUrl: string, browser: Browser = new Browser()): Promise<Returned> {
    const page = await browser.follow(authorizationUrl, (next) => next.startsWith(this.returnUrl));
    const query = new URL(page.location ?? page.url).searchParams;
    return { page, sessionId: query.get('connect_session'), code: query.get('connect_code'), error: query.get('error') };
  }

  /** Begins, consents as `persona` and travels: the session waits for completion, or has failed. */
  async authorize(workspace: string, persona: string, body: BeginBody = {}): Promise<Returned & { readonly session: SessionBody }> {
    const begun = await this.begin(workspace, body);
    if (begun.status !== 201) throw new Error(`begin: ${String(begun.status)} ${begun.text}`);
    await this.consent(persona, 'approve', body.platform);
    return { ...(await this.travel(begun.body.authorizationUrl)), session: begun.body };
  }

  complete<Body = SessionBody>(workspace: string, sessionId: string, body: object, api: ApiClient = this.api): Promise<Answer<Body>> {
    return api.post(`/v1/workspaces/${workspace}/connect-sessions/${sessionId}/complete`, { onBehalfOf: person, ...body });
  }

  /** The whole way: one connected account of `persona`. */
  async connect(workspace: string, persona: string, body: BeginBody = {}): Promise<AccountBody> {
    const { session, code } = await this.authorize(workspace, persona, body);
    const done = await this.complete(workspace, session.id, { connectCode: code });
    const account = done.body.accounts?.[0];
    if (account === undefined) throw new Error(`complete: ${String(done.status)} ${done.text}`);
    return account;
  }

  async session(workspace: string, id: string): Promise<SessionBody> {
    return (await this.api.get<SessionBody>(`/v1/workspaces/${workspace}/connect-sessions/${id}`)).body;
  }

  async accounts(workspace: string): Promise<readonly AccountBody[]> {
    return (await this.api.get<{ data: AccountBody[] }>(`/v1/workspaces/${workspace}/social-accounts`)).body.data;
  }
}
