import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/api-client.js';
import { World, type AccountBody, type ProblemBody, type SessionBody } from '../support/world.js';

interface BlueskyAccount extends AccountBody {
  readonly username: string;
  readonly scopes: readonly string[];
}

type CheckBody = { readonly verdict: string; readonly account: AccountBody };

const appPassword = 'abcd-efgh-ijkl-mnop';
const server = { host: 'bsky.social', times: 9 };
const method = (name: string): string => `/xrpc/com.atproto.server.${name}`;

describe('connecting a Bluesky account', () => {
  let world: World;
  let count = 0;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.stop());
  afterEach(async () => {
    await world.control('reset', {});
    // Every login counts, in every workspace; each story has a day of its own.
    await world.service.database.query('DELETE FROM allowances');
  });

  const fresh = (): Promise<string> => world.workspace(`bluesky-${String((count += 1))}`);

  function login<Body = SessionBody>(workspace: string, identifier: string, more: object = {}, password = appPassword): Promise<Answer<Body>> {
    return world.begin<Body>(workspace, { platform: 'bluesky', returnUrl: undefined, inputs: { identifier, appPassword: password }, ...more });
  }

  async function connect(workspace: string, persona = 'ada', more: object = {}): Promise<BlueskyAccount> {
    const answer = await login(workspace, `${persona}.bsky.social`, more);
    const [account] = answer.body.accounts ?? [];
    if (account === undefined) throw new Error(`connect: ${String(answer.status)} ${answer.text}`);
    return account as BlueskyAccount;
  }

  const path = (workspace: string, { id }: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts/${id}`;
  const read = async (workspace: string, account: AccountBody): Promise<AccountBody> =>
    (await world.api.get<AccountBody>(path(workspace, account))).body;
  const check = async (workspace: string, account: AccountBody): Promise<CheckBody> =>
    (await world.api.post<CheckBody>(`${path(workspace, account)}/check`)).body;
  const end = (why: 'user' | 'password' | 'expired', subject = 'ada'): Promise<unknown> =>
    world.control('grants/revoke', { platform: 'bluesky', subject, why });
  const asked = async (name: string): Promise<number> => (await world.requests(`?platform=bluesky&path=${method(name)}`)).length;

  it('the catalogue › says what the connect form needs', async () => {
    const { body } = await world.api.get('/v1/platforms/bluesky');
    expect(body).toEqual({
      platform: 'bluesky',
      label: 'Bluesky',
      network: 'bluesky',
      accountTypes: ['personal'],
      authMethod: 'app_password',
      available: true,
      unavailableReason: null,
      inputs: [
        { name: 'identifier', label: 'Handle', type: 'text', required: true, placeholder: 'name.bsky.social', helpUrl: null },
        {
          name: 'appPassword',
          label: 'App password',
          type: 'password',
          required: true,
          placeholder: 'xxxx-xxxx-xxxx-xxxx',
          helpUrl: 'https://bsky.app/settings/app-passwords',
        },
      ],
      selection: null,
      redirectUri: null,
      scopes: ['com.atproto.appPass'],
    });
  });

  it('handle and app password › the answer itself holds the account, and no browser is sent anywhere', async () => {
    const workspace = await fresh();
    const { status, body } = await login(workspace, 'ada.bsky.social');
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'completed', authorizationUrl: null, error: null });
    expect(body.accounts).toEqual([
      expect.objectContaining({
        platform: 'bluesky',
        network: 'bluesky',
        accountType: 'personal',
        platformUserId: expect.stringMatching(/^did:plc:[a-z2-7]{24}$/),
        username: 'ada.bsky.social',
        displayName: 'Ada Lovelace',
        avatarUrl: expect.stringContaining('https://cdn.bsky.app/'),
        profileUrl: `https://bsky.app/profile/${String(body.accounts[0]?.platformUserId)}`,
        scopes: ['com.atproto.appPass'],
        missingScopes: [],
        status: 'connected',
        statusReason: null,
        connectedBy: 'u_7',
      }),
    ]);
    expect(await world.session(workspace, body.id)).toMatchObject({ status: 'completed', accounts: [{ id: body.accounts[0]?.id }] });
    expect(await world.accounts(workspace)).toHaveLength(1);
    expect(await check(workspace, body.accounts[0] as AccountBody)).toMatchObject({ verdict: 'healthy' });
  });

  it.each(['@ada.bsky.social', 'ADA', 'https://bsky.app/profile/ada.bsky.social', 'at://ada.bsky.social', ' \u200eada.bsky.social\u2069 '])(
    'the spelling %j › means the same account',
    async (spelling) => {
      const workspace = await fresh();
      const [one, two] = [await login(workspace, spelling), await connect(workspace)];
      expect(one.body.accounts.map(({ id }) => id)).toEqual([two.id]);
    },
  );

  it('a DID › needs no handle, and an app password with spaces is put right', async () => {
    const { platformUserId } = await connect(await fresh());
    const { status, body } = await login(await fresh(), platformUserId, {}, ' ABCD efgh ijkl mnop ');
    expect([status, body.accounts[0]?.platformUserId]).toEqual([201, platformUserId]);
  });

  it('a person without a profile › goes by the handle', async () => {
    expect(await connect(await fresh(), 'nils')).toMatchObject({ displayName: 'nils.bsky.social', username: 'nils.bsky.social' });
  });

  it('an index that is away › delays nobody', async () => {
    await world.control('faults', { host: 'public.api.bsky.app', times: 9, fault: { status: 503 } });
    expect(await connect(await fresh())).toMatchObject({ displayName: 'ada.bsky.social', status: 'connected' });
  });

  it('the same person again › is the same account, also after a disconnect', async () => {
    const workspace = await fresh();
    const first = await connect(workspace);
    expect((await connect(workspace)).id).toBe(first.id);
    expect((await world.api.delete(path(workspace, first))).status).toBe(204);
    expect(await world.accounts(workspace)).toEqual([]);
    expect((await connect(workspace)).id).toBe(first.id);
    expect(await world.accounts(workspace)).toHaveLength(1);
  });

  describe('reconnecting', () => {
    it('after the app password was deleted › heals the account', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await end('user');
      expect((await check(workspace, account)).verdict).toBe('broken');
      expect(await connect(workspace, 'ada', { reconnectAccountId: account.id })).toMatchObject({
        id: account.id,
        status: 'connected',
        statusReason: null,
      });
      expect((await check(workspace, account)).verdict).toBe('healthy');
    });

    it('as another person › is refused, changes nothing and leaves no session behind', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      const before = await read(workspace, account);
      const wrong = await login<ProblemBody>(workspace, 'tess.bsky.social', { reconnectAccountId: account.id });
      expect([wrong.status, wrong.body.code]).toEqual([422, 'wrong_account']);
      expect(await read(workspace, account)).toEqual(before);
      expect(await world.accounts(workspace)).toHaveLength(1);
      expect((await world.grants('bluesky')).map(({ alive }) => alive)).toEqual([true, false]);
    });
  });

  describe('a check', () => {
    it('renews the session, since an access token alone proves nothing', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await world.passTime(600);
      expect(await check(workspace, account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
      expect(await world.grants('bluesky')).toEqual([expect.objectContaining({ refreshCount: 1 })]);
      const renewed = Date.parse((await read(workspace, account)).tokenExpiresAt ?? '');
      expect(renewed).toBeGreaterThan(Date.parse(account.tokenExpiresAt ?? ''));
    });

    it.each([
      ['whose access token ran out', 2 * 3600 + 60],
      ['that was left alone for months', 91 * 86_400],
    ])('of an account %s › finds it healthy', async (_name, seconds) => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await world.passTime(seconds);
      expect((await check(workspace, account)).verdict).toBe('healthy');
    });

    it('after the main password was changed › begins a new session with the app password', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await end('password');
      expect(await check(workspace, account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected', statusReason: null } });
      expect((await world.grants('bluesky')).map(({ alive }) => alive)).toEqual([false, true]);
      expect(await asked('createSession')).toBe(2);
    });

    it('after the app password was deleted › disconnects, and says who did it', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await end('user');
      expect(await check(workspace, account)).toMatchObject({
        verdict: 'broken',
        account: { status: 'disconnected', statusReason: { code: 'revoked_by_user', action: 'reconnect' } },
      });
    });

    it.each([
      ['is taken down', 'taken-down', 'account_restricted', 'connected', 'act_on_platform'],
      ['is deactivated', 'deactivated', 'account_restricted', 'connected', 'act_on_platform'],
    ])('of an account that %s › says that its owner has to act there', async (_name, answer, code, status, action) => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await world.control('faults', { ...server, platform: 'bluesky', path: method('refreshSession'), fault: { answer } });
      expect(await check(workspace, account)).toMatchObject({ verdict: 'broken', account: { status, statusReason: { code, action } } });
    });

    it('of an account that was deleted › says so', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await world.control('faults', { ...server, platform: 'bluesky', path: method('*'), fault: { answer: 'account-not-found' } });
      await world.control('faults', { host: 'plc.directory', times: 9, fault: { status: 410, body: { message: 'DID not available' } } });
      expect(await check(workspace, account)).toMatchObject({
        verdict: 'broken',
        account: { status: 'disconnected', statusReason: { code: 'account_gone' } },
      });
    });

    it.each([
      ['is down', { status: 503 }],
      ['hangs up', { reset: true }],
      ['shows a page', { status: 200, body: '<!doctype html><title>ExpiredToken</title>' }],
      ['shows a page that forbids', { status: 401, body: '<html>InvalidToken</html>' }],
      ['limits', { status: 429, headers: { 'retry-after': '30' } }],
    ])('while the server %s › concludes nothing, and tries no password', async (_name, fault) => {
      const workspace = await fresh();
      const account = await connect(workspace);
      await world.control('faults', { ...server, fault });
      expect(await check(workspace, account)).toMatchObject({ verdict: 'inconclusive', account: { status: 'connected', statusReason: null } });
      expect(await asked('createSession')).toBe(1);
      await world.control('reset', {});
    });
  });

  describe('logins of a day', () => {
    const refused = { status: 429, body: { code: 'rate_limited' } };

    it('that people used up › leave what brings a dead session back', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      for (let n = 0; n < 7; n += 1) await connect(n % 2 === 0 ? workspace : await fresh());
      const ninth = await login<ProblemBody>(await fresh(), 'ada.bsky.social');
      expect(ninth).toMatchObject(refused);
      expect(Number(ninth.headers['retry-after'])).toBeGreaterThan(80_000);
      expect(await asked('createSession')).toBe(8);
      expect((await login(await fresh(), 'tess.bsky.social')).status).toBe(201);

      for (const verdict of ['healthy', 'healthy', 'inconclusive']) {
        await end('password');
        expect((await check(workspace, account)).verdict).toBe(verdict);
      }
      expect((await read(workspace, account)).status).toBe('connected');
      await world.passTime(86_401);
      expect((await check(workspace, account)).verdict).toBe('healthy');
      expect((await connect(workspace)).id).toBe(account.id);
    });

    it('wrong guesses › end soon, and count against people alone', async () => {
      const workspace = await fresh();
      const account = await connect(workspace);
      for (let n = 0; n < 5; n += 1) {
        expect((await login(workspace, n % 2 === 0 ? 'ada.bsky.social' : '@Ada.bsky.social', {}, 'zzzz-zzzz-zzzz-zzzz')).status).toBe(422);
      }
      expect(await login(await fresh(), 'ada.bsky.social')).toMatchObject(refused);
      expect(await asked('createSession')).toBe(6);
      await end('password');
      expect((await check(workspace, account)).verdict).toBe('healthy');
    });
  });

  describe('the same person in two workspaces', () => {
    it.each([
      ['a plain disconnect', '', [204, {}]],
      ['one that revokes', '?revoke=true', [200, { revoked: true, reason: null }]],
    ])('%s of one › leaves the other one alone', async (_name, way, answered) => {
      const [left, stays] = [await fresh(), await fresh()];
      const [gone, other] = [await connect(left), await connect(stays)];
      expect([other.id === gone.id, other.platformUserId]).toEqual([false, gone.platformUserId]);

      const answer = await world.api.delete(`${path(left, gone)}${way}`);
      expect([answer.status, answer.body]).toEqual(answered);
      expect((await world.grants('bluesky')).map(({ alive }) => alive)).toEqual([way === '', true]);
      await world.passTime(2 * 3600 + 60);
      expect((await check(stays, other)).verdict).toBe('healthy');
      expect([await world.accounts(left), await world.accounts(stays)].map(({ length }) => length)).toEqual([0, 1]);
    });

    it('a deleted app password › breaks both, and connecting one again heals that one', async () => {
      const [one, two] = [await fresh(), await fresh()];
      const [first, second] = [await connect(one), await connect(two)];
      await end('user');
      expect([(await check(one, first)).verdict, (await check(two, second)).verdict]).toEqual(['broken', 'broken']);
      await connect(one);
      expect([(await read(one, first)).status, (await read(two, second)).status]).toEqual(['connected', 'disconnected']);
    });
  });

  it('passwords and tokens › stand in no log, no answer and nowhere in clear in the database', async () => {
    const workspace = await fresh();
    const answers = [await login(workspace, 'ada.bsky.social'), await login(workspace, 'ada.bsky.social', {}, 'main-password')];
    const account = answers[0]?.body.accounts[0] as AccountBody;
    await end('password');
    answers.push(await world.api.post(`${path(workspace, account)}/check`));
    await world.control('faults', { ...server, fault: { status: 500, body: `${appPassword} main-password` } });
    answers.push(await login(workspace, 'ada.bsky.social'), await world.api.post(`${path(workspace, account)}/check`));

    const tables = await world.service.database.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`);
    const rows = await Promise.all(tables.map(({ name }) => world.service.database.query(`SELECT t::text AS row FROM "${name}" t`)));
    const everything = [answers.map(({ text, headers }) => [text, headers]), rows, world.service.logs, await world.requests()];
    expect(JSON.stringify(rows)).toContain(account.id);
    expect(JSON.stringify(everything)).not.toMatch(/abcd-efgh-ijkl-mnop|main-password|eyJ[\w-]{20,}/);
  });

  it('giving a session back while its server is away › disconnects, and says that it was not taken', async () => {
    const workspace = await fresh();
    const account = await connect(workspace);
    await world.control('faults', { ...server, fault: { reset: true } });
    const { status, body } = await world.api.delete(`${path(workspace, account)}?revoke=true`);
    expect([status, body]).toEqual([200, { revoked: false, reason: 'platform_refused' }]);
    expect(await world.accounts(workspace)).toEqual([]);
  });
});
