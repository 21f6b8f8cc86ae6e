import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { startService } from '../support/service.js';
import { World, type ProblemBody, type SessionBody } from '../support/world.js';

const minute = 60_000;
const realNow = Date.now.bind(Date);

/** What people send: the token says who they are. */
const nobodyElse = { onBehalfOf: undefined };

describe('people who connect accounts', () => {
  let provider: IdentityProvider;
  let world: World;
  let workspace: string;
  let made = 0;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    world = await World.start({ env: provider.environment });
  });

  beforeEach(async () => {
    made += 1;
    workspace = await world.workspace(`people-${String(made)}`);
  });

  afterAll(async () => {
    await world.stop();
    await provider.stop();
  });

  /** A caller with a fresh token. */
  async function person(sub: string, role: string, at = workspace): Promise<ApiClient> {
    return world.api.as(await provider.person(sub, { [at]: role }));
  }

  /** A session that `api` began and whose browser has come back with a code. */
  async function authorized(api: ApiClient, persona = 'ada'): Promise<{ readonly id: string; readonly code: string | null }> {
    const begun = await world.begin(workspace, nobodyElse, api);
    expect(begun.status).toBe(201);
    await world.consent(persona);
    const { code } = await world.travel(begun.body.authorizationUrl);
    return { id: begun.body.id, code };
  }

  const path = (id: string): string => `/v1/workspaces/${workspace}/connect-sessions/${id}`;
  const candidates = (api: ApiClient, id: string, code: string | null) =>
    api.get<ProblemBody & { data: object[] }>(`${path(id)}/candidates`, { 'X-Connect-Code': code ?? '' });
  const complete = <Body = SessionBody>(api: ApiClient, id: string, code: string | null) =>
    world.complete<Body>(workspace, id, { connectCode: code, ...nobodyElse }, api);

  async function expectOpenWithoutAccounts(id: string): Promise<void> {
    expect((await world.session(workspace, id)).status).toBe('awaiting_completion');
    expect(await world.accounts(workspace)).toEqual([]);
  }

  it.each(['owner', 'admin'])('an %s › connects, deactivates and disconnects, and history names the person', async (role) => {
    const ana = await person('u_ana', role);
    const { id, code } = await authorized(ana);
    expect((await candidates(ana, id, code)).body.data).toHaveLength(1);
    const done = await complete(ana, id, code);
    const account = done.body.accounts[0];
    expect([done.status, account?.connectedBy]).toEqual([200, 'u_ana']);

    const accountPath = `/v1/workspaces/${workspace}/social-accounts/${String(account?.id)}`;
    expect((await ana.patch(accountPath, { isActive: false })).status).toBe(200);
    const history = await ana.get<{ data: { type: string; actor: object }[] }>(`${accountPath}/history`);
    expect(history.body.data.map(({ type, actor }) => [type, actor])).toEqual([
      ['deactivated', { type: 'user', id: 'u_ana' }],
      ['connected', { type: 'user', id: 'u_ana' }],
    ]);
    expect((await ana.delete(accountPath)).status).toBe(204);
    expect(await world.accounts(workspace)).toEqual([]);
  });

  it.each(['member', 'viewer'])('a %s › begins nothing, and only reads what others began', async (role) => {
    const ana = await person('u_ana', 'admin');
    const { id, code } = await authorized(ana);
    const low = await person('u_low', role);
    expect((await low.get<SessionBody>(path(id))).body.status).toBe('awaiting_completion');

    const refused = [
      await world.begin<ProblemBody>(workspace, nobodyElse, low),
      await candidates(low, id, code),
      await complete<ProblemBody>(low, id, code),
      await low.delete<ProblemBody>(path(id)),
    ];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [403, 'forbidden']));
    await expectOpenWithoutAccounts(id);
    expect((await complete(ana, id, code)).status).toBe(200);
  });

  it('a role that nobody knows › is as if the workspace were foreign', async () => {
    const answer = await world.begin<ProblemBody>(workspace, nobodyElse, await person('u_ana', 'editor'));
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it.each(['owner', 'admin'])('another person of the workspace, even its %s with the code › sees nothing and completes nothing', async (role) => {
    const ana = await person('u_ana', 'admin');
    const { id, code } = await authorized(ana);
    const ben = await person('u_ben', role);

    for (const answer of [await candidates(ben, id, code), await complete<ProblemBody>(ben, id, code)]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      expect(answer.text).not.toMatch(/Ada/);
    }
    await expectOpenWithoutAccounts(id);
    expect((await complete(ana, id, code)).status).toBe(200);
  });

  it('a key, also one that says it acts for that person › completes nothing of theirs', async () => {
    const { id, code } = await authorized(await person('u_ana', 'admin'));
    for (const onBehalfOf of [undefined, null, { userId: 'u_ana' }]) {
      const answer = await world.complete<ProblemBody>(workspace, id, { connectCode: code, onBehalfOf });
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    await expectOpenWithoutAccounts(id);
  });

  it('a session that a key began for a person › is not completed by the token of that person', async () => {
    const { session, code } = await world.authorize(workspace, 'ada', { onBehalfOf: { userId: 'u_ana' } });
    const answer = await complete<ProblemBody>(await person('u_ana', 'owner'), session.id, code);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    await expectOpenWithoutAccounts(session.id);
  });

  it('a role that sank, or was taken away, after the beginning › counts when it is completed', async () => {
    const { id, code } = await authorized(await person('u_ana', 'owner'));
    const sunk = await complete<ProblemBody>(await person('u_ana', 'member'), id, code);
    const gone = await complete<ProblemBody>(world.api.as(await provider.person('u_ana', {})), id, code);
    const elsewhere = await complete<ProblemBody>(await person('u_ana', 'owner', 'another'), id, code);

    expect([sunk, gone, elsewhere].map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'forbidden'],
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    await expectOpenWithoutAccounts(id);
    expect((await complete(await person('u_ana', 'admin'), id, code)).status).toBe(200);
  });

  describe('keys of the identity provider that rotate', () => {
    afterEach(() => {
      jest.restoreAllMocks();
    });

    /** The identity provider and its tokens live in real time, of which nobody has an hour. For services that are started afterwards. */
    function realTime(): { ahead: number } {
      const time = { ahead: 0 };
      jest.spyOn(Date, 'now').mockImplementation(() => realNow() + time.ahead);
      return time;
    }

    it('between the beginning and the end of a session › the new key is fetched, and the old one counts no more', async () => {
      const old = await person('u_ana', 'admin');
      const { id, code } = await authorized(old);
      await provider.rotate();
      const before = provider.requests;

      expect((await complete(await person('u_ana', 'admin'), id, code)).status).toBe(200);
      expect(provider.requests).toBe(before + 1);
      expect((await old.get(`/v1/workspaces/${workspace}`)).status).toBe(401);
    });

    it('of which nobody presents a new one › the old one counts no more after an hour', async () => {
      const claims = { sub: 'u_ana', workspaces: [{ id: workspace, role: 'owner' }], exp: Math.floor(Date.now() / 1000) + 100_000 };
      const time = realTime();
      const later = await startService({ env: provider.environment, databaseUrl: world.service.databaseUrl });
      try {
        const old = new ApiClient(later.url, await provider.sign(claims));
        expect((await old.get(`/v1/workspaces/${workspace}`)).status).toBe(200);
        await provider.rotate();

        time.ahead = 61 * minute;
        expect((await old.get(`/v1/workspaces/${workspace}`)).status).toBe(401);
        expect((await old.as(await provider.sign(claims)).get(`/v1/workspaces/${workspace}`)).status).toBe(200);
      } finally {
        await later.stop();
      }
    });

    it('a token signed by nobody under a known key id › is refused and fetches nothing', async () => {
      const stranger = await startIdentityProvider();
      try {
        const forged = await stranger.sign({ sub: 'u_ana', workspaces: [{ id: workspace, role: 'owner' }] }, { kid: provider.kidOf('RS256') });
        const before = provider.requests;
        expect((await world.begin(workspace, nobodyElse, world.api.as(forged))).status).toBe(401);
        expect(provider.requests).toBe(before);
      } finally {
        await stranger.stop();
      }
    });
  });
});
