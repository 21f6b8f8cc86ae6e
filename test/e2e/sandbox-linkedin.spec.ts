import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { approved, LinkedInDriver, redirectUri, selfServe } from '../sandbox/platforms/linkedin/linkedin.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { fixture, shapeOf } from './sandbox-fixtures.js';

const DAY = 86_400;
const tokenPath = '/www.linkedin.com/oauth/v2/accessToken';
const introspectPath = '/www.linkedin.com/oauth/v2/introspectToken';

describe("LinkedIn's twin, authorizing", () => {
  let sandbox: Sandbox;
  let linkedin: LinkedInDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    linkedin = new LinkedInDriver(sandbox.url);
    await linkedin.registerApps();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => linkedin.control('reset', {}));

  describe('authorizing', () => {
    it.each(['code_challenge', 'code_challenge_method'])('with %s › answers an error: PKCE is not part of the web flow', async (name) => {
      const { location } = await linkedin.authorize('ada', { query: { [name]: name.endsWith('method') ? 'S256' : 'x'.repeat(43) } });
      expect(location?.searchParams.get('error')).toBe('invalid_request');
      expect(location?.searchParams.get('error_description')).toContain('code_challenge');
    });

    it('with a scope that the app may not ask for › says which', async () => {
      const { location } = await linkedin.authorize('ada', { scope: 'openid r_organization_social' });
      expect(location?.searchParams.get('error')).toBe('unauthorized_scope_error');
      expect(location?.searchParams.get('error_description')).toBe('Scope "r_organization_social" is not authorized for your application');
    });

    it('with scopes joined by commas › knows no such scope', async () => {
      const { location } = await linkedin.authorize('ada', { scope: 'openid,profile' });
      expect(location?.searchParams.get('error')).toBe('unauthorized_scope_error');
    });

    it('denied › user_cancelled_authorize with description and state, and no code', async () => {
      const parameters = (await linkedin.authorize('ada', { decision: 'deny' })).location?.searchParams;
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
      expect((await linkedin.steer('apps', app)).status).toBe(400);
    });
  });

  describe('exchanging', () => {
    it('for a self-serve app › 60 days, scopes joined by commas, no refresh token', async () => {
      const token = await linkedin.connect('ada');
      expect(shapeOf(token)).toEqual(shapeOf(fixture('token')));
      expect(token).toMatchObject({ expires_in: 60 * DAY, scope: 'openid,profile,w_member_social', token_type: 'Bearer' });
    });

    it('for an approved app › a refresh token of 365 days beside it', async () => {
      const token = await linkedin.connect('ada', { app: approved, scope: 'email profile w_member_social' });
      expect(shapeOf(token)).toEqual(shapeOf(fixture('token-with-refresh')));
      expect(token).toMatchObject({ expires_in: 60 * DAY, refresh_token_expires_in: 365 * DAY });
    });

    it('within 30 minutes › works; after them › does not', async () => {
      const [early, late] = [await linkedin.code('ada'), await linkedin.code('ada')];
      await linkedin.pass(29 * 60);
      expect((await linkedin.exchange(early)).status).toBe(200);
      await linkedin.pass(61);
      expect(await linkedin.exchange(late)).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
    });

    it('a code again › was not found, and the first token lives on', async () => {
      const code = await linkedin.code('ada');
      const first = await linkedin.exchange(code);
      const second = await linkedin.exchange(code);
      expect([second.status, second.json]).toEqual([
        400,
        { error: 'invalid_request', error_description: 'Unable to retrieve access token: authorization code not found' },
      ]);
      expect((await linkedin.userinfo(first.json?.['access_token'])).status).toBe(200);
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
      const reply = await linkedin.exchange(await linkedin.code('ada'), changes, headers);
      expect([reply.status, reply.json?.['error']]).toEqual([status, error]);
    });

    it('with the secret in the URL › is refused', async () => {
      const fields = { grant_type: 'authorization_code', code: await linkedin.code('ada'), redirect_uri: redirectUri };
      const reply = await linkedin.form(`${tokenPath}?${new URLSearchParams(selfServe).toString()}`, fields);
      expect(reply.json).toEqual({ error: 'invalid_request', error_description: 'A required parameter "client_id" is missing' });
    });
  });

  describe('refreshing', () => {
    it('gives a new access token and the same refresh token, whose end comes nearer', async () => {
      const first = await linkedin.connect('ada', { app: approved });
      await linkedin.pass(100 * DAY);
      const { json } = await linkedin.refresh(first['refresh_token']);
      expect(json?.['refresh_token']).toBe(first['refresh_token']);
      expect(json?.['access_token']).not.toBe(first['access_token']);
      expect(json?.['expires_in']).toBe(60 * DAY);
      expect(Number(json?.['refresh_token_expires_in'])).toBeLessThanOrEqual(265 * DAY);
      expect(Number(json?.['refresh_token_expires_in'])).toBeGreaterThan(265 * DAY - 60);
      expect((await linkedin.userinfo(json?.['access_token'])).status).toBe(200);
    });

    it('near the end of the refresh token › gives no access token that outlives it', async () => {
      const first = await linkedin.connect('ada', { app: approved });
      await linkedin.pass(350 * DAY);
      const { json } = await linkedin.refresh(first['refresh_token']);
      expect(Number(json?.['expires_in'])).toBeLessThanOrEqual(15 * DAY);
      expect(Number(json?.['expires_in'])).toBeGreaterThan(15 * DAY - 60);
    });

    it.each([
      ['after 365 days', () => linkedin.pass(365 * DAY + 1)],
      ['after the member removed the app', () => linkedin.revoke('ada', 'user')],
    ])('%s › invalid_request with the words for a dead token', async (_, happen) => {
      const first = await linkedin.connect('ada', { app: approved });
      await happen();
      const reply = await linkedin.refresh(first['refresh_token']);
      expect([reply.status, reply.json]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: 'The provided authorization grant or refresh token is invalid, expired or revoked',
        },
      ]);
    });

    it('without the token › the same code for a malformed call, in other words', async () => {
      const { json } = await linkedin.form(tokenPath, { grant_type: 'refresh_token', ...approved });
      expect(json).toEqual({ error: 'invalid_request', error_description: 'A required parameter "refresh_token" is missing' });
    });

    it('after the access token expired › brings the account back', async () => {
      const first = await linkedin.connect('ada', { app: approved });
      await linkedin.revoke('ada', 'expired');
      expect((await linkedin.userinfo(first['access_token'])).json?.['serviceErrorCode']).toBe(65602);
      const { json } = await linkedin.refresh(first['refresh_token']);
      expect((await linkedin.userinfo(json?.['access_token'])).status).toBe(200);
    });
  });

  describe('several authorizations of one member', () => {
    it('with the same scopes › leave each other alone', async () => {
      const first = await linkedin.accessToken('ada', { scope: 'openid profile' });
      const second = await linkedin.accessToken('ada', { scope: 'profile openid' });
      expect([(await linkedin.userinfo(first)).status, (await linkedin.userinfo(second)).status]).toEqual([200, 200]);
    });

    it('with other scopes › the earlier tokens of that member and app die, and no others', async () => {
      const first = await linkedin.connect('ada', { scope: 'openid profile' });
      const tess = await linkedin.connect('tess', { scope: 'openid profile' });
      const elsewhere = await linkedin.connect('ada', { app: approved, scope: 'openid' });
      const second = await linkedin.connect('ada', { scope: 'openid profile email' });
      expect(await linkedin.userinfo(first['access_token'])).toMatchObject({ status: 401, json: { serviceErrorCode: 65601 } });
      const alive = [second, tess, elsewhere].map(async (token) => (await linkedin.userinfo(token['access_token'])).status);
      expect(await Promise.all(alive)).toEqual([200, 200, 200]);
    });
  });

  describe('introspection', () => {
    it('of a live token › active, with its scopes and times in epoch seconds', async () => {
      const { json } = await linkedin.introspect(await linkedin.accessToken('ada'));
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
      const token = await linkedin.accessToken('ada');
      await linkedin.revoke('ada', why);
      expect((await linkedin.introspect(token)).json).toMatchObject({ active: false, status });
    });

    it('of another app’s token › 200 and not active, nothing else', async () => {
      const token = await linkedin.accessToken('ada');
      expect(await linkedin.introspect(token, approved)).toMatchObject({ status: 200, json: { active: false } });
      expect(Object.keys((await linkedin.introspect(token, approved)).json ?? {})).toEqual(['active']);
    });

    it.each([
      ['a wrong secret', { client_id: 'self-serve', client_secret: 'wrong', token: 't' }, 401],
      ['an unknown client', { client_id: 'nobody', client_secret: 'wrong', token: 't' }, 400],
      ['no token', { ...selfServe }, 400],
    ])('with %s › is refused', async (_, fields, status) => {
      expect((await linkedin.form(introspectPath, fields)).status).toBe(status);
    });
  });
});
