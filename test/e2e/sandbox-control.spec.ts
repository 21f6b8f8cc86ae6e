import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Driver, type Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';

const redirectUri = 'https://app.test/callback';
const client = { client_id: 'control-client', client_secret: 'control-secret-7d1e' };
const authorizePath = '/www.linkedin.com/oauth/v2/authorization';
const tokenPath = '/www.linkedin.com/oauth/v2/accessToken';
const userinfoPath = '/api.linkedin.com/v2/userinfo';

describe('sandbox control', () => {
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

  describe('bad input', () => {
    it.each([
      ['consent', { platform: 'linkedin', persona: 'nobody', decision: 'approve' }, 'persona'],
      ['consent', { platform: 'myspace', persona: 'ada', decision: 'approve' }, 'myspace'],
      ['consent', { platform: 'linkedin', persona: 'ada', decision: 'maybe' }, 'decision'],
      ['consent', { platform: 'linkedin', persona: 'ada', decision: 'approve', extra: 1 }, 'extra'],
      ['faults', { platform: 'linkedin', times: 1, fault: {} }, 'fault'],
      ['faults', { times: 1, fault: { status: 500 } }, 'host or a platform'],
      ['faults', { platform: 'linkedin', times: 0, fault: { status: 500 } }, 'times'],
      ['faults', { platform: 'linkedin', fault: { status: 42 } }, 'status'],
      ['faults', { platform: 'linkedin', fault: { answer: 'nonsense' } }, 'throttled'],
      ['grants/revoke', { platform: 'linkedin', subject: 'ada', why: 'boredom' }, 'why'],
      ['clock', { advanceSeconds: -5 }, 'advanceSeconds'],
      ['clock', {}, 'advanceSeconds'],
      ['apps', { platform: 'linkedin', clientId: 'x', clientSecret: 'y', redirectUris: ['not a url'] }, 'not a url'],
      ['apps', { platform: 'linkedin', clientId: 'x', clientSecret: 'y', redirectUris: ['http://app.test/cb'] }, 'https'],
      ['mail', { to: [], subject: 'x', text: 'y' }, 'to'],
    ])('%s %j › 400 with a sentence about it', async (path, body, hint) => {
      const reply = await driver.steer(path, body);
      expect(reply.status).toBe(400);
      expect(reply.json?.['message']).toContain(hint);
    });

    it('a body that is not JSON › 400', async () => {
      const init = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
      expect((await driver.send('/_sandbox/clock', init)).status).toBe(400);
    });

    it('a grant that never was › 404', async () => {
      expect((await driver.steer('grants/revoke', { platform: 'linkedin', subject: 'ada', why: 'user' })).status).toBe(404);
    });
  });

  describe('consent', () => {
    it('decided beforehand › answers one authorize request and no second', async () => {
      await consent('ada');
      expect((await authorize()).location?.searchParams.get('code')).toEqual(expect.any(String));
      const second = await authorize();
      expect(second.status).toBe(200);
      expect(second.headers.get('content-type')).toContain('text/html');
    });

    it('decided twice › answers two requests, in that order', async () => {
      await consent('ada', 'deny');
      await consent('tess', 'approve');
      expect((await authorize()).location?.searchParams.has('error')).toBe(true);
      expect((await authorize()).location?.searchParams.has('code')).toBe(true);
    });

    it('not decided › a page names the app, the scopes and every persona', async () => {
      const { text } = await authorize({ accept: 'text/html' });
      const shown = ['control-client', 'openid', 'LinkedIn', 'ada', 'tess', 'mona', 'nils', 'sam', 'noah', 'rita', 'otto'];
      expect(shown.filter((word) => !text.includes(word))).toEqual([]);
    });

    it.each([
      ['approve', 'code'],
      ['deny', 'error'],
    ])('by the form of the page › %s leads back with a %s', async (decision, parameter) => {
      const page = await authorize({ accept: 'text/html' });
      const action = /action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&#38;', '&') ?? '';
      const { location } = await driver.form(action, { persona: 'ada', decision });
      expect(location?.origin).toBe('https://app.test');
      expect(location?.searchParams.has(parameter)).toBe(true);
      expect(location?.searchParams.get('state')).toBe(request.state);
    });

    it('what an app sends › cannot put markup into the page', async () => {
      const { text } = await driver.get(authorizePath, { ...request, state: '"><script>alert(1)</script>' }, { accept: 'text/html' });
      expect(text).toContain('<form');
      expect(text).not.toContain('<script');
    });

    it('an unknown client in a browser › a page, and no way back', async () => {
      const reply = await driver.get(authorizePath, { ...request, client_id: '<b>nobody' }, { accept: 'text/html' });
      expect([reply.status, reply.location]).toEqual([400, null]);
      expect(reply.text).toContain('&#60;b&#62;nobody');
    });
  });

  describe('revoking grants', () => {
    it.each(['user', 'password'] as const)('because of the %s › kills the token and says why', async (why) => {
      const token = await connect('ada');
      expect((await userinfo(token)).status).toBe(200);
      expect(await driver.control('grants/revoke', { platform: 'linkedin', subject: 'ada', why })).toEqual({ revoked: 1 });
      expect((await userinfo(token)).status).toBe(401);
      expect(await driver.list('grants?platform=linkedin')).toMatchObject([{ alive: false, endedBecause: why }]);
    });

    it('by the subject of the platform › leaves everybody else alone', async () => {
      const [ada, tess] = [await connect('ada'), await connect('tess')];
      const subject = String((await userinfo(ada)).json?.['sub']);
      await driver.control('grants/revoke', { platform: 'linkedin', subject, why: 'user' });
      expect([(await userinfo(ada)).status, (await userinfo(tess)).status]).toEqual([401, 200]);
    });

    it('the list of grants › holds no secret', async () => {
      const token = await connect('ada');
      const { text } = await driver.get('/_sandbox/grants');
      expect(text).toContain('"persona":"ada"');
      expect(text).not.toContain(token);
    });
  });

  describe('the clock', () => {
    it('moved forward › runs ahead by that much, under the same instance', async () => {
      const before = await driver.get('/_sandbox/clock');
      const after = await driver.control('clock', { advanceSeconds: 86_400 });
      expect(before.json).toEqual({ now: expect.any(String), offsetMs: 0, instanceId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(after).toMatchObject({ offsetMs: 86_400_000, instanceId: before.json?.['instanceId'] });
      expect(Math.abs(Date.parse(String(after['now'])) - Date.now() - 86_400_000)).toBeLessThan(5_000);
    });

    it('of another sandbox › belongs to another instance', async () => {
      const other = await startSandbox();
      const theirs = await new Driver(other.url).get('/_sandbox/clock');
      await other.stop();
      expect(theirs.json?.['instanceId']).not.toBe((await driver.get('/_sandbox/clock')).json?.['instanceId']);
    });
  });

  describe('mail', () => {
    it('sent to it › is listed, found by address, and shown as text', async () => {
      await driver.control('mail', { to: 'ana@acme.test', subject: 'Hello', text: 'A <b>line</b>', html: '<script>1</script>' });
      await driver.control('mail', { to: ['bob@acme.test'], subject: 'Other', text: 'Another' });
      expect(await driver.list('mail')).toMatchObject([{ to: ['ana@acme.test'], subject: 'Hello' }, { subject: 'Other' }]);
      expect(await driver.list('mail?to=bob@acme.test')).toMatchObject([{ subject: 'Other' }]);
      const page = await driver.get('/_sandbox/mailbox');
      expect(page.text).toContain('A &#60;b&#62;line');
      expect(page.text).not.toContain('<script');
    });
  });

  describe('reset', () => {
    it('forgets everything but the apps', async () => {
      const token = await connect('ada');
      await driver.control('mail', { to: 'ana@acme.test', subject: 'Hello', text: 'Text' });
      await driver.control('clock', { advanceSeconds: 60 });
      await driver.control('faults', { platform: 'linkedin', times: 9, fault: { status: 500 } });
      await consent('noah');
      await driver.control('reset', {});
      expect(await driver.list('grants')).toEqual([]);
      expect(await driver.list('mail')).toEqual([]);
      expect(await driver.list('requests')).toEqual([]);
      expect((await driver.get('/_sandbox/clock')).json?.['offsetMs']).toBe(0);
      expect((await userinfo(token)).status).toBe(401);
      expect((await authorize()).text).toContain('<form');
      expect(await connect('ada')).toMatch(/^AQX/);
    });
  });

  describe('apps', () => {
    const register = (app: object): Promise<unknown> =>
      driver.control('apps', { platform: 'linkedin', clientId: 'growing', clientSecret: 's', ...app });

    it('registered again › keeps what it had and adds the rest once', async () => {
      await register({ redirectUris: ['https://a.test/cb'] });
      await register({ redirectUris: ['https://b.test/cb', 'https://a.test/cb'], features: ['refresh_token'] });
      const apps = await driver.list('apps');
      expect(apps.filter(({ clientId }) => clientId === 'growing')).toEqual([
        {
          platform: 'linkedin',
          clientId: 'growing',
          redirectUris: ['https://a.test/cb', 'https://b.test/cb'],
          features: ['refresh_token'],
        },
      ]);
    });

    it('of a sandbox that knows the service › are there from the start', async () => {
      const other = await startSandbox({ publicUrl: 'http://localhost:3000/' });
      const apps = await new Driver(other.url).list('apps');
      await other.stop();
      expect(apps).toContainEqual({
        platform: 'linkedin',
        clientId: 'sandbox-linkedin-client',
        redirectUris: ['http://localhost:3000/v1/oauth/linkedin/callback'],
        features: [],
      });
    });
  });

  describe('the front page', () => {
    it('names platforms and personas, and its buttons work', async () => {
      await connect('ada');
      const { text } = await driver.get('/');
      const links = ['/_sandbox/mailbox', '/_sandbox/requests', '/_sandbox/clock'];
      const shown = ['LinkedIn', 'api.linkedin.com', 'Ada Lovelace', 'Otto Lang', ...links];
      expect(shown.filter((word) => !text.includes(word))).toEqual([]);
      const pressed = await driver.form('/_sandbox/clock', { advanceSeconds: '86400' });
      expect([pressed.status, pressed.location?.pathname]).toEqual([303, '/']);
      expect((await driver.get('/_sandbox/clock')).json?.['offsetMs']).toBe(86_400_000);
    });
  });
});
