import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Timer } from '../../src/kernel/ports/timer.js';
import { until } from '../support/until.js';
import { World, type ProblemBody } from '../support/world.js';

const token = { platform: 'linkedin', path: '/oauth/v2/accessToken' };
const userinfo = { platform: 'linkedin', path: '/v2/userinfo' };
const html = '<!doctype html><h1>Bad gateway</h1>';
const json = { 'content-type': 'application/json' };

describe('a connect that the platform spoils', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  beforeEach(() => world.control('reset', {}));

  afterAll(() => world.stop());

  const cases: [string, object, object, string][] = [
    ['the token endpoint is down', token, { status: 503, body: html }, 'platform_unavailable'],
    ['the token endpoint resets the connection', token, { reset: true }, 'platform_unavailable'],
    ['the token endpoint answers HTML', token, { status: 200, body: html }, 'platform_error'],
    ['the token endpoint answers half of its JSON', token, { truncate: true }, 'platform_unavailable'],
    ['the token endpoint answers without a token', token, { status: 200, headers: json, body: '{"expires_in":5184000}' }, 'platform_error'],
    ['the token endpoint answers without end', token, { hugeBytes: 50_000_000 }, 'platform_error'],
    ['the token endpoint limits the rate', token, { status: 429, headers: json, body: '{"status":429,"message":"throttle"}' }, 'platform_unavailable'],
    [
      'the app secret is refused',
      token,
      { status: 401, headers: json, body: '{"error":"invalid_client","error_description":"Client authentication failed"}' },
      'platform_error',
    ],
    ['the profile cannot be read', userinfo, { status: 500, body: html }, 'platform_unavailable'],
    ['the profile is of another shape', userinfo, { status: 200, headers: json, body: '{"id":7}' }, 'platform_error'],
    ['the profile is refused for want of permission', userinfo, { status: 403, headers: json, body: '{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: userinfo"}' }, 'missing_scopes'],
  ];

  it.each(cases)('%s › the session fails with a code, holds nothing, and the next try works', async (_, place, fault, code) => {
    await world.control('faults', { ...place, times: 20, fault });
    const spoiled = await world.authorize('acme', 'ada');
    expect(spoiled.error).toBe(code);
    const session = await world.session('acme', spoiled.session.id);
    expect(session).toMatchObject({ status: 'failed', error: { code, message: expect.any(String) }, candidateCount: 0, accounts: [] });
    expect(session.error?.message).not.toMatch(/html|throttle|Client authentication/i);
    expect(await world.accounts('acme')).toEqual([]);

    const late = await world.complete<ProblemBody>('acme', spoiled.session.id, { connectCode: 'A'.repeat(43) });
    expect([late.status, late.body.code]).toEqual([409, 'session_not_open']);

    await world.control('reset', {});
    const account = await world.connect('acme', 'ada');
    await world.api.delete(`/v1/workspaces/acme/social-accounts/${account.id}`);
  });

  it('a token that its replica does not know yet › is asked about again before giving up', async () => {
    const body = '{"status":401,"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"The token used in the request has been revoked by the user"}';
    await world.control('faults', { ...userinfo, times: 1, fault: { status: 401, headers: json, body } });
    const { error, code } = await world.authorize('acme', 'ada');
    expect(error).toBeNull();
    expect(code).toMatch(/^[\w-]{43}$/);
  });

  it('scopes that were not granted › refuse the connect and name them', async () => {
    const body = JSON.stringify({ access_token: 'AQX', expires_in: 5184000, scope: 'openid,profile', token_type: 'Bearer' });
    await world.control('faults', { ...token, times: 1, fault: { status: 200, headers: json, body } });
    const { error, session } = await world.authorize('acme', 'ada');
    expect(error).toBe('missing_scopes');
    expect((await world.session('acme', session.id)).error?.message).toContain('w_member_social');
  });

  it('a person who refuses › is access_denied', async () => {
    const { error } = await world.authorize('acme', 'noah');
    expect(error).toBe('access_denied');
  });

  it('a platform that takes its time › still connects', async () => {
    const account = await world.connect('acme', 'otto');
    expect(account.status).toBe('connected');
  });

  it('a platform that takes longer than a callback may › fails the session, and its late answer changes nothing', async () => {
    const timer = world.service.app.get(Timer);
    const sleep = timer.sleep.bind(timer);
    const asked: number[] = [];
    timer.sleep = async (milliseconds) => {
      if (milliseconds < 10_000) return sleep(milliseconds);
      asked.push(milliseconds);
      await until(async () => (await world.requests(`?platform=linkedin&path=${token.path}`)).length > 0);
    };
    try {
      await world.control('faults', { ...token, times: 1, fault: { delayMs: 1_000 } });
      const { error, session } = await world.authorize('acme', 'ada');
      expect([error, asked]).toEqual(['platform_unavailable', [45_000]]);
      await until(() => world.service.logs.some((line) => line.includes('outbound.answered') && line.includes(userinfo.path)));
      expect(await world.session('acme', session.id)).toMatchObject({ status: 'failed', error: { code: 'platform_unavailable' }, candidateCount: 0 });
    } finally {
      timer.sleep = sleep;
    }
  });

  it('a platform that answers only after the session has expired › gives no code that completes nothing', async () => {
    const workspace = await world.workspace('late');
    const begun = await world.begin(workspace);
    await world.consent('ada');
    await world.control('faults', { ...token, times: 1, fault: { delayMs: 1_500 } });
    const travelling = world.travel(begun.body.authorizationUrl);
    await until(async () => (await world.requests(`?platform=linkedin&path=${token.path}`)).length > 0);
    await world.passTime(601);

    const { page, code } = await travelling;
    expect([page.status, page.location, code]).toEqual([400, null, null]);
    expect((await world.session(workspace, begun.body.id)).status).toBe('expired');
    expect(await world.accounts(workspace)).toEqual([]);
  });

  it('a check while the platform is down › is inconclusive and changes nothing', async () => {
    const account = await world.connect('acme', 'ada');
    const path = `/v1/workspaces/acme/social-accounts/${account.id}`;
    for (const fault of [{ status: 503, body: html }, { status: 200, body: html }, { reset: true }, { status: 429, body: '' }, { truncate: true }]) {
      await world.control('faults', { ...userinfo, times: 20, fault });
      const check = await world.api.post<{ verdict: string; account: object }>(`${path}/check`);
      expect(check.status).toBe(200);
      expect(check.body).toEqual({ verdict: 'inconclusive', account });
      await world.control('reset', {});
    }
  });
});
