import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';
import { aTokenSet, type FakeProvider } from '../fakes/provider.fake.js';
import { PagesWorld, type PagesStory } from '../support/pages-world.js';
import type { AccountBody, World } from '../support/world.js';

describe('renewing on a check', () => {
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

  const check = async (account: AccountBody): Promise<{ verdict: string; account: AccountBody }> =>
    (await world.api.post<{ verdict: string; account: AccountBody }>(`/v1/workspaces/${workspace}/social-accounts/${account.id}/check`)).body;

  async function oneAccount(): Promise<AccountBody> {
    const [account] = await story.connect(['Page 1']);
    if (account === undefined) throw new Error('nothing was connected');
    return account;
  }

  it('a token that ran out, renewed › is stored before it is used, and the account stays connected', async () => {
    const account = await oneAccount();
    pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
    const result = await check(account);
    expect(result).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
    expect(await story.grants()).toEqual([expect.objectContaining({ version: 2 })]);
  });

  it('a refresh token that is refused › is token_expired, refresh_rejected', async () => {
    const account = await oneAccount();
    pages.verdict = { verdict: 'expired' };
    pages.failures.set('renew', new ProviderError('revoked', 'renew'));
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status: 'token_expired', statusReason: { code: 'refresh_rejected' } } });
  });

  it('a refresh token past its end that is refused › is refresh_token_expired', async () => {
    pages.tokens = aTokenSet({ refreshTokenExpiresAt: new Date('2020-01-01T00:00:00.000Z') });
    const account = await oneAccount();
    pages.verdict = { verdict: 'expired' };
    pages.failures.set('renew', new ProviderError('revoked', 'renew'));
    expect((await check(account)).account.statusReason?.code).toBe('refresh_token_expired');
  });

  it('only the means to begin anew are left, no refresh token › is renewed with them', async () => {
    pages.tokens = aTokenSet({ refreshToken: null, recovery: Secret.of('app-password') });
    const account = await oneAccount();
    pages.probe = async ({ tokens }) => ({ verdict: tokens.accessToken.use((token) => token === 'access-2') ? 'healthy' : 'expired' });
    expect((await check(account)).verdict).toBe('healthy');
  });

  it('a verdict on tokens that were replaced meanwhile › is dropped, and the answer is what stands', async () => {
    const account = await oneAccount();
    pages.probe = async () => {
      await story.connect(['Page 1']);
      return { verdict: 'broken', reason: 'revoked_by_user' };
    };
    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected', statusReason: null } });
    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['connected']);
  });

  it('a renewal that the platform cannot answer › is inconclusive and changes nothing', async () => {
    const account = await oneAccount();
    pages.verdict = { verdict: 'expired' };
    pages.failures.set('renew', new ProviderError('unavailable', 'renew'));
    expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
  });
});
