import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Driver, type Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const redirectUri = 'http://127.0.0.1:3000/v1/oauth/x/callback';
const verifier = 'v'.repeat(64);
const challenge = createHash('sha256').update(verifier).digest('base64url');
const scope = 'tweet.read users.read tweet.write media.write offline.access';
const basic = (secret = 'x-secret'): Record<string, string> => ({ authorization: `Basic ${btoa(`x-app:${secret}`)}` });

describe("X's twin", () => {
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    driver = new Driver(sandbox.url);
    await driver.control('apps', { platform: 'x', redirectUris: [redirectUri], clientId: 'x-app', clientSecret: 'x-secret', features: [] });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  async function authorize(persona: string, query: Record<string, string> = {}, decision = 'approve'): Promise<Reply> {
    await driver.control('consent', { platform: 'x', persona, decision });
    const usual = { response_type: 'code', client_id: 'x-app', redirect_uri: redirectUri, scope, state: 's', code_challenge: challenge, code_challenge_method: 'S256' };
    return driver.get('/x.com/i/oauth2/authorize', { ...usual, ...query });
  }

  const code = async (persona: string, query?: Record<string, string>): Promise<string> => (await authorize(persona, query)).location?.searchParams.get('code') ?? '';
  const exchange = (fresh: string, changes: Record<string, string> = {}, headers = basic()): Promise<Reply> =>
    driver.form('/api.x.com/2/oauth2/token', { grant_type: 'authorization_code', code: fresh, redirect_uri: redirectUri, code_verifier: verifier, ...changes }, headers);
  const connect = async (persona: string, query?: Record<string, string>): Promise<Record<string, unknown>> => (await exchange(await code(persona, query))).json ?? {};
  const refresh = (token: unknown): Promise<Reply> => driver.form('/api.x.com/2/oauth2/token', { grant_type: 'refresh_token', refresh_token: String(token) }, basic());
  const revoke = (token: unknown, headers = basic()): Promise<Reply> => driver.form('/api.x.com/2/oauth2/revoke', { token: String(token) }, headers);
  const me = (token: unknown, fields = 'profile_image_url'): Promise<Reply> =>
    driver.get('/api.x.com/2/users/me', { 'user.fields': fields }, { authorization: `Bearer ${String(token)}` });
  const pass = (seconds: number): Promise<unknown> => driver.control('clock', { advanceSeconds: seconds });

  it('its tokens › have the shape of the documents; without offline.access there is no refresh token', async () => {
    const token = await connect('ada');
    expect(shapeOf(token)).toEqual(shapeOf(sampleOf('x', 'token')));
    expect(token['expires_in']).toBe(7200);
    expect(await connect('ada', { scope: 'tweet.read users.read' })).not.toHaveProperty('refresh_token');
  });

  it('the profile › has the shape of the documents, three facts unless more are asked for, and an id beyond what a number holds', async () => {
    const { access_token: token } = await connect('ada');
    const [sample, { json }] = [sampleOf<{ data: Record<string, unknown> }>('x', 'me'), await me(token)];
    const { data } = json as unknown as typeof sample;
    expect(shapeOf(data)).toEqual(shapeOf(sample.data));
    expect(BigInt(String(data['id']))).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(Object.keys(((await me(token, '')).json as unknown as typeof sample).data)).toEqual(['id', 'name', 'username']);
  });

  it('a code › lives thirty seconds', async () => {
    const [early, late] = [await code('ada'), await code('tess')];
    await pass(29);
    expect((await exchange(early)).status).toBe(200);
    await pass(2);
    expect((await exchange(late)).json).toEqual({ error: 'invalid_request', error_description: 'Value passed for the authorization code was invalid.' });
  });

  it('a second authorization of the person › ends the first when its code is exchanged', async () => {
    const first = await connect('ada');
    const fresh = await code('ada');
    expect((await me(first['access_token'])).status).toBe(200);
    await exchange(fresh);
    expect((await me(first['access_token'])).status).toBe(401);
    expect((await refresh(first['refresh_token'])).json?.['error_description']).toBe('Value passed for the token was invalid.');
  });

  it('a refresh token that comes twice › ends everything that came from it', async () => {
    const first = await connect('ada');
    const second = (await refresh(first['refresh_token'])).json;
    expect((await me(second?.['access_token'])).status).toBe(200);
    expect((await refresh(first['refresh_token'])).status).toBe(400);
    expect((await me(second?.['access_token'])).status).toBe(401);
    expect((await refresh(second?.['refresh_token'])).status).toBe(400);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['without Basic', { client_id: 'x-app', client_secret: 'x-secret' }, {}, 401, 'unauthorized_client'],
    ['with a wrong secret', {}, basic('wrong'), 401, 'unauthorized_client'],
    ['with another verifier', { code_verifier: 'w'.repeat(64) }, basic(), 400, 'invalid_request'],
    ['with another callback URI', { redirect_uri: 'http://127.0.0.1:3000/' }, basic(), 400, 'invalid_request'],
  ])('an exchange %s › is refused', async (_, changes, headers, status, error) => {
    const reply = await exchange(await code('ada'), changes, headers);
    expect([reply.status, reply.json?.['error']]).toEqual([status, error]);
  });

  it('without a challenge, or with a plain one › there is no authorization', async () => {
    for (const query of [{ code_challenge: '', code_challenge_method: '' }, { code_challenge_method: 'plain' }]) {
      expect((await authorize('ada', query as unknown as Record<string, string>)).location?.searchParams.has('code')).toBe(false);
    }
  });

  it('given back › is over for both tokens; again › is refused', async () => {
    const token = await connect('ada');
    expect((await revoke(token['refresh_token'], basic('wrong'))).status).toBe(401);
    expect((await revoke(token['access_token'])).json).toEqual({ revoked: true });
    expect((await me(token['access_token'])).status).toBe(401);
    expect((await refresh(token['refresh_token'])).status).toBe(400);
  });

  it('a locked account, missing scopes, too many calls › are told by problems', async () => {
    expect(await me((await connect('rita'))['access_token'])).toMatchObject({ status: 403, json: { detail: expect.stringContaining('temporarily locked') } });
    expect(await me((await connect('ada', { scope: 'tweet.read' }))['access_token'])).toMatchObject({ status: 403, json: { type: expect.stringMatching(/not-authorized-for-resource$/) } });
    const { access_token: token } = await connect('tess');
    for (let call = 0; call < 75; call += 1) await me(token);
    const limited = await me(token);
    expect([limited.status, limited.headers.get('x-rate-limit-remaining')]).toEqual([429, '0']);
    await pass(15 * 60 + 1);
    expect((await me(token)).status).toBe(200);
  });

  it('denied › access_denied', async () => {
    expect((await authorize('ada', {}, 'deny')).location?.searchParams.get('error')).toBe('access_denied');
  });
});
