import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/kernel/ports/clock.js';
import { World, type AccountBody, type ProblemBody, type SessionBody } from '../support/world.js';

const day = 86_400;

interface CandidateBody {
  readonly id: string;
  readonly kind: string;
  readonly displayName: string;
  readonly selectable: boolean;
  readonly reason: string | null;
}

interface DatedAccount extends AccountBody {
  readonly reauthorizeBy: string | null;
}

/** What is different between the two products behind Facebook Login. */
const products = [
  { platform: 'facebook', kind: 'page', network: 'facebook', accountType: 'page', refusal: 'Your role on this page does not let you post.', unseen: 'account_gone' },
  {
    platform: 'instagram-facebook',
    kind: 'instagram_account',
    network: 'instagram',
    accountType: 'business',
    refusal: 'It is linked to the page Okafor Fan Club: Your role on this page does not let you post.',
    unseen: 'scopes_removed',
  },
];

describe.each(products)('accounts of $platform', ({ platform, kind, network, accountType, refusal, unseen }) => {
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

  const path = ({ id }: AccountBody, at = workspace): string => `/v1/workspaces/${at}/social-accounts/${id}`;
  const check = async (account: AccountBody | undefined): Promise<unknown> => (await world.api.post(`${path(account as AccountBody)}/check`)).body;
  const connect = async (persona: string, at = workspace): Promise<DatedAccount> => (await world.connect(at, persona, { platform })) as DatedAccount;
  const failAt = (id: string, fault: object, times = 1): Promise<unknown> => world.control('faults', { platform, path: `/v25.0/${id}`, times, fault });

  async function shownTo(persona: string): Promise<{ id: string; code: string | null; shown: readonly CandidateBody[] }> {
    const { session, code } = await world.authorize(workspace, persona, { platform });
    const list = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?limit=100`;
    return { id: session.id, code, shown: (await world.api.get<{ data: CandidateBody[] }>(list, { 'X-Connect-Code': code ?? '' })).body.data };
  }

  async function connectAll(persona: string): Promise<readonly AccountBody[]> {
    const { id, code, shown } = await shownTo(persona);
    const selection = shown.filter(({ selectable }) => selectable).map((each) => each.id);
    return (await world.complete<SessionBody>(workspace, id, { connectCode: code, selection })).body.accounts;
  }

  it('the account of a page › is of its kind, and its token has no end', async () => {
    const account = await connect('ada');
    expect(account).toMatchObject({ platform, network, accountType, displayName: 'Analytical Engines', tokenExpiresAt: null });
    const left = new Date(account.reauthorizeBy ?? 0).getTime() - world.service.app.get(Clock).now().getTime();
    expect(Math.abs(left - 90 * day * 1000)).toBeLessThan(60_000);
  });

  it('an id beyond 2^53 › stands verbatim in the answer and the database', async () => {
    const account = await connect('ada');
    expect(Number(account.platformUserId)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    expect(String(Number(account.platformUserId))).not.toBe(account.platformUserId);
    expect(await world.service.database.query('SELECT platform_user_id FROM social_accounts WHERE id = $1', [account.id])).toEqual([{ platform_user_id: account.platformUserId }]);
  });

  it('long after the person’s own token ended › is still healthy', async () => {
    const account = await connect('ada');
    await world.passTime(200 * day);
    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
  });

  it('several picked, one of a business among them › are connected at once on one grant; one that may not be posted for says why', async () => {
    const { id, code, shown } = await shownTo('tess');
    expect(shown.map((each) => [each.kind, each.displayName, each.selectable, each.reason]).sort()).toEqual([
      [kind, 'Okafor Fan Club', false, refusal],
      [kind, 'Okafor Holding', true, null],
      [kind, 'Okafor Studio', true, null],
    ]);
    const refused = await world.complete<ProblemBody>(workspace, id, { connectCode: code, selection: shown.map((each) => each.id) });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_selection']);
    const selection = shown.filter(({ selectable }) => selectable).map((each) => each.id);
    const done = await world.complete<SessionBody>(workspace, id, { connectCode: code, selection });
    expect(done.body.accounts.map(({ displayName }) => displayName).sort()).toEqual(['Okafor Holding', 'Okafor Studio']);
    expect(await world.service.database.query('SELECT id FROM grants WHERE workspace_id = $1', [workspace])).toHaveLength(1);
    for (const account of done.body.accounts) expect(await check(account)).toMatchObject({ verdict: 'healthy' });
  });

  it('nobody’s page › is no_connectable_account', async () => {
    expect((await world.authorize(workspace, 'nils', { platform })).error).toBe('no_connectable_account');
  });

  it('three hundred › can be searched and gone through', async () => {
    const { session, code } = await world.authorize(workspace, 'mona', { platform });
    expect((await world.session(workspace, session.id)).candidateCount).toBe(300);
    const list = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?search=shop%20299`;
    expect((await world.api.get<{ data: CandidateBody[] }>(list, { 'X-Connect-Code': code ?? '' })).body.data).toMatchObject([{ displayName: "Mona's Shop 299", selectable: true }]);
    expect((await world.requests(`?platform=${platform}`)).length).toBeLessThan(15);
  });

  it.each([
    ['user', 'disconnected', 'revoked_by_user'],
    ['password', 'disconnected', 'password_changed'],
    ['expired', 'token_expired', 'not_renewable'],
  ])('after %s › every account breaks, and reconnecting one heals all', async (why, status, code) => {
    const accounts = await connectAll('tess');
    await world.control('grants/revoke', { platform, subject: 'tess', why });
    for (const account of accounts) expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status, statusReason: { code, action: 'reconnect' } } });
    await world.connect(workspace, 'tess', { platform, reconnectAccountId: accounts[0]?.id });
    expect((await world.accounts(workspace)).map((account) => account.status)).toEqual(['connected', 'connected']);
    for (const account of accounts) expect(await check(account)).toMatchObject({ verdict: 'healthy' });
  });

  it('one disconnected › leaves the other working, and calls nobody', async () => {
    const [one, two] = await connectAll('tess');
    const called = (await world.requests(`?platform=${platform}`)).length;
    expect((await world.api.delete(path(one as AccountBody))).status).toBe(204);
    expect((await world.requests(`?platform=${platform}`)).length).toBe(called);
    expect(await check(two)).toMatchObject({ verdict: 'healthy' });
  });

  it.each([
    ['role-lost', 'disconnected', 'role_lost'],
    ['unseen', 'disconnected', unseen],
    ['checkpoint', 'connected', 'account_restricted'],
  ])('%s › concerns its account alone, and passes', async (answer, status, code) => {
    const [one, two] = await connectAll('tess');
    await failAt(String(one?.platformUserId), { answer });
    expect(await check(one)).toMatchObject({ verdict: 'broken', account: { status, statusReason: { code } } });
    expect(await check(two)).toMatchObject({ verdict: 'healthy' });
    expect(await check(one)).toMatchObject({ verdict: 'healthy', account: { status: 'connected', statusReason: null } });
  });

  it.each(['app-limit', 'page-limit', 'temporary', 'blocked', 'permission-missing'])('%s › changes nothing', async (answer) => {
    const account = await connect('ada');
    await failAt(account.platformUserId, { answer });
    expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
  });

  it('an app secret that was changed › is the operator’s matter, and changes nothing', async () => {
    const account = await connect('ada');
    await failAt('debug_token', { status: 400, body: { error: { message: 'Invalid OAuth access token signature.', type: 'OAuthException', code: 190 } } });
    expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
  });

  it('somebody at a checkpoint › is connected, and told what to do', async () => {
    const account = await connect('rita');
    expect(await check(account)).toMatchObject({ account: { status: 'connected', statusReason: { code: 'account_restricted', action: 'act_on_platform' } } });
  });

  it('the list without what is nested in it › still finds the accounts', async () => {
    await failAt('me/accounts', { answer: 'permission-missing' });
    const tried = await world.authorize(workspace, 'ada', { platform });
    // A page needs nothing that is nested: there the refusal is meant.
    expect([tried.error, tried.code !== null]).toEqual(kind === 'page' ? ['missing_scopes', false] : [null, true]);
  });
});
