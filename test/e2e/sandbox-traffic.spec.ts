import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Driver, type Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';

const redirectUri = 'https://app.test/callback';
const client = { client_id: 'control-client', client_secret: 'control-secret-7d1e' };
const authorizePath = '/www.linkedin.com/oauth/v2/authorization';
const tokenPath = '/www.linkedin.com/oauth/v2/accessToken';
const userinfoPath = '/api.linkedin.com/v2/userinfo';

describe('sandbox traffic', () => {
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    driver = new Driver(sandbox.url);
    const app = { platform: 'linkedin', clientId: client.client_id, clientSecret: client.client_secret, redirectUris: [redirectUri] };
    await driver.control('apps', app);
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  const request = { response_type: 'code', client_id: client.client_id, redirect_uri: redirectUri, scope: 'openid', state: 'state-5b9c' };
  const authorize = (headers: Record<string, string> = {}): Promise<Reply> => driver.get(authorizePath, request, headers);
  const consent = (persona: string, decision = 'approve'): Promise<unknown> =>
    driver.control('consent', { platform: 'linkedin', persona, decision });
  const userinfo = (token: string): Promise<Reply> => driver.get(userinfoPath, {}, { authorization: `Bearer ${token}` });

  async function connect(persona: string): Promise<string> {
    await consent(persona);
    const code = (await authorize()).location?.searchParams.get('code') ?? '';
    const { json } = await driver.form(tokenPath, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...client });
    return String(json?.['access_token']);
  }

  describe('where nobody is at home', () => {
    it('an unknown host › 404 that names it', async () => {
      const reply = await driver.get('/api.unknown.test/v1/me');
      expect(reply.status).toBe(404);
      expect(reply.json?.['message']).toContain('api.unknown.test');
    });

    it('an unknown path of a known host › 404 that names both', async () => {
      const reply = await driver.get('/api.linkedin.com/v9/nothing');
      expect(reply.status).toBe(404);
      expect(reply.json?.['message']).toContain('/v9/nothing on api.linkedin.com');
    });

    it('an unknown control › 404 that lists the known ones', async () => {
      const reply = await driver.steer('nothing', {});
      expect(reply.status).toBe(404);
      expect(reply.json?.['message']).toContain('POST /_sandbox/consent');
    });

    it('another method › 405', async () => {
      expect((await driver.get(tokenPath)).status).toBe(405);
    });
  });

  describe('faults', () => {
    const fault = (rule: object): Promise<unknown> => driver.control('faults', { platform: 'linkedin', path: '/v2/userinfo', ...rule });

    it('a status and a body › come as often as told, then the platform is itself again', async () => {
      const token = await connect('ada');
      await fault({ times: 2, fault: { status: 503, body: { message: 'down' }, headers: { 'retry-after': '7' } } });
      const [first, second, third] = [await userinfo(token), await userinfo(token), await userinfo(token)];
      expect([first.status, second.status, third.status]).toEqual([503, 503, 200]);
      expect(first.json).toEqual({ message: 'down' });
      expect(first.headers.get('retry-after')).toBe('7');
    });

    it('a text body › comes as it is', async () => {
      await fault({ fault: { status: 502, body: '<h1>Bad gateway</h1>' } });
      const reply = await userinfo('any');
      expect([reply.status, reply.text]).toEqual([502, '<h1>Bad gateway</h1>']);
      expect(reply.headers.get('content-type')).toContain('text/html');
    });

    it('a named answer › is the one that the platform documents', async () => {
      await fault({ fault: { answer: 'throttled' } });
      expect(await userinfo('any')).toMatchObject({ status: 429, json: { status: 429, serviceErrorCode: 101 } });
    });

    it('other paths, methods, hosts and platforms › are left alone', async () => {
      await fault({ path: '/v2/me', fault: { status: 500 } });
      await fault({ method: 'POST', fault: { status: 500 } });
      await fault({ platform: undefined, host: 'www.linkedin.com', fault: { status: 500 } });
      expect((await userinfo('never-issued')).status).toBe(401);
    });

    it('a path that ends in a star › covers what begins like it', async () => {
      await fault({ path: '/v2/*', times: 1, fault: { status: 500 } });
      expect((await driver.get('/api.linkedin.com/v2/me')).status).toBe(500);
    });

    it('a delay › is waited, and the platform answers as ever', async () => {
      const token = await connect('ada');
      await fault({ fault: { delayMs: 150 } });
      const begun = performance.now();
      expect((await userinfo(token)).status).toBe(200);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
    });

    it('a reset › cuts the connection before the platform acts', async () => {
      await driver.control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', fault: { reset: true } });
      await expect(connect('ada')).rejects.toThrow();
      expect(await driver.list('grants')).toEqual([]);
    });

    it('a truncated answer › breaks off after the platform acted', async () => {
      await driver.control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', fault: { truncate: true } });
      await expect(connect('ada')).rejects.toThrow();
      expect(await driver.list('grants')).toMatchObject([{ persona: 'ada', alive: true }]);
    });

    it('a huge body › has as many bytes as told', async () => {
      await fault({ fault: { hugeBytes: 300_000 } });
      const reply = await userinfo('any');
      expect([reply.status, reply.text.length]).toEqual([200, 300_000]);
      expect(() => JSON.parse(reply.text) as unknown).not.toThrow();
    });
  });

  describe('the requests', () => {
    it('of a whole connect › are there in order, with step, persona and status', async () => {
      await userinfo(await connect('ada'));
      expect(await driver.list('requests')).toMatchObject([
        { method: 'GET', host: 'www.linkedin.com', path: '/oauth/v2/authorization', platform: 'linkedin', step: 'authorize', status: 303 },
        { method: 'POST', host: 'www.linkedin.com', path: '/oauth/v2/accessToken', step: 'exchange', persona: 'ada', status: 200 },
        { method: 'GET', host: 'api.linkedin.com', path: '/v2/userinfo', step: 'userinfo', persona: 'ada', status: 200, faulted: false },
      ]);
    });

    it('hold no secret, and let equal ones be recognised', async () => {
      const token = await connect('ada');
      await userinfo(token);
      await userinfo(token);
      const { text } = await driver.get('/_sandbox/requests');
      expect([token, client.client_secret, request.state].filter((secret) => text.includes(secret))).toEqual([]);
      const [first, second] = await driver.list('requests?path=/v2/userinfo');
      expect(first?.['headers']).toMatchObject({ authorization: expect.stringMatching(/^Bearer \[masked:[0-9a-f]{8}\]$/) });
      expect(second?.['headers']).toEqual(first?.['headers']);
      const [exchange] = await driver.list('requests?path=accessToken');
      expect(exchange?.['body']).toMatchObject({ grant_type: 'authorization_code', client_id: 'control-client' });
    });

    it('with a referrer › keep none of its query', async () => {
      await driver.get(userinfoPath, {}, { referer: 'https://app.test/page?state=planted-3f0a' });
      expect(await driver.list('requests')).toMatchObject([{ headers: { referer: 'https://app.test/page' } }]);
    });

    it('filtered › only what was asked for', async () => {
      await connect('ada');
      await driver.get('/api.unknown.test/x');
      expect(await driver.list('requests?platform=linkedin&path=/oauth/v2/accessToken')).toHaveLength(1);
      expect(await driver.list('requests?path=api.unknown.test')).toMatchObject([{ platform: null, status: 404 }]);
      expect(await driver.list('requests?platform=myspace')).toEqual([]);
    });

    it('that were cut › have no status', async () => {
      await driver.control('faults', { host: 'api.linkedin.com', fault: { reset: true } });
      await expect(userinfo('any')).rejects.toThrow();
      expect(await driver.list('requests')).toMatchObject([{ status: null, faulted: true }]);
    });
  });

  describe('a sandbox with a state file', () => {
    it('started again › still knows apps, tokens, mails and the time, as another instance', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
      const stateFile = join(folder, 'state.json');
      const first = await startSandbox({ stateFile, publicUrl: 'https://app.test' });
      const before = new Driver(first.url);
      const app = { client_id: 'sandbox-linkedin-client', client_secret: 'sandbox-secret-of-linkedin' };
      const callback = 'https://app.test/v1/oauth/linkedin/callback';
      await before.control('consent', { platform: 'linkedin', persona: 'ada', decision: 'approve' });
      const asked = await before.get(authorizePath, { ...request, client_id: app.client_id, redirect_uri: callback });
      const code = asked.location?.searchParams.get('code') ?? '';
      const token = await before.form(tokenPath, { grant_type: 'authorization_code', code, redirect_uri: callback, ...app });
      await before.control('mail', { to: 'ana@acme.test', subject: 'Kept', text: 'Text' });
      await before.control('clock', { advanceSeconds: 7_200 });
      const { instanceId } = (await before.get('/_sandbox/clock')).json ?? {};
      await first.stop();

      const second = await startSandbox({ stateFile });
      const after = new Driver(second.url);
      const seen = await after.get(userinfoPath, {}, { authorization: `Bearer ${String(token.json?.['access_token'])}` });
      const clock = (await after.get('/_sandbox/clock')).json;
      const [apps, mails] = [await after.list('apps'), await after.list('mail')];
      await second.stop();
      const { mode } = statSync(stateFile);
      rmSync(folder, { recursive: true });

      expect(seen.status).toBe(200);
      expect(clock?.['offsetMs']).toBe(7_200_000);
      expect(clock?.['instanceId']).not.toBe(instanceId);
      expect(apps).toContainEqual(expect.objectContaining({ clientId: app.client_id, redirectUris: [callback] }));
      expect(mails).toMatchObject([{ subject: 'Kept' }]);
      expect(mode & 0o077).toBe(0);
    });

    it('that is no longer readable › begins empty', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
      writeFileSync(join(folder, 'state.json'), '{"version":1,"offs');
      const broken = await startSandbox({ stateFile: join(folder, 'state.json') });
      const grants = await new Driver(broken.url).list('grants');
      await broken.stop();
      rmSync(folder, { recursive: true });
      expect(grants).toEqual([]);
    });
  });

  describe('stopping', () => {
    it('while an answer is being delayed › does not wait for it', async () => {
      const other = await startSandbox();
      const theirs = new Driver(other.url);
      await theirs.control('faults', { platform: 'linkedin', fault: { delayMs: 60_000 } });
      const waiting = theirs.get(userinfoPath).catch(() => 'cut');
      while ((await theirs.list('requests')).length === 0);
      const begun = performance.now();
      await other.stop();
      expect(await waiting).toBe('cut');
      expect(performance.now() - begun).toBeLessThan(5_000);
    });
  });
});
