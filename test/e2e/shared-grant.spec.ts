import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';
import { aTokenSet, anIdentity, type FakeProvider } from '../fakes/provider.fake.js';
import { PagesWorld, page, type PagesStory } from '../support/pages-world.js';
import type { AccountBody, World } from '../support/world.js';

describe('accounts that stand on one grant', () => {
  let several: PagesWorld;
  let world: World;
  let story: PagesStory;
  let pages: FakeProvider;
  let workspace: string;

  beforeAll(async () => {
    several = await PagesWorld.start();
    world = several.world;
  });

  beforeEach(async () => {
    story = await several.story();
    ({ pages, workspace } = story);
  });

  afterAll(() => several.stop());

  it('disconnecting one › leaves its siblings their grant; the last one takes it along', async () => {
    const accounts = await story.connect(['Page 1', 'Page 2']);
    const path = (index: number): string => `/v1/workspaces/${workspace}/social-accounts/${String(accounts[index]?.id)}`;
    await world.api.delete(path(0));
    expect(await story.grants()).toHaveLength(1);
    expect((await world.api.post<{ verdict: string }>(`${path(1)}/check`)).body.verdict).toBe('healthy');
    await world.api.delete(path(1));
    expect(await story.grants()).toEqual([]);
  });

  it('disconnecting siblings at the same time › wipes the grant', async () => {
    const accounts = await story.connect(['Page 1', 'Page 2', 'Page 3']);
    const answers = await Promise.all(accounts.map(({ id }) => world.api.delete(`/v1/workspaces/${workspace}/social-accounts/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await story.grants()).toEqual([]);
  });

  it('reconnecting one › heals the siblings that broke with it, but not one that lost its role', async () => {
    const accounts = await story.connect(['Page 1', 'Page 2', 'Page 3']);
    const check = (index: number): Promise<unknown> => world.api.post(`/v1/workspaces/${workspace}/social-accounts/${String(accounts[index]?.id)}/check`);
    pages.verdict = { verdict: 'broken', reason: 'revoked_by_user' };
    await check(0);
    await check(1);
    pages.verdict = { verdict: 'broken', reason: 'role_lost' };
    await check(2);
    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['disconnected', 'disconnected', 'disconnected']);
    await story.connect(['Page 1']);
    const now = await world.accounts(workspace);
    expect(now.map(({ status, statusReason }) => [status, statusReason?.code])).toEqual([
      ['connected', undefined],
      ['connected', undefined],
      ['disconnected', 'role_lost'],
    ]);
  });

  it('reconnecting one › gives the siblings their fresh page tokens, and leaves one broken that the authorization no longer covers', async () => {
    const accounts = await story.connect(['Page 1', 'Page 2', 'Page 3']);
    pages.verdict = { verdict: 'broken', reason: 'password_changed' };
    for (const { id } of accounts) await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${id}/check`);
    pages.candidates = ['1', '2'].map((id) => page(id, { credentials: Secret.of(`fresh-token-${id}`) }));

    const [account] = accounts;
    const { id, code } = await story.authorize(workspace, { reconnectAccountId: account?.id });
    await world.complete(workspace, id, { connectCode: code });

    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['connected', 'connected', 'disconnected']);
    const used: (string | undefined)[] = [];
    pages.probe = async ({ credentials }) => {
      used.push(credentials?.use((token) => token));
      return { verdict: 'healthy' };
    };
    for (const { id: each } of accounts) await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${each}/check`);
    expect(used).toEqual(['fresh-token-1', 'fresh-token-2', 'page-token-3']);
  });

  it('another set of scopes › stands in the history of every account on the grant', async () => {
    const accounts = await story.connect(['Page 1', 'Page 2']);
    pages.tokens = aTokenSet({ scopes: ['write', 'admin'] });
    await story.connect(['Page 1']);
    for (const { id } of accounts) {
      const history = await world.api.get<{ data: { type: string; data: object }[] }>(`/v1/workspaces/${workspace}/social-accounts/${id}/history`);
      const changes = history.body.data.filter(({ type }) => type === 'scopes_changed');
      expect(changes.map(({ data }) => data)).toEqual([{ added: ['admin'], removed: ['read'] }]);
    }
  });

  it('an account that another person connects again › moves to their grant, and the old one is wiped', async () => {
    const [account] = await story.connect(['Page 1']);
    pages.identity = anIdentity({ subject: 'bob-2', displayName: 'Bob' });
    const [again] = await story.connect(['Page 1']);
    expect(again?.id).toBe(account?.id);
    expect(await world.service.database.query('SELECT subject FROM grants WHERE workspace_id = $1', [workspace])).toEqual([{ subject: 'bob-2' }]);
  });

  describe('giving the authorization back', () => {
    const revoke = async (account: AccountBody | undefined, at = workspace): Promise<unknown> =>
      (await world.api.delete(`/v1/workspaces/${at}/social-accounts/${String(account?.id)}?revoke=true`)).body;

    it('the only account of the person › revokes', async () => {
      const [account] = await story.connect(['Page 1']);
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(pages.revoked).toEqual(['access-1']);
    });

    it('another account of the person, also in another workspace › is spared', async () => {
      const [account] = await story.connect(['Page 1']);
      const elsewhere = await world.workspace(`${workspace}-b`, 'starter');
      const [other] = await story.connect(['Page 2'], elsewhere);
      expect(await revoke(account)).toEqual({ revoked: false, reason: 'other_accounts' });
      expect(pages.revoked).toEqual([]);
      expect(await revoke(other, elsewhere)).toEqual({ revoked: true, reason: null });
    });

    it.each([1, 2, 3])('two accounts of the person parting at the same time, try %i › exactly the later one revokes', async () => {
      const elsewhere = await world.workspace(`${workspace}-b`, 'starter');
      const [[one], [two]] = [await story.connect(['Page 1']), await story.connect(['Page 2'], elsewhere)];
      const answers = await Promise.all([revoke(one), revoke(two, elsewhere)]);
      expect(answers).toContainEqual({ revoked: true, reason: null });
      expect(answers).toContainEqual({ revoked: false, reason: 'other_accounts' });
      expect(pages.revoked).toHaveLength(1);
    });

    it('while the account is renewed › gives back the tokens that it ended with', async () => {
      const [account] = await story.connect(['Page 1']);
      pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
      await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${String(account?.id)}/check`);
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(pages.revoked).toEqual(['access-2']);
    });

    it('twice at the same time › once', async () => {
      const [account] = await story.connect(['Page 1']);
      const path = `/v1/workspaces/${workspace}/social-accounts/${String(account?.id)}?revoke=true`;
      const answers = await Promise.all([world.api.delete(path), world.api.delete(path)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
      expect(pages.revoked).toEqual(['access-1']);
    });

    it('is asked of the platform only once the account is gone here', async () => {
      const [account] = await story.connect(['Page 1']);
      let left: readonly string[] | null = null;
      pages.revoke = async () => void (left = await story.names());
      expect(await revoke(account)).toEqual({ revoked: true, reason: null });
      expect(left).toEqual([]);
    });

    it('a platform that refuses › disconnects here all the same and says so', async () => {
      const [account] = await story.connect(['Page 1']);
      pages.failures.set('revoke', new ProviderError('unavailable', 'revoke'));
      expect(await revoke(account)).toEqual({ revoked: false, reason: 'platform_refused' });
      expect(await story.names()).toEqual([]);
    });
  });
});
