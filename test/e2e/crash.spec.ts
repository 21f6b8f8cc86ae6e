import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Sandbox } from '../sandbox/sandbox.js';
import { ApiClient } from '../support/api-client.js';
import { Browser } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { leakWatch } from '../support/leaks/leak-watch.js';
import { freePort } from '../support/service.js';
import { until } from '../support/until.js';
import { person, startWatchedSandbox, type SessionBody } from '../support/world.js';

const key = 'sak_svc_crash-0123456789abcdef';
leakWatch.knows('service key', key);

/** The built service as a process of its own, killed without warning and started again on the same database and address. */
describe('kill -9 while a connect is under way', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let admin: pg.Client;
  let locker: pg.Client;
  let url: string;
  let service: ChildProcess;
  let api: ApiClient;

  beforeEach(async () => {
    sandbox = await startWatchedSandbox();
    database = await createTestDatabase();
    [admin, locker] = [new pg.Client({ connectionString: database.url }), new pg.Client({ connectionString: database.url })];
    await Promise.all([admin.connect(), locker.connect()]);
    url = `http://localhost:${String(await freePort())}`;
    api = new ApiClient(url, key);
    service = await start();
    await api.put('/v1/workspaces/acme', { name: 'Acme', plan: 'max', owner: { userId: 'u', name: 'Ana', email: 'ana@acme.test' } });
  }, 60_000);

  afterEach(async () => {
    await kill();
    await Promise.all([admin.end(), locker.end()]);
    await database.drop();
    await sandbox.stop();
  });

  async function start(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(url).port,
        PUBLIC_URL: url,
        DATABASE_URL: database.url,
        SERVICE_API_KEY: key,
        SEALING_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
        SANDBOX_URL: sandbox.url,
        LOG_LEVEL: 'debug',
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => leakWatch.saw('the log of the process', chunk.toString()));
    await until(async () => (await fetch(`${url}/health/ready`).catch(() => null))?.status === 200);
    return child;
  }

  async function kill(): Promise<void> {
    if (service.exitCode !== null || service.signalCode !== null) return;
    service.kill('SIGKILL');
    await once(service, 'exit');
  }

  const control = async (path: string, body: object): Promise<void> => {
    await fetch(`${sandbox.url}/_sandbox/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  };
  const slow = (path: string): Promise<void> => control('faults', { platform: 'linkedin', path, times: 1, fault: { delayMs: 8_000 } });
  const asked = async (path: string): Promise<boolean> => {
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { data: { path: string }[] };
    return requests.data.some((request) => request.path === path);
  };
  const blocked = async (): Promise<boolean> => {
    const { rowCount } = await admin.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`);
    return (rowCount ?? 0) > 0;
  };

  async function begin(): Promise<SessionBody> {
    await control('consent', { platform: 'linkedin', persona: 'ada', decision: 'approve' });
    const body = { platform: 'linkedin', returnUrl: `${url}/v1/connect/result`, onBehalfOf: person };
    return (await api.post<SessionBody>('/v1/workspaces/acme/connect-sessions', body)).body;
  }

  const travel = (browser: Browser, launch: string): Promise<string | null> =>
    browser.follow(launch, (next) => next.includes('/v1/connect/result')).then((page) => new URL(page.location ?? url).searchParams.get('connect_code'));

  const complete = (id: string, connectCode: string | null) =>
    api.post<SessionBody>(`/v1/workspaces/acme/connect-sessions/${id}/complete`, { connectCode, onBehalfOf: person });

  /** Everything that would betray a half-made account. */
  async function expectNothingMade(id: string): Promise<void> {
    const counts = await admin.query('SELECT (SELECT count(*) FROM social_accounts)::int a, (SELECT count(*) FROM grants)::int g, (SELECT count(*) FROM account_history)::int h');
    expect(counts.rows).toEqual([{ a: 0, g: 0, h: 0 }]);
    const { body } = await api.get<SessionBody>(`/v1/workspaces/acme/connect-sessions/${id}`);
    expect(body).toMatchObject({ accounts: [] });
    expect(['awaiting_authorization', 'awaiting_completion']).toContain(body.status);
  }

  /** The person tries again, with the same link in the same browser. */
  async function expectNextTryWorks(session: SessionBody, browser: Browser): Promise<void> {
    await control('consent', { platform: 'linkedin', persona: 'ada', decision: 'approve' });
    const code = await travel(browser, session.authorizationUrl);
    const done = await complete(session.id, code);
    expect(done.body).toMatchObject({ status: 'completed', accounts: [{ status: 'connected' }] });
  }

  it.each([
    ['while the code is exchanged', '/oauth/v2/accessToken'],
    ['while the person is identified', '/v2/userinfo'],
  ])('%s › leaves nothing, and the same link works again', async (_, path) => {
    const [session, browser] = [await begin(), new Browser()];
    await slow(path);
    const lost = travel(browser, session.authorizationUrl).catch(() => 'lost');
    await until(() => asked(path));
    await kill();
    expect(await lost).toBe('lost');
    service = await start();
    await expectNothingMade(session.id);
    await expectNextTryWorks(session, browser);
  }, 120_000);

  it('while the launch or the outcome is written › leaves nothing, and the next try works', async () => {
    const [session, browser] = [await begin(), new Browser()];
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM connect_sessions FOR UPDATE');
    const lostLaunch = browser.open(session.authorizationUrl).catch(() => 'lost');
    await until(blocked);
    await kill();
    expect(await lostLaunch).toBe('lost');
    await locker.query('ROLLBACK');
    service = await start();

    await slow('/v2/userinfo');
    const lostOutcome = travel(browser, session.authorizationUrl).catch(() => 'lost');
    await until(() => asked('/v2/userinfo'));
    await locker.query('BEGIN');
    await locker.query('SELECT 1 FROM connect_sessions FOR UPDATE');
    await until(blocked);
    await kill();
    expect(await lostOutcome).toBe('lost');
    await locker.query('ROLLBACK');
    await until(async () => !(await blocked()));
    service = await start();
    await expectNothingMade(session.id);
    // The outcome may have been stored while its connect code was lost on the way: then only a new session helps.
    await expectNextTryWorks(await begin(), new Browser());
  }, 150_000);

  it.each([
    ['before its first write', 'SELECT 1 FROM workspaces FOR UPDATE'],
    ['at the grant', 'LOCK TABLE grants IN EXCLUSIVE MODE'],
    ['at the account', 'LOCK TABLE social_accounts IN EXCLUSIVE MODE'],
    ['at the history, after the account', 'LOCK TABLE account_history IN EXCLUSIVE MODE'],
  ])('while completing, %s › connects nothing, and completing again connects', async (_, lock) => {
    const [session, browser] = [await begin(), new Browser()];
    const code = await travel(browser, session.authorizationUrl);
    await locker.query('BEGIN');
    await locker.query(lock);
    const lost = complete(session.id, code).catch(() => 'lost');
    await until(blocked);
    await kill();
    expect(await lost).toBe('lost');
    await locker.query('ROLLBACK');
    await until(async () => !(await blocked()));
    service = await start();
    await expectNothingMade(session.id);
    expect((await complete(session.id, code)).body).toMatchObject({ status: 'completed', accounts: [{ status: 'connected' }] });
  }, 120_000);

  it('SIGTERM while the code is exchanged › finishes it and exits cleanly', async () => {
    const [session, browser] = [await begin(), new Browser()];
    await control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', times: 1, fault: { delayMs: 1_000 } });
    const coming = travel(browser, session.authorizationUrl);
    await until(() => asked('/oauth/v2/accessToken'));
    service.kill('SIGTERM');
    const [exitCode] = (await once(service, 'exit')) as [number];
    expect(await coming).toMatch(/^[\w-]{43}$/);
    expect(exitCode).toBe(0);
  }, 120_000);
});
