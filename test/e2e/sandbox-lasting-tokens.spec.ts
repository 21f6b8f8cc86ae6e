import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Driver, type Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

const platforms = {
  instagram: {
    authorize: '/www.instagram.com/oauth/authorize',
    token: '/api.instagram.com/oauth/access_token',
    graph: '/graph.instagram.com',
    version: 'v25.0',
    grants: ['ig_exchange_token', 'ig_refresh_token'],
    scope: 'instagram_business_basic,instagram_business_content_publish',
    fields: 'id,user_id,username,name,account_type,profile_picture_url',
    idMember: 'user_id',
    secretWrong: { error_type: 'OAuthException', code: 400, error_message: 'Error validating client secret' },
    ranOut: { code: 190, error_subcode: 463 },
  },
  threads: {
    authorize: '/threads.com/oauth/authorize',
    token: '/graph.threads.com/oauth/access_token',
    graph: '/graph.threads.com',
    version: 'v1.0',
    grants: ['th_exchange_token', 'th_refresh_token'],
    scope: 'threads_basic,threads_content_publish',
    fields: 'id,username,name,threads_profile_picture_url,threads_biography,is_verified',
    idMember: 'id',
    secretWrong: { error: { message: 'Error validating client secret.', type: 'OAuthException', code: 1, error_subcode: 0 } },
    ranOut: { code: 190, error_subcode: 0, message: expect.stringContaining('Session has expired') },
  },
} as const;

