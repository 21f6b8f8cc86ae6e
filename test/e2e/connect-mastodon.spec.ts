import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { World, type AccountBody, type BeginBody } from '../support/world.js';

interface MastodonAccount extends AccountBody {
  readonly username: string;
  readonly scopes: readonly string[];
  readonly reauthorizeBy: string | null;
  readonly avatarUrl: string;
  readonly profileUrl: string;
}

const at = (instanceUrl: string, more: object = {}): BeginBody => ({ platform: 'mastodon', inputs: { instanceUrl }, ...more });
const hosts = ['mastodon.social', 'old.mastodon.test', 'pleroma.test', 'tiny.mastodon.test'] as const;

describe('connecting a Mastodon account', () => {
  let world: World;
  let count = 0;
  let workspaces: string[] = [];

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.stop());
  afterEach(async () => {
    // Whoever is left connected would count when another test gives the same person's authorization back.
    for (const workspace of workspaces) await world.api.delete(`/v1/workspaces/${workspace}`);
    workspaces = [];
    await world.control('reset', {});
  });

  async function fresh(): Promise<string> {
    const workspace = await world.workspace(`mastodon-${String((count += 1))}`);
    workspaces.push(workspace);
    return workspace;
  }

  async function connect(workspace: string, persona: string, host: string, more: object = {}): Promise<MastodonAccount> {
    return (await world.connect(workspace, persona, at(host, more))) as MastodonAccount;
  }

  const path = (workspace: string, { id }: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts/${id}`;

  async function check(workspace: string, account: AccountBody): Promise<string> {
    return (await world.api.post<{ verdict: string }>(`${path(workspace, account)}/check`)).body.verdict;
  }

  async function revoke(workspace: string, account: AccountBody): Promise<object> {
    return (await world.api.delete<object>(`${path(workspace, account)}?revoke=true`)).body;
  }

  const registrations = async (host: string): Promise<number> => (await world.requests(`?path=${host}/api/v1/apps`)).length;

  it('the catalogue › says what the connect form needs', async () => {
    const { body } = await world.api.get('/v1/platforms/mastodon');
    expect(body).toEqual({
      platform: 'mastodon',
      label: 'Mastodon',
      network: 'mastodon',
      accountTypes: ['personal'],
      authMethod: 'oauth_per_instance',
      available: true,
      unavailableReason: null,
      inputs: [{ name: 'instanceUrl', label: 'Instance URL', type: 'text', required: true, placeholder: 'https://mastodon.social', helpUrl: null }],
      selection: null,
      redirectUri: `${world.service.url}/v1/oauth/mastodon/callback`,
      scopes: ['read:accounts', 'write:statuses', 'write:media'],
    });
  });

  describe.each(hosts)('on %s', (host) => {
    it('a person who approves › has a healthy account of that server', async () => {
      const workspace = await fresh();
      const account = await connect(workspace, 'ada', host);
      expect(account).toMatchObject({
        platform: 'mastodon',
        network: 'mastodon',
        accountType: 'personal',
        platformUserId: expect.stringMatching(new RegExp(`^[A-Za-z0-9]+@${host}$`)),
        username: `ada@${host}`,
        displayName: 'Ada Lovelace',
        status: 'connected',
        reauthorizeBy: null,
        missingScopes: [],
        scopes: expect.arrayContaining(['write:statuses', 'write:media']),
        profileUrl: expect.stringContaining(`https://${host}/`),
      });
      expect(account.tokenExpiresAt === null).toBe(host !== 'pleroma.test');
      expect(await check(workspace, account)).toBe('healthy');
      expect(await world.accounts(workspace)).toEqual([expect.objectContaining({ id: account.id })]);
    });

    it('the same person again › is the same account, also after a disconnect', async () => {
      const workspace = await fresh();
      const first = await connect(workspace, 'ada', host);
      expect((await connect(workspace, 'ada', host)).id).toBe(first.id);
      expect((await world.api.delete(path(workspace, first))).status).toBe(204);
      expect(await world.accounts(workspace)).toEqual([]);
      expect((await world.grants('mastodon')).every(({ alive }) => alive)).toBe(true);
      expect((await connect(workspace, 'ada', host)).id).toBe(first.id);
    });

    it('a person who refuses › ends the session as access_denied', async () => {
      const workspace = await fresh();
      const { session, error } = await world.authorize(workspace, 'noah', at(host));
      expect(error).toBe('access_denied');
      expect(await world.session(workspace, session.id)).toMatchObject({ status: 'failed', error: { code: 'access_denied' } });
    });

    it('reconnecting › heals the account; another person there is refused and changes nothing', async () => {
      const workspace = await fresh();
      const account = await connect(workspace, 'ada', host);
      await world.control('grants/revoke', { platform: 'mastodon', subject: account.platformUserId, why: 'user' });
      expect(await check(workspace, account)).toBe('broken');
      const broken = (await world.api.get<AccountBody>(path(workspace, account))).body;
      expect(broken).toMatchObject({ status: 'disconnected', statusReason: { code: 'revoked_by_user', action: 'reconnect' } });

      const wrong = await world.authorize(workspace, 'tess', at(host, { reconnectAccountId: account.id }));
      expect(wrong.error).toBe('wrong_account');
      expect((await world.api.get<AccountBody>(path(workspace, account))).body).toEqual(broken);

      const healed = await connect(workspace, 'ada', host, { reconnectAccountId: account.id });
      expect(healed).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
    });
  });

  it.each(['https://mastodon.social/', '@ada@mastodon.social', 'acct:ada@MASTODON.social', 'https://mastodon.social/@ada', ' mastodon.social. '])(
    'the spelling %s › means the same server, with one app',
    async (spelling) => {
      const account = await connect(await fresh(), 'ada', spelling);
      expect(account.platformUserId).toMatch(/@mastodon\.social$/);
      expect(await registrations('mastodon.social')).toBe(0);
    },
  );

  it('a person without a name › goes by the username; one whose login is disabled cannot be connected', async () => {
    const workspace = await fresh();
    expect(await connect(workspace, 'nils', 'mastodon.social')).toMatchObject({ displayName: 'nils', username: 'nils@mastodon.social' });
    expect((await world.authorize(workspace, 'rita', at('mastodon.social'))).error).toBe('platform_error');
  });

  it('tokens that end › are renewed at their server', async () => {
    const workspace = await fresh();
    const account = await connect(workspace, 'ada', 'pleroma.test');
    await world.passTime(700);
    expect(await check(workspace, account)).toBe('healthy');
    expect(await world.grants('mastodon')).toEqual([expect.objectContaining({ refreshCount: 1 })]);
    const renewed = (await world.api.get<AccountBody>(path(workspace, account))).body.tokenExpiresAt ?? '';
    expect(Date.parse(renewed)).toBeGreaterThan(Date.parse(account.tokenExpiresAt ?? ''));
  });

  it('the same number on two servers › is two accounts', async () => {
    const workspace = await fresh();
    const [one, two] = [await connect(workspace, 'ada', 'mastodon.social'), await connect(workspace, 'ada', 'old.mastodon.test')];
    expect(two.platformUserId.split('@')[0]).toBe(one.platformUserId.split('@')[0]);
    expect(two.id).not.toBe(one.id);
    expect(await world.accounts(workspace)).toHaveLength(2);

    const wrong = await world.authorize(workspace, 'ada', at('old.mastodon.test', { reconnectAccountId: one.id }));
    expect(wrong.error).toBe('wrong_account');
    await world.control('grants/revoke', { platform: 'mastodon', subject: one.platformUserId, why: 'user' });
    expect([await check(workspace, one), await check(workspace, two)]).toEqual(['broken', 'healthy']);
    expect(await revoke(workspace, two)).toEqual({ revoked: true, reason: null });
  });

  describe('giving the authorization back', () => {
    it('of a person who is connected once › ends it at the server', async () => {
      const workspace = await fresh();
      const account = await connect(workspace, 'ada', 'mastodon.social');
      expect(await revoke(workspace, account)).toEqual({ revoked: true, reason: null });
      expect((await world.grants('mastodon')).map(({ alive }) => alive)).toEqual([false]);
      expect(await world.accounts(workspace)).toEqual([]);
      expect(await check(workspace, await connect(workspace, 'ada', 'mastodon.social'))).toBe('healthy');
    });

    it.each(['mastodon.social', 'old.mastodon.test', 'pleroma.test', 'tiny.mastodon.test'])(
      'of a person who is connected in two workspaces on %s › leaves the other one alone, and so does a plain disconnect',
      async (host) => {
        for (const way of ['', '?revoke=true']) {
          const [left, stays] = [await fresh(), await fresh()];
          const gone = await connect(left, 'ada', host);
          const other = await connect(stays, 'ada', host);
          expect(other.id).not.toBe(gone.id);
          const answer = await world.api.delete(`${path(left, gone)}${way}`);
          expect([answer.status, answer.body]).toEqual(way === '' ? [204, {}] : [200, { revoked: false, reason: 'other_accounts' }]);
          expect(await check(stays, other)).toBe('healthy');
          expect(await world.accounts(stays)).toHaveLength(1);
          await world.api.delete(path(stays, other));
        }
      },
    );

    it('where the server knows no way › says that it did not take it', async () => {
      const workspace = await fresh();
      expect(await revoke(workspace, await connect(workspace, 'ada', 'tiny.mastodon.test'))).toEqual({ revoked: false, reason: 'platform_refused' });
    });
  });
});
