import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type AccountBody, type ProblemBody, type SessionBody } from '../support/world.js';

interface CandidateBody {
  readonly id: string;
  readonly displayName: string;
  readonly selectable: boolean;
  readonly reason: string | null;
}

describe('pages of LinkedIn', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    await world.control('reset', {});
    turn += 1;
    workspace = await world.workspace(`linkedin-page-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const check = async ({ id }: AccountBody): Promise<unknown> => (await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${id}/check`)).body;

  async function shownTo(persona: string): Promise<{ id: string; code: string | null; shown: readonly CandidateBody[] }> {
    const { session, code } = await world.authorize(workspace, persona, { platform: 'linkedin-page' });
    const path = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?limit=100`;
    return { id: session.id, code, shown: (await world.api.get<{ data: CandidateBody[] }>(path, { 'X-Connect-Code': code ?? '' })).body.data };
  }

  async function connectAll(persona: string): Promise<readonly AccountBody[]> {
    const { id, code, shown } = await shownTo(persona);
    const selection = shown.filter(({ selectable }) => selectable).map((each) => each.id);
    return (await world.complete<SessionBody>(workspace, id, { connectCode: code, selection })).body.accounts;
  }

  it('several picked › are connected at once and stand on one grant; one that may not be posted for says so', async () => {
    const { id, code, shown } = await shownTo('tess');
    expect(shown.map(({ displayName, selectable, reason }) => [displayName, selectable, reason]).sort()).toEqual([
      ['Okafor Archive', false, 'Your role at this page may not post.'],
      ['Okafor Bakery', true, null],
      ['Okafor Holding', true, null],
    ]);
    const refused = await world.complete<ProblemBody>(workspace, id, { connectCode: code, selection: shown.map((each) => each.id) });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid_selection']);
    const selection = shown.filter(({ selectable }) => selectable).map((each) => each.id);
    const done = await world.complete<SessionBody>(workspace, id, { connectCode: code, selection });
    expect(done.body.accounts.map(({ displayName }) => displayName).sort()).toEqual(['Okafor Bakery', 'Okafor Holding']);
    expect(await world.service.database.query('SELECT id FROM grants WHERE workspace_id = $1', [workspace])).toHaveLength(1);
  });

  it('one disconnected › leaves the other working', async () => {
    const [one, two] = await connectAll('tess');
    await world.api.delete(`/v1/workspaces/${workspace}/social-accounts/${String(one?.id)}`);
    expect(await check(two as AccountBody)).toMatchObject({ verdict: 'healthy' });
  });

  it('none › is no_connectable_account', async () => {
    const { error } = await world.authorize(workspace, 'nils', { platform: 'linkedin-page' });
    expect(error).toBe('no_connectable_account');
  });

  it('three hundred, asked for one by one as the development tier wants › all have their names', async () => {
    const { session, code } = await world.authorize(workspace, 'mona', { platform: 'linkedin-page' });
    expect((await world.session(workspace, session.id)).candidateCount).toBe(300);
    const path = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?search=branch%20299`;
    expect((await world.api.get<{ data: CandidateBody[] }>(path, { 'X-Connect-Code': code ?? '' })).body.data).toMatchObject([{ displayName: 'Reyes Branch 299', selectable: true }]);
  });

  it('a role that was taken away › breaks its page alone', async () => {
    const [one, two] = await connectAll('tess');
    const left = { organization: `urn:li:organization:${String(two?.platformUserId)}`, role: 'ADMINISTRATOR', state: 'APPROVED' };
    await world.control('faults', { platform: 'linkedin-page', path: '/rest/organizationAcls', times: 2, fault: { status: 200, body: { elements: [left] } } });
    expect(await check(one as AccountBody)).toMatchObject({ verdict: 'broken', account: { status: 'disconnected', statusReason: { code: 'role_lost' } } });
    expect(await check(two as AccountBody)).toMatchObject({ verdict: 'healthy' });
  });

  it('the member takes the authorization back › every page breaks, and reconnecting one heals all', async () => {
    const accounts = await connectAll('tess');
    await world.control('grants/revoke', { platform: 'linkedin-page', subject: 'tess', why: 'user' });
    for (const account of accounts) expect(await check(account)).toMatchObject({ verdict: 'broken', account: { statusReason: { code: 'revoked_by_user' } } });
    await world.connect(workspace, 'tess', { platform: 'linkedin-page', reconnectAccountId: accounts[0]?.id });
    expect((await world.accounts(workspace)).map(({ status }) => status)).toEqual(['connected', 'connected']);
  });

  it('a dead API version › is the operator’s fault and changes nothing', async () => {
    const account = await world.connect(workspace, 'ada', { platform: 'linkedin-page' });
    const body = { status: 426, code: 'NONEXISTENT_VERSION', message: 'Requested version 20260701 is not active' };
    await world.control('faults', { platform: 'linkedin-page', path: '/rest/organizationAcls', times: 1, fault: { status: 426, body } });
    expect(await check(account)).toEqual({ verdict: 'inconclusive', account });
  });
});
