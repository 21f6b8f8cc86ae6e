import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { startService, type RunningService } from '../support/service.js';
import { World, person, type AccountBody, type ProblemBody } from '../support/world.js';

/** Two API processes on one database, reached by one public address as behind a load balancer. */
describe('two processes on one database', () => {
  let one: World;
  let second: RunningService;

  beforeAll(async () => {
    one = await World.start({ env: { BILLING_MODE: 'cloud' } });
    second = await startService({
      databaseUrl: one.service.databaseUrl,
      env: { SANDBOX_URL: one.sandbox.url, PUBLIC_URL: one.service.url, BILLING_MODE: 'cloud' },
    });
    await one.workspace('acme', 'starter');
  });

  afterAll(async () => {
    await second.stop();
    await one.stop();
  });

  /** The same request at the second process: a load balancer keeps the host name that the browser knows. */
  const atSecond = (url: string): string => url.replace(one.service.url, second.url);

  it('begun on one, launched and called back on the other, completed on the first › connects', async () => {
    const begun = await one.begin('acme');
    const browser = new Browser();
    await one.consent('ada');
    const launched = await browser.open(atSecond(begun.body.authorizationUrl));
    const answered = await browser.open(launched.location ?? '');
    const back = await browser.open(atSecond(answered.location ?? ''));
    const code = new URL(back.location ?? '').searchParams.get('connect_code');
    const done = await one.complete('acme', begun.body.id, { connectCode: code });
    expect(done.body).toMatchObject({ status: 'completed', accounts: [{ status: 'connected' }] });
    const seen = await one.beside(second).accounts('acme');
    expect(seen).toEqual(done.body.accounts);
  });

  it('a link whose platform was switched off since › shows the page for links that are no longer valid', async () => {
    const begun = await one.begin('acme');
    const without = await startService({
      databaseUrl: one.service.databaseUrl,
      env: { SANDBOX_URL: one.sandbox.url, PUBLIC_URL: one.service.url, LINKEDIN_ENABLED: 'false' },
    });
    const page = await new Browser().open(begun.body.authorizationUrl.replace(one.service.url, without.url));
    await without.stop();
    expect([page.status, page.location]).toEqual([400, null]);
    expect(page.text).toContain('This link is no longer valid');
    await one.api.delete(`/v1/workspaces/acme/connect-sessions/${begun.body.id}`);
  });

  it('the same callback at both at once › exchanges once', async () => {
    const begun = await one.begin('acme');
    const browser = new Browser();
    await one.consent('ada');
    const launched = await browser.open(begun.body.authorizationUrl);
    const answered = await browser.open(launched.location ?? '');
    const before = (await one.requests('?platform=linkedin&path=/oauth/v2/accessToken')).length;
    const callback = answered.location ?? '';
    // Cookies are kept per port here, so the binding cookie is carried over by hand.
    const cookie = [...browser.cookies(new URL(one.service.url).host)].map(([name, value]) => `${name}=${value}`).join('; ');
    const pages = await Promise.all(
      [callback, atSecond(callback)].map((url) => fetch(url, { redirect: 'manual', headers: { cookie } })),
    );
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 400]);
    expect(await one.requests('?platform=linkedin&path=/oauth/v2/accessToken')).toHaveLength(before + 1);
  });

  it('completions at both with room for one › connect one', async () => {
    const workspace = await one.workspace('race', 'starter');
    for (const persona of ['ada', 'tess', 'mona', 'otto']) await one.connect(workspace, persona);
    const sessions = [];
    for (let index = 0; index < 10; index += 1) {
      const body = { sub: `racer-${String(index)}`, name: `Racer ${String(index)}` };
      await one.control('faults', { platform: 'linkedin', path: '/v2/userinfo', times: 1, fault: { status: 200, body } });
      sessions.push(await one.authorize(workspace, 'ada'));
    }
    const worlds = [one, one.beside(second)] as const;
    const answers = await Promise.all(
      sessions.map(({ session, code }, index) => worlds[index % 2 === 0 ? 0 : 1].complete(workspace, session.id, { connectCode: code })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(402)]);
  });

  it('a key revoked at one › is refused at the other at once', async () => {
    const minted = await one.api.post<{ id: string; key: string }>('/v1/workspaces/acme/api-keys', { name: 's', scopes: ['accounts:read'] });
    const there = one.beside(second).api.as(minted.body.key);
    expect((await there.get('/v1/workspaces/acme/social-accounts')).status).toBe(200);
    await one.api.delete(`/v1/workspaces/acme/api-keys/${minted.body.id}`);
    expect((await there.get('/v1/workspaces/acme/social-accounts')).status).toBe(401);
  });

  it('the account disconnected at one while it is connected again at the other › ends as one of the two, never half', async () => {
    const workspace = await one.workspace('tug', 'starter');
    const account = await one.connect(workspace, 'ada');
    for (let round = 0; round < 5; round += 1) {
      const { session, code } = await one.authorize(workspace, 'ada');
      const path = `/v1/workspaces/${workspace}/social-accounts/${account.id}`;
      const [gone, done] = await Promise.all([
        one.api.delete(path),
        one.beside(second).complete(workspace, session.id, { connectCode: code, onBehalfOf: person }),
      ]);
      expect([204, 404]).toContain(gone.status);
      expect(done.status).toBe(200);
      const left = await one.accounts(workspace);
      const grants = await one.service.database.query('SELECT id FROM grants WHERE workspace_id = $1', [workspace]);
      expect(grants).toHaveLength(left.length);
      if (left.length === 1) {
        const check = await one.api.post<{ verdict: string; account: AccountBody }>(`${path}/check`);
        expect(check.body.verdict).toBe('healthy');
      }
    }
  });
});

describe('the allowance of a credential', () => {
  it('used up over two processes › is refused at both', async () => {
    const first = await World.start({ env: { RATE_LIMIT_PER_MINUTE: '20' } });
    const second = await startService({ databaseUrl: first.service.databaseUrl, env: { RATE_LIMIT_PER_MINUTE: '20' } });
    try {
      await first.workspace('acme');
      const apis = [first.api, first.beside(second).api] as const;
      const statuses: number[] = [];
      for (let index = 0; index < 30; index += 1) statuses.push((await apis[index % 2 === 0 ? 0 : 1].get('/v1/workspaces/acme')).status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(19);
      const refused = await first.api.get<ProblemBody>('/v1/workspaces/acme');
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await second.stop();
      await first.stop();
    }
  });
});