describe.each(Object.entries(platforms))("%s' twin", (platform, at) => {
  const redirectUri = `http://localhost:3000/v1/oauth/${platform}/callback`;
  const app = { client_id: `${platform}-app`, client_secret: `${platform}-secret` };
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    driver = new Driver(sandbox.url);
    await driver.control('apps', { platform, redirectUris: [redirectUri], clientId: app.client_id, clientSecret: app.client_secret, features: [] });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  async function authorize(persona: string, query: Record<string, string> = {}, decision: 'approve' | 'deny' = 'approve'): Promise<Reply> {
    await driver.control('consent', { platform, persona, decision });
    return driver.get(at.authorize, { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope: at.scope, state: 's', ...query });
  }

  const code = async (persona: string, query?: Record<string, string>): Promise<string> => (await authorize(persona, query)).location?.searchParams.get('code') ?? '';
  const exchange = (authorizationCode: string, changes: Record<string, string> = {}): Promise<Reply> =>
    driver.form(at.token, { grant_type: 'authorization_code', code: authorizationCode, redirect_uri: redirectUri, ...app, ...changes });
  const short = async (persona: string, query?: Record<string, string>): Promise<string> => String((await exchange(await code(persona, query))).json?.['access_token']);
  const lengthen = (token: string, changes: Record<string, string> = {}): Promise<Reply> =>
    driver.get(`${at.graph}/access_token`, { grant_type: at.grants[0], client_secret: app.client_secret, access_token: token, ...changes });
  const extend = (token: string): Promise<Reply> => driver.get(`${at.graph}/refresh_access_token`, { grant_type: at.grants[1], access_token: token });
  const lasting = async (persona: string): Promise<string> => String((await lengthen(await short(persona))).json?.['access_token']);
  const me = (token: string, fields: string = at.fields): Promise<Reply> => driver.get(`${at.graph}/${at.version}/me`, { fields }, { authorization: `Bearer ${token}` });
  const pass = (seconds: number): Promise<unknown> => driver.control('clock', { advanceSeconds: seconds });

  it('the exchange › answers as the documents show, with an id that no double holds', async () => {
    const { text, json } = await exchange(await code('ada'));
    const sample = sampleOf(platform, 'token');
    expect(Object.keys(json ?? {}).sort()).toEqual(Object.keys(sample).sort());
    const [, digits = ''] = /"user_id":(\d+)/.exec(text) ?? [];
    expect([digits.length, digits.startsWith('17841')]).toEqual([17, true]);
    expect(BigInt(digits)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it('a short token › lives an hour; lengthened › sixty days, in the shape of the documents', async () => {
    const [one, two] = [await short('ada'), await short('ada')];
    const { json } = await lengthen(one);
    expect(shapeOf(json)).toEqual(shapeOf(sampleOf(platform, 'lasting-token')));
    expect(json?.['expires_in']).toBe(60 * DAY);
    await pass(HOUR);
    expect((await me(two)).json).toMatchObject({ error: at.ranOut });
    expect((await lengthen(two)).json).toMatchObject({ error: at.ranOut });
    expect((await me(String(json?.['access_token']))).status).toBe(200);
  });

  it('lengthened with another secret, or by another grant type › is refused', async () => {
    expect((await lengthen(await short('ada'), { client_secret: 'wrong' })).status).toBe(400);
    expect((await lengthen(await short('ada'), { grant_type: 'authorization_code' })).json).toMatchObject({ error: { code: 100 } });
  });

  it('extended › only a day after it was issued, and while it lives', async () => {
    const token = await lasting('ada');
    expect((await extend(token)).json).toMatchObject({ error: { code: 100 } });
    await pass(DAY);
    const { json } = await extend(token);
    expect(json?.['expires_in']).toBe(60 * DAY);
    await pass(59 * DAY);
    expect((await extend(token)).json).toMatchObject({ error: at.ranOut });
    expect((await me(String(json?.['access_token']))).status).toBe(200);
  });

  it.each([
    ['user', 458],
    ['password', 460],
  ])('taken back by the %s › 190/%i, everywhere', async (why, subcode) => {
    const token = await lasting('ada');
    await driver.control('grants/revoke', { platform, subject: 'ada', why });
    for (const reply of [await me(token), await extend(token), await lengthen(token)]) {
      expect([reply.status, reply.json]).toEqual([400, { error: expect.objectContaining({ code: 190, error_subcode: subcode, type: 'OAuthException' }) }]);
    }
  });

  it.each([
    ['a code again', async (fresh: string) => (await exchange(fresh), exchange(fresh))],
    ['a code that is too old', async (fresh: string) => (await pass(HOUR + 1), exchange(fresh))],
    ['another redirect URI', (fresh: string) => exchange(fresh, { redirect_uri: `${redirectUri}/` })],
    ['an unknown app', (fresh: string) => exchange(fresh, { client_id: 'other' })],
  ])('%s › is refused', async (_, attempt) => {
    expect((await attempt(await code('ada'))).status).toBe(400);
  });

  it('a wrong secret at the exchange › is told in its words', async () => {
    expect((await exchange(await code('ada'), { client_secret: 'wrong' })).json).toEqual(at.secretWrong);
  });

  it('the profile › has the shape of the documents, and the id of the exchange', async () => {
    const { text } = await exchange(await code('ada'));
    const { json } = await me(String((JSON.parse(text) as { access_token: string }).access_token));
    expect(shapeOf(json)).toEqual(shapeOf(sampleOf(platform, 'me')));
    expect(json?.[at.idMember]).toBe(/"user_id":(\d+)/.exec(text)?.[1]);
    expect((await me(await short('ada'), 'id,age')).json).toMatchObject({ error: { code: 100 } });
  });

  it('denied › says who refused', async () => {
    const parameters = (await authorize('ada', {}, 'deny')).location?.searchParams;
    expect([parameters?.get('error'), parameters?.get('error_reason'), parameters?.has('code')]).toEqual(['access_denied', 'user_denied', false]);
  });

  it.each(['http://app.test/cb', 'https://app.test/cb#x'])('the redirect URI %s › cannot be registered', async (uri) => {
    expect((await driver.steer('apps', { platform, clientId: 'x', clientSecret: 'x', redirectUris: [uri] })).status).toBe(400);
  });
});
