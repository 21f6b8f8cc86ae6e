import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProviderExpectation } from '../contracts/provider-expectation.js';
import { expectations } from '../contracts/provider-expectations.js';
import { World, type AccountBody, type BeginBody } from '../support/world.js';

const redirecting = Object.entries(expectations).filter((entry): entry is [string, ProviderExpectation] => 'authorizePage' in entry[1]);

describe.each(redirecting)('connecting %s', (platform, expected) => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    await world.control('reset', {});
    turn += 1;
    workspace = await world.workspace(`${platform}-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const begin = (more: object = {}): BeginBody => ({ platform, inputs: expected.inputs ?? {}, ...more });
  const path = (account: AccountBody): string => `/v1/workspaces/${workspace}/social-accounts/${account.id}`;
  const check = async (account: AccountBody): Promise<{ verdict: string; account: AccountBody }> =>
    (await world.api.post<{ verdict: string; account: AccountBody }>(`${path(account)}/check`)).body;

  it('a person who approves › has a connected account, healthy and with the scopes that were granted', async () => {
    const account = await world.connect(workspace, 'ada', begin());
    expect(account).toMatchObject({ platform, status: 'connected', statusReason: null, isActive: true, missingScopes: [] });
    expect(expected.candidates.map(({ accountType }) => accountType)).toContain((account as AccountBody & { accountType: string }).accountType);
    expect(await world.accounts(workspace)).toEqual([account]);
    expect((await check(account)).verdict).toBe('healthy');
  });

  it('the same person again, also after a disconnect › is the same account, and its id is kept verbatim', async () => {
    const first = await world.connect(workspace, 'ada', begin());
    expect((await world.connect(workspace, 'ada', begin())).id).toBe(first.id);
    const called = (await world.requests(`?platform=${platform}`)).length;
    expect((await world.api.delete(path(first))).status).toBe(204);
    expect((await world.requests(`?platform=${platform}`)).length).toBe(called);
    const again = await world.connect(workspace, 'ada', begin());
    expect([again.id, again.platformUserId]).toEqual([first.id, first.platformUserId]);
    expect(await world.service.database.query('SELECT platform_user_id FROM social_accounts WHERE id = $1', [first.id])).toEqual([
      { platform_user_id: first.platformUserId },
    ]);
  });

  it('a person who takes the authorization back › is noticed, and heals the account by reconnecting', async () => {
    const account = await world.connect(workspace, 'ada', begin());
    await world.control('grants/revoke', { platform, subject: 'ada', why: 'user' });
    const broken = await check(account);
    expect(broken).toMatchObject({ verdict: 'broken', account: { id: account.id, statusReason: { action: 'reconnect' } } });
    expect(broken.account.status).not.toBe('connected');
    const healed = await world.connect(workspace, 'ada', begin({ reconnectAccountId: account.id }));
    expect(healed).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
  });

  it('another person at a reconnect › is the wrong account, and nothing changes', async () => {
    const account = await world.connect(workspace, 'ada', begin());
    const wrong = await world.authorize(workspace, 'tess', begin({ reconnectAccountId: account.id }));
    expect(wrong.error).toBe('wrong_account');
    expect(await world.session(workspace, wrong.session.id)).toMatchObject({ status: 'failed', error: { code: 'wrong_account' } });
    expect(await world.accounts(workspace)).toEqual([account]);
  });

  it('a person who refuses › ends the session as access_denied', async () => {
    const { error, session } = await world.authorize(workspace, 'noah', begin());
    expect(error).toBe('access_denied');
    expect(await world.session(workspace, session.id)).toMatchObject({ status: 'failed', error: { code: 'access_denied' }, candidateCount: 0 });
  });

  it('a person who unticks half of the permissions › connects nothing, and is told which are missing', async () => {
    if (!Array.isArray(expected.unticked)) {
      expect((await world.connect(workspace, 'sam', begin())).status).toBe('connected');
      return;
    }
    const { error, session } = await world.authorize(workspace, 'sam', begin());
    expect(error).toBe('missing_scopes');
    const { error: told } = await world.session(workspace, session.id);
    for (const scope of expected.unticked) expect(told?.message).toContain(scope);
    expect(await world.accounts(workspace)).toEqual([]);
  });

  const legs = [expected.tokenEndpoint, expected.identifyEndpoint, ...(expected.furtherLegs ?? [])];

  describe.each(legs)('while $host$path is spoiled', (leg) => {
    it.each([
      ['down', { status: 503, body: '<h1>Down</h1>' }, 'platform_unavailable'],
      ['cut', { reset: true }, 'platform_unavailable'],
      ['limited', { status: 429, body: '' }, 'platform_unavailable'],
      ['a page', { status: 200, body: '<html>' }, 'platform_error'],
    ])('%s › the session fails with a code and holds nothing, and the next try connects', async (_, fault, code) => {
      // The app of an instance is there before the person comes back.
      await world.connect(workspace, 'ada', begin());
      const [known] = await world.accounts(workspace);
      await world.control('faults', { platform, ...leg, times: 30, fault });
      const { error, session } = await world.authorize(workspace, 'tess', begin());
      expect(error).toBe(code);
      expect(await world.session(workspace, session.id)).toMatchObject({ status: 'failed', error: { code }, candidateCount: 0, accounts: [] });
      expect(await world.accounts(workspace)).toEqual([known]);

      await world.control('reset', {});
      expect((await world.connect(workspace, 'ada', begin())).id).toBe(known?.id);
    });
  });
});
