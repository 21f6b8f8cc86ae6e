import { createHash } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Driver, type Reply } from '../driver.js';
import type { Twin } from '../platforms/twin.js';
import { startSandbox, type Sandbox } from '../sandbox.js';
import { authorizeEndpoint } from './authorize-endpoint.js';
import { standardTokenBody, type OAuthRules } from './rules.js';
import { tokenEndpoint } from './token-endpoint.js';

const strict: OAuthRules = {
  clientIdParameter: 'client_key',
  clientAuthentication: 'basic',
  pkce: 'required',
  scopeSeparator: /[ ,]+/,
  scopes: ['read', 'write', 'media', 'offline'],
  partialConsent: true,
  codeShape: { prefix: 'c_', length: 40 },
  codeLifeSeconds: 30,
  usedCodeEndsGrant: true,
  accessShape: { prefix: 'a_', length: 60 },
  accessLifeSeconds: 7200,
  refresh: {
    shape: { prefix: 'r_', length: 60 },
    lifeSeconds: 86_400,
    rotates: true,
    boundsAccessToken: false,
    given: (_, code) => code.scopes.includes('offline'),
  },
  failures: {},
  refuseRedirectUri: (uri) => (uri.protocol === 'https:' ? null : 'Only https.'),
  tokenBody: standardTokenBody,
  replaces: () => false,
};

function twinOn(host: string, rules: Partial<OAuthRules> = {}): Twin {
  return {
    label: 'Strict',
    oauth: { ...strict, ...rules },
    routes: [
      { methods: ['GET', 'POST'], host, path: '/authorize', step: 'authorize', answer: authorizeEndpoint },
      { methods: ['POST'], host, path: '/token', step: 'exchange', answer: tokenEndpoint },
    ],
    namedAnswers: {},
    subjectOf: (persona) => `strict-${persona}`,
  };
}

