import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type AccountBody, type ProblemBody } from '../support/world.js';

interface List {
  readonly data: readonly AccountBody[];
  readonly nextCursor: string | null;
}

describe('the accounts of a workspace', () => {
  let world: World;
  let workspace: string;
  let made = 0;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    made += 1;
    workspace = await world.workspace(`accounts-${String(made)}`);
  });

  afterAll(() => world.stop());

  const path = (account?: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts${account === undefined ? '' : `/${account.id}`}`;
  const list = async (query = ''): Promise<List> => (await world.api.get<List>(`${path()}${query}`)).body;
  const names = async (query = ''): Promise<readonly string[]> => (await list(query)).data.map(({ displayName }) => displayName);

  describe('the list', () => {
    it('pages by cursor › shows each account once, in order', async () => {
      for (const persona of ['tess', 'ada', 'mona']) await world.connect(workspace, persona);
      const first = await list('?limit=2');
      expect(first.data).toHaveLength(2);
      const second = await list(`?limit=2&cursor=${String(first.nextCursor)}`);
      expect(second.nextCursor).toBeNull();
      const shown = [...first.data, ...second.data].map(({ displayName }) => displayName);
      expect(shown).toEqual([...shown].sort((one, other) => one.localeCompare(other)));
      expect(new Set(shown).size).toBe(3);
    });

    it('an account that is connected while somebody pages › moves nothing', async () => {
      await world.connect(workspace, 'mona');
      await world.connect(workspace, 'tess');
      const first = await list('?limit=1');
      await world.connect(workspace, 'ada');
      const second = await list(`?limit=1&cursor=${String(first.nextCursor)}`);
      expect([first.data[0]?.displayName, second.data[0]?.displayName]).toEqual([expect.stringContaining('Mona'), expect.stringContaining('Tess')]);
    });

    it('filters by status, activity and platform', async () => {
      const ada = await world.connect(workspace, 'ada');
      const tess = await world.connect(workspace, 'tess');
      await world.api.patch(path(ada), { isActive: false });
      await world.control('grants/revoke', { platform: 'linkedin', subject: tess.platformUserId, why: 'user' });
      await world.api.post(`${path(tess)}/check`);
      expect(await names('?isActive=false')).toEqual([ada.displayName]);
      expect(await names('?isActive=true')).toEqual([tess.displayName]);
      expect(await names('?status=disconnected')).toEqual([tess.displayName]);
      expect(await names('?status=connected&isActive=false&platform=linkedin')).toEqual([ada.displayName]);
      expect(await names('?platform=facebook')).toEqual([]);
    });

    it.each(['?limit=0', '?limit=101', '?limit=x', '?status=fine', '?isActive=maybe', '?cursor=AAAA', '?unknown=1'])('%s › is refused', async (query) => {
      const answer = await world.api.get<ProblemBody>(`${path()}${query}`);
      expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    });

    it('a forged or garbled cursor › is refused', async () => {
      for (const persona of ['ada', 'tess']) await world.connect(workspace, persona);
      const real = String((await list('?limit=1')).nextCursor);
      const forged = Buffer.from(JSON.stringify(['linkedin', 'Ada', '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01'])).toString('base64url');
      for (const cursor of [forged, real.slice(0, -1), `${real}A`, `${real.slice(0, 20)}${real[20] === 'A' ? 'B' : 'A'}${real.slice(21)}`, `${real}&cursor=${real}`]) {
        const answer = await world.api.get<ProblemBody>(`${path()}?cursor=${cursor}`);
        expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([422, 'validation_failed', 'cursor']);
      }
    });
  });

  describe('entity tags', () => {
    it.each(['list', 'one'])('%s › answers 304 until something changes', async (which) => {
      const account = await world.connect(workspace, 'ada');
      const url = which === 'list' ? path() : path(account);
      const first = await world.api.get(url);
      const etag = first.headers['etag'] ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      const again = await world.api.get(url, { 'If-None-Match': etag });
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
      await world.api.patch(path(account), { isActive: false });
      const changed = await world.api.get(url, { 'If-None-Match': etag });
      expect(changed.status).toBe(200);
      expect(changed.headers['etag']).not.toBe(etag);
    });
  });

  describe('activity', () => {
    it('the same twice › leaves one line of history', async () => {
      const account = await world.connect(workspace, 'ada');
      for (const isActive of [false, false, true]) await world.api.patch(path(account), { isActive });
      const history = await world.api.get<{ data: { type: string }[] }>(`${path(account)}/history`);
      expect(history.body.data.map(({ type }) => type)).toEqual(['activated', 'deactivated', 'connected']);
    });

    it.each([{}, { isActive: 'no' }, { isActive: null }, { isActive: true, status: 'connected' }, []])('the body %j › is refused', async (body) => {
      const account = await world.connect(workspace, 'ada');
      const answer = await world.api.patch<ProblemBody>(path(account), body);
      expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    });
  });

  describe('disconnecting', () => {
    const stored = async (table: string): Promise<readonly Record<string, unknown>[]> =>
      world.service.database.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE workspace_id = $1`, [workspace]);

    it('says nothing to the platform, wipes the tokens here, and the old token still works there', async () => {
      const account = await world.connect(workspace, 'ada');
      expect(await stored('grants')).toHaveLength(1);
      const asked = (await world.requests()).length;
      expect((await world.api.delete(path(account))).status).toBe(204);
      expect(await world.requests()).toHaveLength(asked);
      expect(await stored('grants')).toEqual([]);
      expect((await stored('social_accounts'))[0]).toMatchObject({ grant_id: null, sealed_credentials: null });
      const alive = await world.grants('linkedin');
      expect(alive.filter(({ subject }) => subject === account.platformUserId).at(-1)).toMatchObject({ alive: true });
    });

    it('twice › the second time there is nothing', async () => {
      const account = await world.connect(workspace, 'ada');
      const answers = await Promise.all([world.api.delete(path(account)), world.api.delete(path(account))]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
    });

    it('with revoke=true on a platform that offers no way › disconnects and says so', async () => {
      const account = await world.connect(workspace, 'ada');
      const answer = await world.api.delete(`${path(account)}?revoke=true`);
      expect([answer.status, answer.body]).toEqual([200, { revoked: false, reason: 'not_supported' }]);
      expect(await names()).toEqual([]);
    });

    it('the same person in another workspace › goes on working, whichever way this one is disconnected or connected again', async () => {
      const account = await world.connect(workspace, 'ada');
      const elsewhere = await world.workspace(`${workspace}-twin`);
      const twin = await world.connect(elsewhere, 'ada');
      expect(twin.id).not.toBe(account.id);
      expect(twin.platformUserId).toBe(account.platformUserId);
      const check = async (): Promise<string> =>
        (await world.api.post<{ verdict: string }>(`/v1/workspaces/${elsewhere}/social-accounts/${twin.id}/check`)).body.verdict;
      await world.connect(workspace, 'ada', { reconnectAccountId: account.id });
      expect(await check()).toBe('healthy');
      await world.api.delete(`${path(account)}?revoke=true`);
      expect(await check()).toBe('healthy');
      expect((await world.accounts(elsewhere)).map(({ id, status }) => [id, status])).toEqual([[twin.id, 'connected']]);
    });

    it('and its session that is still open › can reconnect nothing', async () => {
      const account = await world.connect(workspace, 'ada');
      const begun = await world.begin(workspace, { reconnectAccountId: account.id });
      await world.api.delete(path(account));
      await world.consent('ada');
      expect((await world.travel(begun.body.authorizationUrl)).error).toBe('wrong_account');
    });
  });

  it("another workspace's account › does not exist, for any verb", async () => {
    const account = await world.connect(workspace, 'ada');
    const elsewhere = await world.workspace(`${workspace}-b`);
    const foreign = `/v1/workspaces/${elsewhere}/social-accounts/${account.id}`;
    const answers = [
      await world.api.get<ProblemBody>(foreign),
      await world.api.patch<ProblemBody>(foreign, { isActive: false }),
      await world.api.delete<ProblemBody>(foreign),
      await world.api.delete<ProblemBody>(`${foreign}?revoke=true`),
      await world.api.post<ProblemBody>(`${foreign}/check`),
      await world.api.get<ProblemBody>(`${foreign}/history`),
      await world.begin<ProblemBody>(elsewhere, { reconnectAccountId: account.id }),
      await world.api.get<ProblemBody>(`/v1/workspaces/${elsewhere}/social-accounts/not-an-id`),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(8).fill([404, 'not_found']));
    expect(await names()).toEqual([account.displayName]);
  });

  it('deleting the workspace › wipes every row of it', async () => {
    await world.connect(workspace, 'ada');
    await world.authorize(workspace, 'tess');
    expect((await world.api.delete(`/v1/workspaces/${workspace}`)).status).toBe(204);
    for (const table of ['grants', 'social_accounts', 'account_history', 'connect_sessions', 'api_keys']) {
      expect(await world.service.database.query(`SELECT 1 FROM ${table} WHERE workspace_id = $1`, [workspace])).toEqual([]);
    }
    expect((await world.api.get(path())).status).toBe(404);
  });

  describe('a check', () => {
    it('of a token that ran out on a platform that gives no refresh token › says token_expired, and reconnecting heals', async () => {
      const account = await world.connect(workspace, 'ada');
      await world.control('grants/revoke', { platform: 'linkedin', subject: account.platformUserId, why: 'expired' });
      const check = await world.api.post<{ verdict: string; account: AccountBody }>(`${path(account)}/check`);
      expect(check.body).toMatchObject({
        verdict: 'broken',
        account: { status: 'token_expired', statusReason: { code: 'not_renewable', action: 'reconnect', message: expect.any(String) } },
      });
      const history = await world.api.get<{ data: object[] }>(`${path(account)}/history`);
      expect(history.body.data[0]).toMatchObject({
        type: 'status_changed',
        reason: { code: 'not_renewable' },
        data: { from: 'connected', to: 'token_expired' },
      });
      expect((await world.connect(workspace, 'ada')).status).toBe('connected');
    });

    it('of one that works › says when it was seen', async () => {
      const account = await world.connect(workspace, 'ada');
      const check = await world.api.post<{ verdict: string; account: AccountBody & { lastVerifiedAt: string } }>(`${path(account)}/check`);
      expect(check.body).toMatchObject({ verdict: 'healthy', account: { id: account.id, status: 'connected' } });
      expect(new Date(check.body.account.lastVerifiedAt).getTime()).toBeGreaterThan(0);
    });
  });
});
