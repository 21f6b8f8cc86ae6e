import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/runtime/database/database.js';
import { World, type AccountBody, type ProblemBody } from '../support/world.js';

interface Usage {
  readonly plan: string | null;
  readonly billingMode: string;
  readonly connectedAccounts: number;
  readonly limit: number | null;
  readonly remaining: number | null;
}

interface LimitProblem extends ProblemBody {
  readonly plan: string | null;
  readonly limit: number;
  readonly used: number;
  readonly requested: number;
  readonly upgrade: { readonly plan: string; readonly limit: number; readonly url: string } | null;
}

const upgradeUrl = 'https://app.example/billing';

/** Fills a workspace with accounts of people who never went through the sandbox; only their number matters. */
async function fill(world: World, workspace: string, count: number): Promise<void> {
  const database = world.service.app.get(Database);
  await database.query(
    `WITH made AS (
       INSERT INTO grants (id, workspace_id, platform, client_id, subject, sealed_tokens, scopes, version, obtained_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'elsewhere', 'c', n::text, 'none', '{}', 1, now(), now(), now() FROM generate_series(1, $2::int) n
       RETURNING id, subject)
     INSERT INTO social_accounts (id, workspace_id, platform, platform_user_id, grant_id, network, account_type, display_name, is_active,
       status, missing_scopes, connected_at, connected_by, created_at, updated_at)
     SELECT gen_random_uuid(), $1, 'elsewhere', subject, id, 'elsewhere', 'personal', subject, true, 'connected', '{}', now(), 'u', now(), now()
     FROM made`,
    [workspace, count],
  );
}

