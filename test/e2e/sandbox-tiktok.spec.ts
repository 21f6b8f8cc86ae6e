import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { personaNames } from '../sandbox/core/personas.js';
import { redirectUri, TikTokDriver } from '../sandbox/platforms/tiktok/tiktok.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("TikTok's twin", () => {
  let sandbox: Sandbox;
  let tiktok: TikTokDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    tiktok = new TikTokDriver(sandbox.url);
    await tiktok.registerApps();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => tiktok.control('reset', {}));

  describe('authorizing', () => {
    it('approved › comes back with code, granted scopes and state', async () => {
      const parameters = (await tiktok.authorize('ada')).location?.searchParams;
      expect(Object.fromEntries(parameters ?? [])).toEqual({
        code: expect.any(String),
        scopes: 'user.info.basic,user.info.profile,video.publish,video.upload',
        state: 'st-1',
      });
    });

    it('by somebody who unticks › says which scopes are left', async () => {
      const parameters = (await tiktok.authorize('sam')).location?.searchParams;
      expect(parameters?.get('scopes')).toBe('user.info.basic,user.info.profile');
    });

    it('denied › access_denied', async () => {
      const parameters = (await tiktok.authorize('ada', {}, 'deny')).location?.searchParams;
      expect([parameters?.get('error'), parameters?.has('code')]).toEqual(['access_denied', false]);
    });

    it.each([
      ['a challenge', { code_challenge: 'x'.repeat(43) }, 'invalid_request'],
      ['scopes joined by spaces', { scope: 'user.info.basic video.publish' }, 'invalid_scope'],
    ])('with %s › is refused on the way back', async (_, query, error) => {
      expect((await tiktok.authorize('ada', query)).location?.searchParams.get('error')).toBe(error);
    });

    it.each([
      ['client_id instead of client_key', { client_key: '', client_id: 'tt-key' }],
      ['a redirect URI that differs by a slash', { redirect_uri: `${redirectUri}/` }],
    ])('with %s › goes nowhere', async (_, query) => {
      expect((await tiktok.authorize('ada', query)).location).toBeNull();
    });

    it.each(['http://app.test/cb', 'https://app.test/cb?x=1', 'https://app.test/cb?', 'https://app.test/cb#x', `https://app.test/${'x'.repeat(512)}`])(
      'the redirect URI %s › cannot be registered',
      async (uri) => {
        expect((await tiktok.steer('apps', { platform: 'tiktok', clientId: 'x', clientSecret: 'x', redirectUris: [uri] })).status).toBe(400);
      },
    );
  });

  describe('its tokens', () => {
    it('have the shape of the documents, and the lives of November 2026', async () => {
      const token = await tiktok.connect('ada');
      expect(shapeOf(token)).toEqual(shapeOf(sampleOf('tiktok', 'token')));
      expect(token).toMatchObject({ expires_in: 2 * HOUR, refresh_expires_in: 180 * DAY });
    });

    it.each([
      ['a code again', async (code: string) => (await tiktok.exchange(code), tiktok.exchange(code)), 'invalid_grant'],
      ['another redirect URI', (code: string) => tiktok.exchange(code, { redirect_uri: `${redirectUri}/` }), 'invalid_request'],
      ['a wrong secret', (code: string) => tiktok.exchange(code, { client_secret: 'wrong' }), 'invalid_client'],
      ['a verifier', (code: string) => tiktok.exchange(code, { code_verifier: 'x'.repeat(43) }), 'invalid_request'],
      ['a code that is too old', async (code: string) => (await tiktok.pass(601), tiktok.exchange(code)), 'invalid_grant'],
    ])('%s › is refused with status 200 and a log id', async (_, exchange, error) => {
      const reply = await exchange(await tiktok.code('ada'));
      expect([reply.status, reply.json]).toEqual([200, { error, error_description: expect.any(String), log_id: expect.any(String) }]);
    });

    it('refreshed › rotate; the old refresh token stops working, and only that', async () => {
      const first = await tiktok.connect('ada');
      const second = (await tiktok.refresh(first['refresh_token'])).json;
      expect(second?.['refresh_token']).not.toBe(first['refresh_token']);
      expect((await tiktok.refresh(first['refresh_token'])).json?.['error']).toBe('invalid_grant');
      expect((await tiktok.refresh(second?.['refresh_token'])).json).toHaveProperty('access_token');
    });

    it('withdrawn or run out › answer alike; only the refresh tells them apart', async () => {
      const [one, two] = [await tiktok.connect('ada'), await tiktok.connect('tess')];
      await tiktok.control('grants/revoke', { platform: 'tiktok', subject: 'ada', why: 'user' });
      await tiktok.control('grants/revoke', { platform: 'tiktok', subject: 'tess', why: 'expired' });
      for (const { access_token: token } of [one, two]) {
        expect(await tiktok.userInfo(token)).toMatchObject({ status: 401, json: { error: { code: 'access_token_invalid' } } });
      }
      expect((await tiktok.refresh(one['refresh_token'])).json?.['error']).toBe('invalid_grant');
      expect((await tiktok.refresh(two['refresh_token'])).json).toHaveProperty('access_token');
    });

    it('given back › end every grant of the person, and no other', async () => {
      const [one, two, other] = [await tiktok.connect('ada'), await tiktok.connect('ada'), await tiktok.connect('tess')];
      expect((await tiktok.revokeToken(one['access_token'])).json).toEqual({});
      expect((await tiktok.userInfo(two['access_token'])).status).toBe(401);
      expect((await tiktok.userInfo(other['access_token'])).status).toBe(200);
      expect((await tiktok.revokeToken(one['access_token'])).json?.['error']).toBe('invalid_grant');
    });
  });

  describe('its API', () => {
    it('has the shape of the documents', async () => {
      const { access_token: token } = await tiktok.connect('ada');
      const sample = sampleOf<{ data: { user: Record<string, unknown> }; error: Record<string, unknown> }>('tiktok', 'user-info');
      const { json } = await tiktok.userInfo(token, Object.keys(sample.data.user).join(','));
      const { data, error } = json as typeof sample;
      expect([shapeOf(data.user), shapeOf(error), error['code']]).toEqual([shapeOf(sample.data.user), shapeOf(sample.error), 'ok']);
    });

    it('gives every persona an open id of their own', async () => {
      const ids = new Set<unknown>();
      for (const persona of personaNames.filter((name) => name !== 'noah')) {
        const token = await tiktok.connect(persona);
        const { json } = await tiktok.userInfo(token['access_token']);
        ids.add((json as { data: { user: { open_id: string } } }).data.user.open_id).add(token['open_id']);
      }
      expect(ids.size).toBe(7);
    });

    it.each([
      ['no fields', '', 400, 'invalid_params'],
      ['a field that does not exist', 'open_id,age', 400, 'invalid_params'],
      ['a field beyond the scopes', 'open_id,username', 400, 'scope_permission_missed'],
    ])('asked for %s › refuses the whole call', async (_, fields, status, code) => {
      const { access_token: token } = await tiktok.connect('ada', { scope: 'user.info.basic' });
      expect(await tiktok.userInfo(token, fields)).toMatchObject({ status, json: { error: { code } } });
    });

    it('without the scope for posts › does not say what one may post', async () => {
      const { access_token: token } = await tiktok.connect('ada', { scope: 'user.info.basic' });
      expect(await tiktok.creatorInfo(token)).toMatchObject({ status: 401, json: { error: { code: 'scope_not_authorized' } } });
    });

    it('of somebody who is banned › says so with status 200', async () => {
      const { access_token: token } = await tiktok.connect('rita');
      expect(await tiktok.creatorInfo(token)).toMatchObject({ status: 200, json: { error: { code: 'spam_risk_user_banned_from_posting' } } });
      expect((await tiktok.userInfo(token)).status).toBe(200);
    });
  });
});
