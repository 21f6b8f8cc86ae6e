import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { appPassword, BlueskyStories, server } from '../support/bluesky-stories.js';
import type { AccountBody, ProblemBody, World } from '../support/world.js';

describe('connecting a Bluesky account', () => {
  let stories: BlueskyStories;
  let world: World;

  beforeAll(async () => {
    stories = await BlueskyStories.open();
    world = stories.world;
  });

  afterAll(() => world.stop());
  afterEach(() => stories.nextDay());

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
    const workspace = await stories.fresh();
    const { status, body } = await stories.login(workspace, 'ada.bsky.social');
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
    expect((await stories.check(workspace, body.accounts[0] as AccountBody)).body).toMatchObject({ verdict: 'healthy' });
  });

  it.each(['@ada.bsky.social', 'ADA', 'https://bsky.app/profile/ada.bsky.social', 'at://ada.bsky.social', ' \u200eada.bsky.social\u2069 '])(
    'the spelling %j › means the same account',
    async (spelling) => {
      const workspace = await stories.fresh();
      const [one, two] = [await stories.login(workspace, spelling), await stories.connect(workspace)];
      expect(one.body.accounts.map(({ id }) => id)).toEqual([two.id]);
    },
  );

  it('a DID › needs no handle, and an app password with spaces is put right', async () => {
    const { platformUserId } = await stories.connect(await stories.fresh());
    const { status, body } = await stories.login(await stories.fresh(), platformUserId, {}, ' ABCD efgh ijkl mnop ');
    expect([status, body.accounts[0]?.platformUserId]).toEqual([201, platformUserId]);
  });

  it('a person without a profile › goes by the handle', async () => {
    expect(await stories.connect(await stories.fresh(), 'nils')).toMatchObject({ displayName: 'nils.bsky.social', username: 'nils.bsky.social' });
  });

  it('an index that is away › delays nobody', async () => {
    await world.control('faults', { host: 'public.api.bsky.app', times: 9, fault: { status: 503 } });
    expect(await stories.connect(await stories.fresh())).toMatchObject({ displayName: 'ada.bsky.social', status: 'connected' });
  });

  it('the same person again › is the same account, also after a disconnect', async () => {
    const workspace = await stories.fresh();
    const first = await stories.connect(workspace);
    expect((await stories.connect(workspace)).id).toBe(first.id);
    expect((await world.api.delete(stories.path(workspace, first))).status).toBe(204);
    expect(await world.accounts(workspace)).toEqual([]);
    expect((await stories.connect(workspace)).id).toBe(first.id);
    expect(await world.accounts(workspace)).toHaveLength(1);
  });

  describe('reconnecting', () => {
    it('after the app password was deleted › heals the account', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await stories.end('user');
      expect(await stories.verdict(workspace, account)).toBe('broken');
      expect(await stories.connect(workspace, 'ada', { reconnectAccountId: account.id })).toMatchObject({
        id: account.id,
        status: 'connected',
        statusReason: null,
      });
      expect(await stories.verdict(workspace, account)).toBe('healthy');
    });

    it('as another person › is refused, changes nothing and leaves no session behind', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      const before = await stories.read(workspace, account);
      const wrong = await stories.login<ProblemBody>(workspace, 'tess.bsky.social', { reconnectAccountId: account.id });
      expect([wrong.status, wrong.body.code]).toEqual([422, 'wrong_account']);
      expect(await stories.read(workspace, account)).toEqual(before);
      expect(await world.accounts(workspace)).toHaveLength(1);
      expect(await stories.alive()).toEqual([true, false]);
    });
  });

  describe('the same person in two workspaces', () => {
    it.each([
      ['a plain disconnect', '', [204, {}]],
      ['one that revokes', '?revoke=true', [200, { revoked: true, reason: null }]],
    ])('%s of one › leaves the other one alone', async (_name, way, answered) => {
      const [left, stays] = [await stories.fresh(), await stories.fresh()];
      const [gone, other] = [await stories.connect(left), await stories.connect(stays)];
      expect([other.id === gone.id, other.platformUserId]).toEqual([false, gone.platformUserId]);

      const answer = await world.api.delete(`${stories.path(left, gone)}${way}`);
      expect([answer.status, answer.body]).toEqual(answered);
      expect(await stories.alive()).toEqual([way === '', true]);
      await world.passTime(2 * 3600 + 60);
      expect(await stories.verdict(stays, other)).toBe('healthy');
      expect([await world.accounts(left), await world.accounts(stays)].map(({ length }) => length)).toEqual([0, 1]);
    });

    it('a deleted app password › breaks both, and connecting one again heals that one', async () => {
      const [one, two] = [await stories.fresh(), await stories.fresh()];
      const [first, second] = [await stories.connect(one), await stories.connect(two)];
      await stories.end('user');
      expect([await stories.verdict(one, first), await stories.verdict(two, second)]).toEqual(['broken', 'broken']);
      await stories.connect(one);
      expect([(await stories.read(one, first)).status, (await stories.read(two, second)).status]).toEqual(['connected', 'disconnected']);
    });
  });

  it('passwords and tokens › stand in no log, no answer and nowhere in clear in the database', async () => {
    const workspace = await stories.fresh();
    const answers = [await stories.login(workspace, 'ada.bsky.social'), await stories.login(workspace, 'ada.bsky.social', {}, 'main-password')];
    const account = answers[0]?.body.accounts[0] as AccountBody;
    await stories.end('password');
    answers.push(await world.api.post(`${stories.path(workspace, account)}/check`));
    await world.control('faults', { ...server, fault: { status: 500, body: `${appPassword} main-password` } });
    answers.push(await stories.login(workspace, 'ada.bsky.social'), await world.api.post(`${stories.path(workspace, account)}/check`));

    const tables = await world.service.database.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`);
    const rows = await Promise.all(tables.map(({ name }) => world.service.database.query(`SELECT t::text AS row FROM "${name}" t`)));
    const everything = [answers.map(({ text, headers }) => [text, headers]), rows, world.service.logs, await world.requests()];
    expect(JSON.stringify(rows)).toContain(account.id);
    expect(JSON.stringify(everything)).not.toMatch(/abcd-efgh-ijkl-mnop|main-password|eyJ[\w-]{20,}\.eyJ/);
  });

  it('giving a session back while its server is away › disconnects, and says that it was not taken', async () => {
    const workspace = await stories.fresh();
    const account = await stories.connect(workspace);
    await world.control('faults', { ...server, fault: { reset: true } });
    const { status, body } = await world.api.delete(`${stories.path(workspace, account)}?revoke=true`);
    expect([status, body]).toEqual([200, { revoked: false, reason: 'platform_refused' }]);
    expect(await world.accounts(workspace)).toEqual([]);
  });
});
