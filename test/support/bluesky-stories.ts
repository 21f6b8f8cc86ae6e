import type { Answer } from './api-client.js';
import { World, type AccountBody, type SessionBody } from './world.js';

export interface BlueskyAccount extends AccountBody {
  readonly username: string;
  readonly scopes: readonly string[];
}

export interface CheckBody {
  readonly verdict: string;
  readonly account: AccountBody;
}

export const appPassword = 'abcd-efgh-ijkl-mnop';
export const wrongPassword = 'zzzz-zzzz-zzzz-zzzz';

/** The path of a method of people's servers. */
export function method(name: string): string {
  return `/xrpc/com.atproto.server.${name}`;
}

/** Faults of the server that everybody in the sandbox lives at. */
export const server = { platform: 'bluesky', host: 'bsky.social', times: 9 };

/** A world with what stories about Bluesky do in nearly every line. */
export class BlueskyStories {
  private count = 0;

  private constructor(readonly world: World) {}

  static async open(): Promise<BlueskyStories> {
    return new BlueskyStories(await World.start());
  }

  /** Between two stories. Every login counts, in every workspace; each story has a day of its own. */
  async nextDay(): Promise<void> {
    await this.world.control('reset', {});
    await this.world.service.database.query('DELETE FROM allowances');
  }

  /** A workspace that no other story uses. */
  fresh(): Promise<string> {
    return this.world.workspace(`bluesky-${String((this.count += 1))}`);
  }

  login<Body = SessionBody>(workspace: string, identifier: string, more: object = {}, password = appPassword): Promise<Answer<Body>> {
    return this.world.begin<Body>(workspace, { platform: 'bluesky', returnUrl: undefined, inputs: { identifier, appPassword: password }, ...more });
  }

  /** A login that has to succeed. */
  async connect(workspace: string, persona = 'ada', more: object = {}): Promise<BlueskyAccount> {
    const answer = await this.login(workspace, `${persona}.bsky.social`, more);
    const [account] = answer.body.accounts ?? [];
    if (account === undefined) throw new Error(`connect: ${String(answer.status)} ${answer.text}`);
    return account as BlueskyAccount;
  }

  path(workspace: string, { id }: AccountBody): string {
    return `/v1/workspaces/${workspace}/social-accounts/${id}`;
  }

  async read(workspace: string, account: AccountBody): Promise<AccountBody> {
    return (await this.world.api.get<AccountBody>(this.path(workspace, account))).body;
  }

  check(workspace: string, account: AccountBody): Promise<Answer<CheckBody>> {
    return this.world.api.post<CheckBody>(`${this.path(workspace, account)}/check`);
  }

  async verdict(workspace: string, account: AccountBody): Promise<string> {
    return (await this.check(workspace, account)).body.verdict;
  }

  /** What ada does: deletes the app password, changes the main one, or lets time end her access tokens. */
  async end(why: 'user' | 'password' | 'expired'): Promise<void> {
    await this.world.control('grants/revoke', { platform: 'bluesky', subject: 'ada', why });
  }

  /** How often a method was called. */
  async asked(name: string): Promise<number> {
    return (await this.world.requests(`?platform=bluesky&path=${method(name)}`)).length;
  }

  /** Which of the sessions at the server still stand, oldest first. */
  async alive(): Promise<readonly boolean[]> {
    return (await this.world.grants('bluesky')).map(({ alive }) => alive);
  }
}
