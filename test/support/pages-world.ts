import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import type { Candidate } from '../../src/oauth-providers/ports/provider.js';
import { FakeProviderRegistry } from '../fakes/provider-registry.fake.js';
import { FakeProvider, aCandidate, anIdentity } from '../fakes/provider.fake.js';
import { Browser } from './browser.js';
import { replacePlatforms } from './platforms.js';
import { World, type AccountBody } from './world.js';

export interface CandidateBody {
  readonly id: string;
  readonly displayName: string;
  readonly selectable: boolean;
  readonly alreadyConnected: boolean;
}

/** A session that waits for completion, and the code that completes it. */
export interface Authorized {
  readonly id: string;
  readonly code: string;
}

/** A page of the platform `fake-pages`. */
export function page(id: string, overrides: Partial<Candidate> = {}): Candidate {
  const name = `Page ${id}`;
  return aCandidate({ kind: 'page', platformUserId: id, accountType: 'page', displayName: name, username: null, credentials: Secret.of(`page-token-${id}`), ...overrides });
}

let turns = 0;

/** A service in the cloud whose one platform makes four pages connectable by one authorization. */
export class PagesWorld {
  private constructor(readonly world: World) {}

  static async start(): Promise<PagesWorld> {
    return new PagesWorld(await World.start({ env: { BILLING_MODE: 'cloud' } }));
  }

  /** A platform of its own and a workspace of its own, with room for five, for each story. */
  async story(): Promise<PagesStory> {
    turns += 1;
    const pages = new FakeProvider({
      platform: asId<PlatformKey>('fake-pages'),
      accountTypes: ['page'],
      selection: { kind: 'page', label: 'Pages' },
      revocation: 'person',
    });
    pages.candidates = ['1', '2', '3', '4'].map((id) => page(id));
    pages.identity = anIdentity({ subject: `person-${String(turns)}` });
    replacePlatforms(this.world.service, new FakeProviderRegistry([pages]));
    return new PagesStory(this.world, pages, await this.world.workspace(`several-${String(turns)}`, 'starter'));
  }

  stop(): Promise<void> {
    return this.world.stop();
  }
}

/** What the stories of several accounts do in nearly every line. */
export class PagesStory {
  constructor(
    private readonly world: World,
    readonly pages: FakeProvider,
    readonly workspace: string,
  ) {}

  /** Begins, authorizes and comes back: the session waits for completion, or has failed. */
  async authorize(at: string = this.workspace, body: object = {}): Promise<Authorized> {
    const begun = await this.world.begin(at, { platform: 'fake-pages', ...body });
    const browser = new Browser();
    const launched = await browser.open(begun.body.authorizationUrl);
    const state = new URL(launched.location ?? '').searchParams.get('state') ?? '';
    turns += 1;
    const back = await browser.open(`${this.world.service.url}/v1/oauth/fake-pages/callback?state=${state}&code=${String(turns)}`);
    return { id: begun.body.id, code: new URL(back.location ?? '').searchParams.get('connect_code') ?? '' };
  }

  async candidates({ id, code }: Authorized, query = '', at = this.workspace): Promise<{ data: CandidateBody[]; nextCursor: string | null }> {
    const path = `/v1/workspaces/${at}/connect-sessions/${id}/candidates${query}`;
    return (await this.world.api.get<{ data: CandidateBody[]; nextCursor: string | null }>(path, { 'X-Connect-Code': code })).body;
  }

  /** Connects the pages of these names. */
  async connect(names: readonly string[], at = this.workspace): Promise<readonly AccountBody[]> {
    const session = await this.authorize(at);
    const shown = (await this.candidates(session, '', at)).data;
    const selection = names.map((name) => shown.find(({ displayName }) => displayName === name)?.id.toUpperCase() ?? name);
    return (await this.world.complete(at, session.id, { connectCode: session.code, selection })).body.accounts;
  }

  async names(): Promise<readonly string[]> {
    return (await this.world.accounts(this.workspace)).map(({ displayName }) => displayName);
  }

  grants(): Promise<object[]> {
    return this.world.service.database.query('SELECT id, version FROM grants WHERE workspace_id = $1', [this.workspace]);
  }
}
