import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Driver, type Reply } from '../sandbox/driver.js';
import { personaNames } from '../sandbox/core/personas.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';

const DAY = 86_400;
const redirectUri = 'http://localhost:3000/v1/oauth/linkedin/callback';
const selfServe = { client_id: 'self-serve', client_secret: 'self-serve-secret' };
const approved = { client_id: 'approved', client_secret: 'approved-secret' };
const authorizePath = '/www.linkedin.com/oauth/v2/authorization';
const tokenPath = '/www.linkedin.com/oauth/v2/accessToken';
const introspectPath = '/www.linkedin.com/oauth/v2/introspectToken';

interface ErrorSample {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/linkedin/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The names and kinds of an answer's members: what code that reads it depends on. */
function shapeOf(value: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, typeof member]));
}

describe("LinkedIn's twin", () => {
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    driver = new Driver(sandbox.url);
    const app = { platform: 'linkedin', redirectUris: [redirectUri] };
    await driver.control('apps', { ...app, clientId: selfServe.client_id, clientSecret: selfServe.client_secret });
    const approval = { clientId: approved.client_id, clientSecret: approved.client_secret, features: ['refresh_token'] };
    await driver.control('apps', { ...app, ...approval });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  interface Way {
    readonly app?: typeof selfServe;
    readonly scope?: string;
    readonly query?: Record<string, string>;
    readonly decision?: 'approve' | 'deny';
  }

  async function authorize(persona: string, way: Way = {}): Promise<Reply> {
    const { app = selfServe, scope = 'openid profile w_member_social', query = {}, decision = 'approve' } = way;
    await driver.control('consent', { platform: 'linkedin', persona, decision });
    const request = { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope, state: 'st-1', ...query };
    return driver.get(authorizePath, request);
  }

  async function codeFor(persona: string, way?: Way): Promise<string> {
    return (await authorize(persona, way)).location?.searchParams.get('code') ?? 'none';
  }

  const exchange = (code: string, changes: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Reply> =>
    driver.form(tokenPath, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...selfServe, ...changes }, headers);

  async function connect(persona: string, way: Way = {}): Promise<Record<string, unknown>> {
    const reply = await exchange(await codeFor(persona, way), way.app ?? selfServe);
    if (reply.status !== 200 || !reply.json) throw new Error(reply.text);
    return reply.json;
  }

  const refresh = (token: unknown, app = approved): Promise<Reply> =>
    driver.form(tokenPath, { grant_type: 'refresh_token', refresh_token: String(token), ...app });
  const bearer = (token: unknown): Record<string, string> => ({ authorization: `Bearer ${String(token)}` });
  const userinfo = (token: unknown): Promise<Reply> => driver.get('/api.linkedin.com/v2/userinfo', {}, bearer(token));
  const introspect = (token: unknown, app = selfServe): Promise<Reply> => driver.form(introspectPath, { token: String(token), ...app });
  const pass = (seconds: number): Promise<unknown> => driver.control('clock', { advanceSeconds: seconds });

  describe('authorizing', () => {
    it.each(['code_challenge', 'code_challenge_method'])('with %s › answers an error: PKCE is not part of the web flow', async (name) => {
      const { location } = await authorize('ada', { query: { [name]: name.endsWith('method') ? 'S256' : 'x'.repeat(43) } });
      expect(location?.searchParams.get('error')).toBe('invalid_request');
      expect(location?.searchParams.get('error_description')).toContain('code_challenge');
    });

    it('with a scope that the app may not ask for › says which', async () => {
      const { location } = await authorize('ada', { scope: 'openid r_organization_social' });
      expect(location?.searchParams.get('error')).toBe('unauthorized_scope_error');
      expect(location?.searchParams.get('error_description')).toBe('Scope "r_organization_social" is not authorized for your application');
    });

    it('with scopes joined by commas › knows no such scope', async () => {
      const { location } = await authorize('ada', { scope: 'openid,profile' });
      expect(location?.searchParams.get('error')).toBe('unauthorized_scope_error');
    });

    it('denied › user_cancelled_authorize with description and state, and no code', async () => {
      const parameters = (await authorize('ada', { decision: 'deny' })).location?.searchParams;
      expect(parameters?.get('error')).toBe('user_cancelled_authorize');
      expect(parameters?.get('error_description')).not.toBe('');
      expect(parameters?.get('state')).toBe('st-1');
      expect(parameters?.has('code')).toBe(false);
    });

    it.each([
      ['http on another host', 'http://app.test/cb'],
      ['http on an address', 'http://127.0.0.1:3000/cb'],
      ['a fragment', 'https://app.test/cb#x'],
      ['an empty fragment', 'https://app.test/cb#'],
      ['a relative address', '/cb'],
    ])('a redirect URI with %s › cannot be registered', async (_, uri) => {
      const app = { platform: 'linkedin', clientId: 'x', clientSecret: 'x', redirectUris: [uri] };
      expect((await driver.steer('apps', app)).status).toBe(400);
    });
  });

  describe('exchanging', () => {
    it('for a self-serve app › 60 days, scopes joined by commas, no refresh token', async () => {
      const token = await connect('ada');
      expect(shapeOf(token)).toEqual(shapeOf(fixture('token')));
      expect(token).toMatchObject({ expires_in: 60 * DAY, scope: 'openid,profile,w_member_social', token_type: 'Bearer' });
    });

    it('for an approved app › a refresh token of 365 days beside it', async () => {
      const token = await connect('ada', { app: approved, scope: 'email profile w_member_social' });
      expect(shapeOf(token)).toEqual(shapeOf(fixture('token-with-refresh')));
      expect(token).toMatchObject({ expires_in: 60 * DAY, refresh_token_expires_in: 365 * DAY });
    });

    it('within 30 minutes › works; after them › does not', async () => {
      const [early, late] = [await codeFor('ada'), await codeFor('ada')];
      await pass(29 * 60);
      expect((await exchange(early)).status).toBe(200);
      await pass(61);
      expect(await exchange(late)).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
    });

    it('a code again › was not found, and the first token lives on', async () => {
      const code = await codeFor('ada');
      const first = await exchange(code);
      const second = await exchange(code);
      expect([second.status, second.json]).toEqual([
        400,
        { error: 'invalid_request', error_description: 'Unable to retrieve access token: authorization code not found' },
      ]);
      expect((await userinfo(first.json?.['access_token'])).status).toBe(200);
    });

    it.each([
      ['with another redirect URI', { redirect_uri: `${redirectUri}/` }, {}, 400, 'invalid_redirect_uri'],
      ['by another app', approved, {}, 400, 'invalid_redirect_uri'],
      ['without a redirect URI', { redirect_uri: '' }, {}, 400, 'invalid_request'],
      ['with a verifier', { code_verifier: 'x'.repeat(43) }, {}, 400, 'invalid_request'],
      ['with a wrong secret', { client_secret: 'wrong' }, {}, 401, 'invalid_client'],
      ['with an unknown client', { client_id: '77' }, {}, 400, 'invalid_client_id'],
      ['by Basic', {}, { authorization: `Basic ${btoa('self-serve:self-serve-secret')}` }, 401, 'invalid_client'],
    ])('%s › is refused', async (_, changes, headers, status, error) => {
      const reply = await exchange(await codeFor('ada'), changes, headers);
      expect([reply.status, reply.json?.['error']]).toEqual([status, error]);
    });

    it('with the secret in the URL › is refused', async () => {
      const fields = { grant_type: 'authorization_code', code: await codeFor('ada'), redirect_uri: redirectUri };
      const reply = await driver.form(`${tokenPath}?${new URLSearchParams(selfServe).toString()}`, fields);
      expect(reply.json).toEqual({ error: 'invalid_request', error_description: 'A required parameter "client_id" is missing' });
    });
  });

  describe('refreshing', () => {
    it('gives a new access token and the same refresh token, whose end comes nearer', async () => {
      const first = await connect('ada', { app: approved });
      await pass(100 * DAY);
      const { json } = await refresh(first['refresh_token']);
      expect(json?.['refresh_token']).toBe(first['refresh_token']);
      expect(json?.['access_token']).not.toBe(first['access_token']);
      expect(json?.['expires_in']).toBe(60 * DAY);
      expect(Number(json?.['refresh_token_expires_in'])).toBeLessThanOrEqual(265 * DAY);
      expect(Number(json?.['refresh_token_expires_in'])).toBeGreaterThan(265 * DAY - 60);
      expect((await userinfo(json?.['access_token'])).status).toBe(200);
    });

    it('near the end of the refresh token › gives no access token that outlives it', async () => {
      const first = await connect('ada', { app: approved });
      await pass(350 * DAY);
      const { json } = await refresh(first['refresh_token']);
      expect(Number(json?.['expires_in'])).toBeLessThanOrEqual(15 * DAY);
      expect(Number(json?.['expires_in'])).toBeGreaterThan(15 * DAY - 60);
    });

    it.each([
      ['after 365 days', () => pass(365 * DAY + 1)],
      ['after the member removed the app', () => driver.control('grants/revoke', { platform: 'linkedin', subject: 'ada', why: 'user' })],
    ])('%s › invalid_request with the words for a dead token', async (_, happen) => {
      const first = await connect('ada', { app: approved });
      await happen();
      const reply = await refresh(first['refresh_token']);
      expect([reply.status, reply.json]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: 'The provided authorization grant or refresh token is invalid, expired or revoked',
        },
      ]);
    });

    it('without the token › the same code for a malformed call, in other words', async () => {
      const { json } = await driver.form(tokenPath, { grant_type: 'refresh_token', ...approved });
      expect(json).toEqual({ error: 'invalid_request', error_description: 'A required parameter "refresh_token" is missing' });
    });

    it('after the access token expired › brings the account back', async () => {
      const first = await connect('ada', { app: approved });
      await driver.control('grants/revoke', { platform: 'linkedin', subject: 'ada', why: 'expired' });
      expect((await userinfo(first['access_token'])).json?.['serviceErrorCode']).toBe(65602);
      const { json } = await refresh(first['refresh_token']);
      expect((await userinfo(json?.['access_token'])).status).toBe(200);
    });
  });

  describe('several authorizations of one member', () => {
    it('with the same scopes › leave each other alone', async () => {
      const first = await connect('ada', { scope: 'openid profile' });
      const second = await connect('ada', { scope: 'profile openid' });
      expect([(await userinfo(first['access_token'])).status, (await userinfo(second['access_token'])).status]).toEqual([200, 200]);
    });

    it('with other scopes › the earlier tokens of that member and app die, and no others', async () => {
      const first = await connect('ada', { scope: 'openid profile' });
      const tess = await connect('tess', { scope: 'openid profile' });
      const elsewhere = await connect('ada', { app: approved, scope: 'openid' });
      const second = await connect('ada', { scope: 'openid profile email' });
      expect(await userinfo(first['access_token'])).toMatchObject({ status: 401, json: { serviceErrorCode: 65601 } });
      const alive = [second, tess, elsewhere].map(async (token) => (await userinfo(token['access_token'])).status);
      expect(await Promise.all(alive)).toEqual([200, 200, 200]);
    });
  });

  describe('userinfo', () => {
    it('with every scope › has the shape of the documents, but for a locale that is an object', async () => {
      const { json } = await userinfo((await connect('ada', { scope: 'openid profile email' }))['access_token']);
      expect(shapeOf(json)).toEqual({ ...shapeOf(fixture('userinfo')), locale: 'object' });
      expect(json).toMatchObject({ name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' });
      expect(json?.['locale']).toEqual({ country: 'US', language: 'en' });
    });

    it('without profile and email › only the subject', async () => {
      const { json } = await userinfo((await connect('ada', { scope: 'openid' }))['access_token']);
      expect(Object.keys(json ?? {})).toEqual(['sub']);
    });

    it('without openid › 403 ACCESS_DENIED', async () => {
      const reply = await userinfo((await connect('ada', { scope: 'w_member_social' }))['access_token']);
      expect(reply).toMatchObject({ status: 403, json: { serviceErrorCode: 100, code: 'ACCESS_DENIED' } });
    });

    it('of each persona › a subject of its own, the same at every connect and in every sandbox', async () => {
      const others = await startSandbox();
      const subjects = async (from: Driver): Promise<unknown[]> => {
        const { client_id: clientId, client_secret: clientSecret } = selfServe;
        await from.control('apps', { platform: 'linkedin', redirectUris: [redirectUri], clientId, clientSecret });
        const found: unknown[] = [];
        for (const persona of personaNames.filter((name) => name !== 'noah')) {
          await from.control('consent', { platform: 'linkedin', persona, decision: 'approve' });
          const request = { response_type: 'code', client_id: selfServe.client_id, redirect_uri: redirectUri, scope: 'openid' };
          const code = (await from.get(authorizePath, request)).location?.searchParams.get('code') ?? '';
          await from.form(tokenPath, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...selfServe });
          found.push((await from.list('grants')).at(-1)?.['subject']);
        }
        return found;
      };
      const here = await subjects(driver);
      const there = await subjects(new Driver(others.url));
      await others.stop();
      expect(there).toEqual(here);
      expect(new Set(here).size).toBe(7);
    });

    it('its picture › can be fetched from the host of the media', async () => {
      const { json } = await userinfo((await connect('ada'))['access_token']);
      const picture = new URL(String(json?.['picture']));
      const image = await driver.get(`/${picture.host}${picture.pathname}`);
      expect([picture.protocol, image.status, image.headers.get('content-type')]).toEqual(['https:', 200, 'image/svg+xml']);
    });

    it('of nils › has no picture and no e-mail', async () => {
      const { json } = await userinfo((await connect('nils', { scope: 'openid profile email' }))['access_token']);
      expect(json).toMatchObject({ name: 'Nils Berg' });
      expect([json?.['picture'], json?.['email']]).toEqual([undefined, undefined]);
    });
  });

  describe('a token that is no good', () => {
    const bodies = fixture<ErrorSample[]>('errors');
    const documented = (status: number, code: number): unknown =>
      bodies.find((sample) => sample.status === status && sample.body['serviceErrorCode'] === code)?.body;

    it('never issued › 65600 as documented', async () => {
      expect((await userinfo('AQX-invented')).json).toEqual(documented(401, 65600));
    });

    it.each(['user', 'password'])('after the member’s %s revoked it › 65601 as documented', async (why) => {
      const token = await connect('ada');
      await driver.control('grants/revoke', { platform: 'linkedin', subject: 'ada', why });
      expect((await userinfo(token['access_token'])).json).toEqual(documented(401, 65601));
    });

    it('on day 60 › 65602 as documented, and not a day before', async () => {
      const token = await connect('ada');
      await pass(59 * DAY);
      expect((await userinfo(token['access_token'])).status).toBe(200);
      await pass(DAY);
      expect((await userinfo(token['access_token'])).json).toEqual(documented(401, 65602));
    });

    it('absent › 65604 as documented', async () => {
      expect((await driver.get('/api.linkedin.com/v2/userinfo')).json).toEqual(documented(401, 65604));
    });

    it('a refresh token in its place › 65600', async () => {
      const token = await connect('ada', { app: approved });
      expect((await userinfo(token['refresh_token'])).json?.['serviceErrorCode']).toBe(65600);
    });

    it('without the product for it › 403/100 as documented', async () => {
      const token = await connect('ada');
      const me = await driver.get('/api.linkedin.com/v2/me', {}, bearer(token['access_token']));
      expect(me.json).toMatchObject({ status: 403, serviceErrorCode: 100, code: 'ACCESS_DENIED' });
    });

    it('throttled › 429/101 as documented, when scripted by name', async () => {
      await driver.control('faults', { platform: 'linkedin', fault: { answer: 'throttled' } });
      const reply = await userinfo('any');
      expect([reply.status, reply.json]).toEqual([429, bodies.find(({ status }) => status === 429)?.body]);
    });
  });

  describe('the versioned API', () => {
    const rest = async (version: string | null, token?: unknown): Promise<Reply> => {
      const headers: Record<string, string> = version === null ? {} : { 'linkedin-version': version };
      return driver.get('/api.linkedin.com/rest/posts', {}, { ...headers, ...bearer(token ?? (await connect('ada'))['access_token']) });
    };
    const samples = fixture<ErrorSample[]>('errors');
    const documented = (status: number): unknown =>
      samples.find((sample) => sample.status === status && String(sample.body['code']).includes('VERSION'))?.body;

    it('without a version › 400 as documented', async () => {
      const reply = await rest(null);
      expect([reply.status, reply.json]).toEqual([400, documented(400)]);
    });

    it.each(['202504', '202511', '202609', '2026-07'])('with the version %s › 426', async (version) => {
      const reply = await rest(version);
      expect([reply.status, reply.json?.['message']]).toEqual([426, `Requested version ${version}01 is not active`]);
    });

    it('with a dead version › the body of the documents', async () => {
      expect((await rest('202504')).json).toEqual(documented(426));
    });

    it.each(['202601', '202607'])('with the version %s › goes on to the token', async (version) => {
      expect((await rest(version, 'AQX-invented')).json?.['serviceErrorCode']).toBe(65600);
    });
  });

  describe('introspection', () => {
    it('of a live token › active, with its scopes and times in epoch seconds', async () => {
      const { json } = await introspect((await connect('ada'))['access_token']);
      expect(json).toEqual({
        active: true,
        status: 'active',
        scope: 'openid,profile,w_member_social',
        client_id: 'self-serve',
        created_at: expect.any(Number),
        expires_at: Number(json?.['created_at']) + 60 * DAY,
        authorized_at: expect.any(Number),
        auth_type: '3L',
      });
      expect(Math.abs(Number(json?.['created_at']) - Date.now() / 1000)).toBeLessThan(60);
    });

    it.each([
      ['expired', 'expired'],
      ['user', 'revoked'],
    ])('after %s › says %s', async (why, status) => {
      const token = (await connect('ada'))['access_token'];
      await driver.control('grants/revoke', { platform: 'linkedin', subject: 'ada', why });
      expect((await introspect(token)).json).toMatchObject({ active: false, status });
    });

    it('of another app’s token › 200 and not active, nothing else', async () => {
      const token = (await connect('ada'))['access_token'];
      expect(await introspect(token, approved)).toMatchObject({ status: 200, json: { active: false } });
      expect(Object.keys((await introspect(token, approved)).json ?? {})).toEqual(['active']);
    });

    it.each([
      ['a wrong secret', { client_id: 'self-serve', client_secret: 'wrong', token: 't' }, 401],
      ['an unknown client', { client_id: 'nobody', client_secret: 'wrong', token: 't' }, 400],
      ['no token', { ...selfServe }, 400],
    ])('with %s › is refused', async (_, fields, status) => {
      expect((await driver.form(introspectPath, fields)).status).toBe(status);
    });
  });

  describe('personas', () => {
    it('sam › cannot untick anything: all or nothing', async () => {
      expect((await connect('sam'))['scope']).toBe('openid,profile,w_member_social');
    });

    it('noah › refuses although approved', async () => {
      expect((await authorize('noah')).location?.searchParams.get('error')).toBe('user_cancelled_authorize');
    });

    it('rita › authorizes, and her token is refused as a revoked one: no code for restrictions is documented', async () => {
      const token = (await connect('rita'))['access_token'];
      expect(await userinfo(token)).toMatchObject({ status: 401, json: { serviceErrorCode: 65601 } });
      expect((await introspect(token)).json).toMatchObject({ active: false, status: 'revoked' });
    });

    it('otto › takes his time with every answer', async () => {
      const times: number[] = [];
      const timed = async <T>(work: Promise<T>): Promise<T> => {
        const begun = performance.now();
        const result = await work;
        times.push(performance.now() - begun);
        return result;
      };
      const code = (await timed(authorize('otto'))).location?.searchParams.get('code') ?? '';
      const token = (await timed(exchange(code))).json?.['access_token'];
      expect((await timed(userinfo(token))).status).toBe(200);
      expect(times.filter((time) => time < 790)).toEqual([]);
    });
  });
});
