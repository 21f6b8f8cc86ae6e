import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { app, PinterestDriver, redirectUri } from '../sandbox/platforms/pinterest/pinterest.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const DAY = 86_400;

describe("Pinterest's twin", () => {
  let sandbox: Sandbox;
  let pinterest: PinterestDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    pinterest = new PinterestDriver(sandbox.url);
    await pinterest.registerApps();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => pinterest.control('reset', {}));

  it('its tokens › have the shape and the lives of the documents', async () => {
    const token = await pinterest.connect('ada');
    expect(shapeOf(token)).toEqual(shapeOf(sampleOf('pinterest', 'token')));
    expect(token).toMatchObject({ expires_in: 30 * DAY, refresh_token_expires_in: 60 * DAY, response_type: 'authorization_code' });
    expect(shapeOf((await pinterest.refresh(token['refresh_token'])).json)).toEqual(shapeOf(sampleOf('pinterest', 'token-refreshed')));
  });

  it('its account › has the shape of the documents, and an id beyond what a number holds', async () => {
    const { json } = await pinterest.userAccount((await pinterest.connect('tess'))['access_token']);
    expect(shapeOf(json)).toEqual(shapeOf(sampleOf('pinterest', 'user-account')));
    expect(BigInt(String(json?.['id']))).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it.each(['user_accounts:read boards:read', 'user_accounts:read,boards:read'])('scopes as in "%s" › come back joined by spaces', async (scope) => {
    expect((await pinterest.connect('ada', { scope }))['scope']).toBe('user_accounts:read boards:read');
  });

  it('denied › access_denied with the state, and no code', async () => {
    const parameters = (await pinterest.authorize('ada', {}, 'deny')).location?.searchParams;
    expect([parameters?.get('error'), parameters?.get('state'), parameters?.has('code')]).toEqual(['access_denied', 'st-1', false]);
  });

  it.each<[string, (code: string) => Promise<{ status: number; json: unknown }>, number, number]>([
    ['a code again', async (code) => (await pinterest.exchange(code), pinterest.exchange(code)), 400, 283],
    ['a code that is too old', async (code) => (await pinterest.pass(601), pinterest.exchange(code)), 400, 283],
    ['another redirect URI', (code) => pinterest.exchange(code, { redirect_uri: `${redirectUri}/` }), 400, 283],
    ['a wrong secret', (code) => pinterest.exchange(code, {}, pinterest.basic('wrong')), 401, 2],
    ['the secret in the body', (code) => pinterest.exchange(code, { client_id: app.id, client_secret: app.secret }, {}), 401, 2],
    ['no app at all', (code) => pinterest.exchange(code, {}, {}), 401, 2],
  ])('%s › is refused', async (_, exchange, status, code) => {
    expect(await exchange(await pinterest.code('ada'))).toMatchObject({ status, json: { code, message: expect.any(String) } });
  });

  it('a refresh › gives new tokens; the old refresh token stops working, and only that', async () => {
    const first = await pinterest.connect('ada');
    const second = (await pinterest.refresh(first['refresh_token'])).json;
    expect(await pinterest.refresh(first['refresh_token'])).toMatchObject({ status: 401, json: { code: 2 } });
    expect((await pinterest.userAccount(second?.['access_token'])).status).toBe(200);
    expect((await pinterest.refresh(second?.['refresh_token'])).status).toBe(200);
  });

  it('each person who cannot be read › gets the answer for why', async () => {
    const taken = await pinterest.connect('ada');
    await pinterest.control('grants/revoke', { platform: 'pinterest', subject: 'ada', why: 'password' });
    const [restricted, narrow] = [await pinterest.connect('rita'), await pinterest.connect('ada', { scope: 'boards:read' })];
    expect(await pinterest.userAccount(taken['access_token'])).toMatchObject({ status: 401, json: { code: 2 } });
    expect(await pinterest.userAccount(restricted['access_token'])).toMatchObject({ status: 403, json: { code: 403 } });
    expect(await pinterest.userAccount(narrow['access_token'])).toMatchObject({ status: 401, json: { code: 3 } });
  });

  it.each(['http://app.test/cb', 'https://app.test/cb#x'])('the redirect URI %s › cannot be registered', async (uri) => {
    expect((await pinterest.steer('apps', { platform: 'pinterest', clientId: 'x', clientSecret: 'x', redirectUris: [uri] })).status).toBe(400);
  });
});