const twins = {
  strict: twinOn('strict.test'),
  lax: twinOn('lax.test', { clientAuthentication: 'body', pkce: 'optional' }),
  single: twinOn('single.test', { replaces: () => true }),
};
const verifier = 'a-verifier-of-at-least-forty-three-characters-0123456789';
const challenge = createHash('sha256').update(verifier).digest('base64url');
const redirectUri = 'https://app.test/callback';
const basic = (id: string, secret: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const own = basic('app', 's:e/c&r+et');

describe('oauth server', () => {
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox({ twins });
    driver = new Driver(sandbox.url);
    for (const platform of Object.keys(twins)) {
      await driver.control('apps', { platform, clientId: 'app', clientSecret: 's:e/c&r+et', redirectUris: [redirectUri] });
    }
    await driver.control('apps', { platform: 'strict', clientId: 'other', clientSecret: 'other', redirectUris: [redirectUri] });
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  const request = {
    client_key: 'app',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'read,write offline',
    state: 'state with spaces & signs',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };

  async function authorize(changes: Record<string, string | undefined> = {}, persona = 'ada', platform = 'strict'): Promise<Reply> {
    await driver.control('consent', { platform, persona, decision: 'approve' });
    const fields = Object.entries({ ...request, ...changes }).filter((field): field is [string, string] => field[1] !== undefined);
    return driver.get(`/${platform}.test/authorize`, Object.fromEntries(fields));
  }

  async function code(changes: Record<string, string | undefined> = {}, persona = 'ada', platform = 'strict'): Promise<string> {
    const given = (await authorize(changes, persona, platform)).location?.searchParams.get('code');
    if (typeof given !== 'string') throw new Error('no code was given');
    return given;
  }

  function token(fields: Record<string, string>, headers: Record<string, string> = own, host = 'strict.test'): Promise<Reply> {
    return driver.form(`/${host}/token`, fields, headers);
  }

  const exchange = (given: string, changes: Record<string, string> = {}, headers?: Record<string, string>, host?: string): Promise<Reply> =>
    token({ grant_type: 'authorization_code', code: given, redirect_uri: redirectUri, code_verifier: verifier, ...changes }, headers, host);
  const refresh = (refreshToken: unknown): Promise<Reply> => token({ grant_type: 'refresh_token', refresh_token: String(refreshToken) });
  const grants = (): Promise<readonly Record<string, unknown>[]> => driver.list('grants?platform=strict');

  describe('an authorize request in order', () => {
    it('answers with a code and the state as it came', async () => {
      const { status, location } = await authorize();
      expect(status).toBe(303);
      expect(`${location?.origin}${location?.pathname}`).toBe(redirectUri);
      expect(location?.searchParams.get('state')).toBe('state with spaces & signs');
      expect(location?.searchParams.get('code')).toMatch(/^c_.{38}$/);
    });

    it('invents no state', async () => {
      expect((await authorize({ state: undefined })).location?.searchParams.has('state')).toBe(false);
    });
  });

  describe('an authorize request that cannot be trusted', () => {
    it.each([
      ['an unknown client', { client_key: 'nobody' }],
      ['no client', { client_key: undefined }],
      ['another redirect URI', { redirect_uri: 'https://app.test/other' }],
      ['a redirect URI with a slash more', { redirect_uri: `${redirectUri}/` }],
      ['a redirect URI with a query more', { redirect_uri: `${redirectUri}?x=1` }],
      ['no redirect URI', { redirect_uri: undefined }],
    ])('%s › is shown to the person and redirected nowhere', async (_, changes) => {
      const reply = await authorize(changes);
      expect(reply.status).toBe(400);
      expect(reply.location).toBeNull();
    });

    it('does not use up a decision that waits', async () => {
      await authorize({ client_key: 'nobody' });
      const { location } = await driver.get('/strict.test/authorize', request);
      expect(location?.searchParams.has('code')).toBe(true);
    });
  });

  describe('an authorize request that breaks a rule', () => {
    it.each([
      ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
      ['no response type', { response_type: undefined }, 'invalid_request'],
      ['an unknown scope', { scope: 'read everything' }, 'invalid_scope'],
      ['no scope', { scope: '' }, 'invalid_request'],
      ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
      ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['a challenge without a method', { code_challenge_method: undefined }, 'invalid_request'],
      ['a malformed challenge', { code_challenge: 'short' }, 'invalid_request'],
    ])('%s › goes back to the app with an error and the state', async (_, changes, error) => {
      const parameters = (await authorize(changes)).location?.searchParams;
      expect(parameters?.get('error')).toBe(error);
      expect(parameters?.get('state')).toBe(request.state);
      expect(parameters?.has('code')).toBe(false);
    });

    it('a repeated parameter › goes back with an error', async () => {
      const { location } = await driver.get(`/strict.test/authorize?${new URLSearchParams(request).toString()}&scope=read`);
      expect(location?.searchParams.get('error')).toBe('invalid_request');
    });
  });

  describe('consent', () => {
    it('noah › refuses although he was told to approve', async () => {
      const parameters = (await authorize({}, 'noah')).location?.searchParams;
      expect(parameters?.get('error')).toBe('access_denied');
      expect(parameters?.has('code')).toBe(false);
    });

    it('sam › unticks half of the scopes', async () => {
      const { json } = await exchange(await code({ scope: 'read write media offline' }, 'sam'));
      expect(json?.['scope']).toBe('read write');
      expect(json?.['refresh_token']).toBeUndefined();
    });
  });

  describe('exchanging a code', () => {
    it('in order › gives tokens of the granted scopes with their lifetimes', async () => {
      const reply = await exchange(await code());
      expect(reply.status).toBe(200);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.json).toEqual({
        access_token: expect.stringMatching(/^a_/),
        token_type: 'Bearer',
        expires_in: 7200,
        refresh_token: expect.stringMatching(/^r_/),
        scope: 'read write offline',
      });
    });

    it('twice › is refused and ends the grant of the first time', async () => {
      const given = await code();
      const first = await exchange(given);
      expect((await exchange(given)).json?.['error']).toBe('invalid_grant');
      expect(await grants()).toMatchObject([{ alive: false, endedBecause: 'reuse' }]);
      expect((await refresh(first.json?.['refresh_token'])).json?.['error']).toBe('invalid_grant');
    });

    it('twice at the same moment › succeeds once', async () => {
      const given = await code();
      const statuses = (await Promise.all(Array.from({ length: 8 }, () => exchange(given)))).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });

    it('after its time › is refused', async () => {
      const given = await code();
      await driver.control('clock', { advanceSeconds: 31 });
      expect((await exchange(given)).json?.['error']).toBe('invalid_grant');
    });

    it.each([
      ['with another redirect URI', { redirect_uri: 'https://app.test/other' }, 'invalid_grant'],
      ['without a redirect URI', { redirect_uri: '' }, 'invalid_request'],
      ['with another verifier', { code_verifier: `${verifier}x` }, 'invalid_grant'],
      ['with the challenge as verifier', { code_verifier: challenge }, 'invalid_grant'],
      ['without a verifier', { code_verifier: '' }, 'invalid_grant'],
      ['with an invented code', { code: 'c_invented' }, 'invalid_grant'],
      ['with an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ])('%s › is refused, and the code stays good for its owner', async (_, changes, error) => {
      const given = await code();
      expect((await exchange(given, changes)).json?.['error']).toBe(error);
      expect((await exchange(given)).status).toBe(200);
    });

    it('by another client › is refused', async () => {
      expect((await exchange(await code(), {}, basic('other', 'other'))).json?.['error']).toBe('invalid_grant');
    });

    it('on another platform › is refused', async () => {
      const given = await code();
      const fields = { client_key: 'app', client_secret: 's:e/c&r+et' };
      expect((await exchange(given, fields, {}, 'lax.test')).json?.['error']).toBe('invalid_grant');
    });

    it('with a verifier that no challenge asked for › is refused', async () => {
      const given = await code({ code_challenge: undefined, code_challenge_method: undefined }, 'ada', 'lax');
      const fields = { client_key: 'app', client_secret: 's:e/c&r+et' };
      expect((await exchange(given, fields, {}, 'lax.test')).json?.['error']).toBe('invalid_grant');
    });

    it('as JSON › is refused', async () => {
      const given = await code();
      const fields = { grant_type: 'authorization_code', code: given, redirect_uri: redirectUri, code_verifier: verifier };
      const body = JSON.stringify(fields);
      const headers = { ...own, 'content-type': 'application/json' };
      const { json } = await driver.send('/strict.test/token', { method: 'POST', body, headers });
      expect(json?.['error']).toBe('invalid_request');
      expect(json?.['error_description']).toContain('application/x-www-form-urlencoded');
    });

    it.each(['code', 'unheard_of'])('with the parameter %s twice › is refused', async (name) => {
      const given = await code();
      const fields: [string, string][] = [
        ['grant_type', 'authorization_code'],
        ['code', given],
        ['redirect_uri', redirectUri],
        ['code_verifier', verifier],
        ['unheard_of', given],
        [name, given],
      ];
      expect((await driver.form('/strict.test/token', fields, own)).json?.['error']).toBe('invalid_request');
    });
  });

  describe('client authentication', () => {
    it.each([
      ['a wrong secret', basic('app', 'wrong'), {}],
      ['an unknown client', basic('nobody', 's:e/c&r+et'), {}],
      ['no header', {}, {}],
      ['the secret in the body', {}, { client_key: 'app', client_secret: 's:e/c&r+et' }],
      ['the secret in both places', own, { client_key: 'app', client_secret: 's:e/c&r+et' }],
    ])('by Basic › %s › is refused', async (_, headers, fields) => {
      const reply = await exchange(await code(), fields, headers);
      expect([reply.status, reply.json?.['error']]).toEqual([401, 'invalid_client']);
    });

    it('by Basic › halves that are not form-encoded › are refused', async () => {
      const raw = { authorization: `Basic ${Buffer.from('app:s:e/c&r+et').toString('base64')}` };
      expect((await exchange(await code(), {}, raw)).status).toBe(401);
    });

    it('by body › a Basic header › is refused', async () => {
      const given = await code({}, 'ada', 'lax');
      const fields = { client_key: 'app', client_secret: 's:e/c&r+et' };
      expect((await exchange(given, fields, own, 'lax.test')).status).toBe(401);
      expect((await exchange(given, fields, {}, 'lax.test')).status).toBe(200);
    });
  });

  describe('refreshing', () => {
    it('with rotation › gives a new pair and counts', async () => {
      const first = await exchange(await code());
      const second = await refresh(first.json?.['refresh_token']);
      expect(second.status).toBe(200);
      expect(second.json?.['refresh_token']).not.toBe(first.json?.['refresh_token']);
      expect(second.json?.['access_token']).not.toBe(first.json?.['access_token']);
      expect(await grants()).toMatchObject([{ alive: true, refreshCount: 1 }]);
    });

    it('with rotation › the old token again › ends the whole family', async () => {
      const first = await exchange(await code());
      const second = await refresh(first.json?.['refresh_token']);
      expect((await refresh(first.json?.['refresh_token'])).json?.['error']).toBe('invalid_grant');
      expect((await refresh(second.json?.['refresh_token'])).json?.['error']).toBe('invalid_grant');
      expect(await grants()).toMatchObject([{ alive: false, endedBecause: 'reuse' }]);
    });

    it('after its time › is refused', async () => {
      const first = await exchange(await code());
      await driver.control('clock', { advanceSeconds: 86_401 });
      expect((await refresh(first.json?.['refresh_token'])).json?.['error']).toBe('invalid_grant');
    });

    it('by another client › is refused and harms nobody', async () => {
      const first = await exchange(await code());
      const fields = { grant_type: 'refresh_token', refresh_token: String(first.json?.['refresh_token']) };
      expect((await token(fields, basic('other', 'other'))).json?.['error']).toBe('invalid_grant');
      expect((await refresh(fields.refresh_token)).status).toBe(200);
    });

    it('with an access token › is refused', async () => {
      const first = await exchange(await code());
      expect((await refresh(first.json?.['access_token'])).json?.['error']).toBe('invalid_grant');
    });

    it('without the scope for it › there is nothing to refresh with', async () => {
      expect((await exchange(await code({ scope: 'read' }))).json).not.toHaveProperty('refresh_token');
    });
  });

  describe('where one grant per person lives', () => {
    it('a new authorization › ends the one before', async () => {
      const first = await exchange(await code({}, 'ada', 'single'), {}, undefined, 'single.test');
      await exchange(await code({}, 'tess', 'single'), {}, undefined, 'single.test');
      const again = await exchange(await code({}, 'ada', 'single'), {}, undefined, 'single.test');
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(await driver.list('grants?platform=single')).toMatchObject([
        { persona: 'ada', alive: false, endedBecause: 'replaced' },
        { persona: 'tess', alive: true },
        { persona: 'ada', alive: true },
      ]);
    });
  });
});