describe('plan limits in the cloud', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ env: { BILLING_MODE: 'cloud', BILLING_UPGRADE_URL: upgradeUrl } });
  });

  afterAll(() => world.stop());

  const usage = async (workspace: string): Promise<Usage> => (await world.api.get<Usage>(`/v1/workspaces/${workspace}/usage`)).body;

  it.each([
    ['starter', 5, { plan: 'plus', limit: 10, url: upgradeUrl }],
    ['plus', 10, { plan: 'pro', limit: 30, url: upgradeUrl }],
    ['pro', 30, { plan: 'max', limit: 100, url: upgradeUrl }],
    ['max', 100, null],
  ])('%s › takes %i accounts and not one more', async (plan, limit, upgrade) => {
    const workspace = await world.workspace(`plan-${plan}`, plan);
    await fill(world, workspace, limit - 1);
    await world.connect(workspace, 'ada');
    expect(await usage(workspace)).toEqual({ plan, billingMode: 'cloud', connectedAccounts: limit, limit, remaining: 0 });

    // LinkedIn is connected already, so beginning might be an update; the insert decides.
    const { session, code } = await world.authorize(workspace, 'tess');
    const refused = await world.complete<LimitProblem>(workspace, session.id, { connectCode: code });
    expect(refused.status).toBe(402);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'account_limit_reached', plan, limit, used: limit, requested: 1, upgrade });
    expect((await world.session(workspace, session.id)).status).toBe('awaiting_completion');
    expect(await usage(workspace)).toMatchObject({ connectedAccounts: limit });
  });

  it('no plan › connects nothing', async () => {
    const workspace = await world.workspace('no-plan', null);
    const refused = await world.begin<LimitProblem>(workspace);
    expect([refused.status, refused.body.code]).toEqual([402, 'account_limit_reached']);
    expect(refused.body).toMatchObject({ plan: null, limit: 0, used: 0, requested: 1, upgrade: { plan: 'starter', limit: 5, url: upgradeUrl } });
    expect(await usage(workspace)).toMatchObject({ plan: null, limit: 0, remaining: 0 });
  });

  it('a full workspace without an account on the platform › is refused when it begins', async () => {
    const workspace = await world.workspace('full-elsewhere', 'starter');
    await fill(world, workspace, 5);
    expect((await world.begin(workspace)).status).toBe(402);
  });

  it('at the cap › reconnecting and updating work', async () => {
    const workspace = await world.workspace('at-cap', 'starter');
    const account = await world.connect(workspace, 'ada');
    await fill(world, workspace, 4);
    expect((await world.connect(workspace, 'ada', { reconnectAccountId: account.id })).id).toBe(account.id);
    expect((await world.connect(workspace, 'ada')).id).toBe(account.id);
    expect(await usage(workspace)).toMatchObject({ connectedAccounts: 5 });
  });

  it('upgrading while a session waits › lets the same session complete', async () => {
    const workspace = await world.workspace('upgraded', 'starter');
    await world.connect(workspace, 'ada');
    await fill(world, workspace, 4);
    const { session, code } = await world.authorize(workspace, 'tess');
    expect((await world.complete(workspace, session.id, { connectCode: code })).status).toBe(402);
    await world.workspace(workspace, 'plus');
    expect((await world.complete(workspace, session.id, { connectCode: code })).status).toBe(200);
  });

  it('a downgrade › breaks nothing, and nothing new connects', async () => {
    const workspace = await world.workspace('downgraded', 'plus');
    const account = await world.connect(workspace, 'ada');
    await fill(world, workspace, 7);
    await world.workspace(workspace, 'starter');
    expect(await usage(workspace)).toEqual({ plan: 'starter', billingMode: 'cloud', connectedAccounts: 8, limit: 5, remaining: 0 });
    const check = await world.api.post<{ verdict: string }>(`/v1/workspaces/${workspace}/social-accounts/${account.id}/check`);
    expect(check.body.verdict).toBe('healthy');
    const { session, code } = await world.authorize(workspace, 'tess');
    expect((await world.complete(workspace, session.id, { connectCode: code })).status).toBe(402);
  });

  it('inactive and broken accounts count, a disconnected one does not', async () => {
    const workspace = await world.workspace('counting', 'starter');
    const ada = await world.connect(workspace, 'ada');
    const tess = await world.connect(workspace, 'tess');
    await world.api.patch(`/v1/workspaces/${workspace}/social-accounts/${ada.id}`, { isActive: false });
    await world.control('grants/revoke', { platform: 'linkedin', subject: tess.platformUserId, why: 'user' });
    await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${tess.id}/check`);
    expect(await usage(workspace)).toMatchObject({ connectedAccounts: 2, remaining: 3 });
    await world.api.delete(`/v1/workspaces/${workspace}/social-accounts/${tess.id}`);
    expect(await usage(workspace)).toMatchObject({ connectedAccounts: 1, remaining: 4 });
  });

  it('an account that comes back after a disconnect › needs room like a new one', async () => {
    const workspace = await world.workspace('coming-back', 'starter');
    const ada = await world.connect(workspace, 'ada');
    await world.connect(workspace, 'mona');
    await world.api.delete(`/v1/workspaces/${workspace}/social-accounts/${ada.id}`);
    await fill(world, workspace, 4);
    const { session, code } = await world.authorize(workspace, 'ada');
    expect((await world.complete(workspace, session.id, { connectCode: code })).status).toBe(402);
  });

  it('50 parallel completions with room for 1 › connect exactly 1', async () => {
    const workspace = await world.workspace('race', 'max');
    await world.connect(workspace, 'mona');
    await fill(world, workspace, 98);
    const sessions = [];
    for (let index = 0; index < 50; index += 1) {
      const body = { sub: `racer-${String(index)}`, name: `Racer ${String(index)}` };
      await world.control('faults', { platform: 'linkedin', path: '/v2/userinfo', times: 1, fault: { status: 200, body } });
      sessions.push(await world.authorize(workspace, 'ada'));
    }
    const answers = await Promise.all(
      sessions.map(({ session, code }) => world.complete<ProblemBody & { accounts: AccountBody[] }>(workspace, session.id, { connectCode: code })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(49).fill(402)]);
    expect(await usage(workspace)).toMatchObject({ connectedAccounts: 100, remaining: 0 });
  });
});

describe('plan limits when self-hosted', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.stop());

  it.each([['starter'], [null]])('plan %s › has no limit', async (plan) => {
    const workspace = await world.workspace(`self-${String(plan)}`, plan);
    await fill(world, workspace, 120);
    await world.connect(workspace, 'ada');
    const usage = await world.api.get<Usage>(`/v1/workspaces/${workspace}/usage`);
    expect(usage.body).toEqual({ plan, billingMode: 'self_hosted', connectedAccounts: 121, limit: null, remaining: null });
  });
});
