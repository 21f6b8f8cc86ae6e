import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BlueskyDriver, claimsOf } from '../sandbox/platforms/bluesky/bluesky.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { shapeOf } from './sandbox-fixtures.js';

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../fixtures/bluesky/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;

const expired = { status: 400, json: { error: 'ExpiredToken', message: 'Token has expired' } };
const revoked = { status: 400, json: { error: 'ExpiredToken', message: 'Token has been revoked' } };
const wrong = { status: 401, json: { error: 'AuthenticationRequired', message: 'Invalid identifier or password' } };
const bodyRefused = { status: 400, json: { error: 'InvalidRequest', message: 'A request body was provided when none was expected' } };

describe("the sandbox's Bluesky", () => {
  let sandbox: Sandbox;
  let client: BlueskyDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = new BlueskyDriver(sandbox.url);
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => client.control('reset', {}));

  describe('its answers', () => {
    it('have the shape of the documents’ samples', async () => {
      const { didDoc, ...session } = await client.session('ada.bsky.social');
      const profile = await client.get('/public.api.bsky.app/xrpc/app.bsky.actor.getProfile', { actor: String(session['did']) });
      const document = await client.get(`/plc.directory/${String(session['did'])}`);

      expect([session, profile.json, document.json].map(shapeOf)).toEqual(['session', 'profile', 'did-document'].map((name) => shapeOf(sample(name))));
      expect(didDoc).toEqual(document.json);
    });

    it('agree about who somebody is', async () => {
      const { did } = await client.session('ada.bsky.social');
      const told = await client.get('/ada.bsky.social/.well-known/atproto-did');
      const resolved = await client.get('/public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle', { handle: 'ada.bsky.social' });
      const document = await client.get(`/plc.directory/${String(did)}`);

      expect(did).toMatch(/^did:plc:[a-z2-7]{24}$/);
      expect([told.text, told.headers.get('content-type'), resolved.json]).toEqual([did, 'text/plain; charset=utf-8', { did }]);
      expect(document.json).toMatchObject({ id: did, alsoKnownAs: ['at://ada.bsky.social'], service: [{ id: '#atproto_pds', serviceEndpoint: 'https://bsky.social' }] });
    });

    it('know nobody else', async () => {
      const resolver = '/public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle';
      expect((await client.get(resolver, { handle: 'nobody.bsky.social' })).json).toEqual({ error: 'InvalidRequest', message: 'Unable to resolve handle' });
      expect((await client.get(resolver)).status).toBe(400);
      expect((await client.get('/plc.directory/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa')).status).toBe(404);
      expect((await client.get('/public.api.bsky.app/xrpc/app.bsky.actor.getProfile', { actor: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' })).status).toBe(400);
    });
  });

  describe('createSession', () => {
    it('tells in the token alone which password it was', async () => {
      const [app, main] = [await client.logIn('ada.bsky.social'), await client.logIn('ada.bsky.social', 'main-password')];

      expect(shapeOf(app.json)).toEqual(shapeOf(main.json));
      expect(claimsOf(app.json?.['accessJwt'])).toMatchObject({ scope: 'com.atproto.appPass', sub: app.json?.['did'], exp: expect.any(Number) });
      expect(claimsOf(main.json?.['accessJwt'])['scope']).toBe('com.atproto.access');
      const { iat, exp } = claimsOf(app.json?.['refreshJwt']) as { iat: number; exp: number };
      expect(exp - iat).toBe(90 * 86_400);
    });

    it.each([
      ['a wrong password', 'ada.bsky.social', 'zzzz-zzzz-zzzz-zzzz'],
      ['somebody unknown', 'nobody.bsky.social', 'abcd-efgh-ijkl-mnop'],
      ['an @ in front, which makes it an e-mail address', '@ada.bsky.social', 'abcd-efgh-ijkl-mnop'],
    ])('refuses %s in the same words', async (_name, identifier, password) => {
      expect(await client.logIn(identifier, password)).toMatchObject(wrong);
    });

    it('asks rita for her second factor, and tells that her account is not active', async () => {
      expect(await client.logIn('rita.bsky.social', 'main-password')).toMatchObject({ status: 401, json: { error: 'AuthFactorTokenRequired' } });
      expect((await client.session('rita.bsky.social'))['status']).toBe('deactivated');
    });

    it('refuses what is no input', async () => {
      expect((await client.form('/bsky.social/xrpc/com.atproto.server.createSession', { identifier: 'ada.bsky.social' })).status).toBe(400);
      expect((await client.send('/bsky.social/xrpc/com.atproto.server.createSession', { method: 'GET' })).status).toBe(405);
    });

    it('takes ten logins a day, failed ones too, and says when it takes more', async () => {
      for (let count = 0; count < 10; count += 1) await client.logIn('ada.bsky.social', count === 0 ? 'abcd-efgh-ijkl-mnop' : 'zzzz-zzzz-zzzz-zzzz');
      const refused = await client.logIn('ada.bsky.social');

      expect(refused).toMatchObject({ status: 429, json: { error: 'RateLimitExceeded' } });
      expect(['limit', 'remaining', 'policy'].map((name) => refused.headers.get(`ratelimit-${name}`))).toEqual(['10', '0', '10;w=86400']);
      expect((await client.logIn('tess.bsky.social')).status).toBe(200);
      await client.pass(86_401);
      expect((await client.logIn('ada.bsky.social')).headers.get('ratelimit-remaining')).toBe('9');
    });
  });

  describe('refreshSession', () => {
    it('rotates, and brings the same next token as long as the old one is in its grace', async () => {
      const { refreshJwt } = await client.session('ada.bsky.social');
      const [one, two] = [await client.refresh(refreshJwt), await client.refresh(refreshJwt)];

      const [first, second] = [one, two].map(({ json }) => claimsOf(json?.['refreshJwt'])['jti']);
      expect([one.status, first]).toEqual([200, second]);
      expect(first).not.toBe(claimsOf(refreshJwt)['jti']);
      await client.pass(2 * 3600 + 1);
      expect(await client.refresh(refreshJwt)).toMatchObject(revoked);
      expect((await client.refresh(two.json?.['refreshJwt'])).status).toBe(200);
    });

    it('refuses a body, an access token, strangers and what is too old', async () => {
      const { accessJwt, refreshJwt } = await client.session('ada.bsky.social');

      expect(await client.refresh(refreshJwt, '{}')).toMatchObject(bodyRefused);
      expect(await client.refresh(accessJwt)).toMatchObject({ status: 400, json: { error: 'InvalidToken', message: 'Bad token scope' } });
      expect(await client.refresh('a.b.c')).toMatchObject({ status: 400, json: { error: 'InvalidToken' } });
      expect(await client.refresh(undefined)).toMatchObject({ status: 401, json: { error: 'AuthMissing' } });
      await client.pass(90 * 86_400 + 1);
      expect(await client.refresh(refreshJwt)).toMatchObject(expired);
    });
  });

  describe('access tokens', () => {
    it('work for two hours, whatever became of their session', async () => {
      const { accessJwt, refreshJwt } = await client.session('ada.bsky.social');
      await client.deleteSession(refreshJwt);
      await client.revoke('ada', 'user');

      expect((await client.getSession(accessJwt)).json).toMatchObject({ handle: 'ada.bsky.social', active: true });
      await client.pass(2 * 3600 + 1);
      expect(await client.getSession(accessJwt)).toMatchObject(expired);
    });

    it('are no refresh tokens', async () => {
      const { refreshJwt } = await client.session('ada.bsky.social');
      expect(await client.getSession(refreshJwt)).toMatchObject({ status: 400, json: { message: 'Bad token scope' } });
      expect((await client.getSession(undefined)).status).toBe(401);
    });
  });

  it('deleteSession › ends one session, also an old one, and takes no body', async () => {
    const [one, two] = [await client.session('ada.bsky.social'), await client.session('ada.bsky.social')];

    expect(await client.deleteSession(one['refreshJwt'], '{}')).toMatchObject(bodyRefused);
    expect([(await client.deleteSession(one['refreshJwt'])).text, (await client.refresh(two['refreshJwt'])).status]).toEqual(['', 200]);
    expect(await client.refresh(one['refreshJwt'])).toMatchObject(revoked);
    await client.pass(91 * 86_400);
    expect((await client.deleteSession(two['refreshJwt'])).status).toBe(200);
  });

  describe('what people do', () => {
    it('a change of the password › ends every session, and app passwords stay', async () => {
      const { refreshJwt } = await client.session('ada.bsky.social');
      await client.revoke('ada', 'password');

      expect(await client.refresh(refreshJwt)).toMatchObject(revoked);
      expect((await client.logIn('ada.bsky.social')).status).toBe(200);
    });

    it('deleting the app password › refuses who still has the old one, once for each session, and takes the new one', async () => {
      const [one, two] = [await client.session('ada.bsky.social'), await client.session('ada.bsky.social')];
      await client.revoke('ada', 'user');
      for (const { refreshJwt } of [one, two]) {
        expect(await client.refresh(refreshJwt)).toMatchObject(revoked);
        expect(await client.logIn('ada.bsky.social')).toMatchObject(wrong);
      }

      expect((await client.logIn('ada.bsky.social')).status).toBe(200);
    });

    it('letting tokens run out › leaves the session', async () => {
      const { accessJwt, refreshJwt } = await client.session('ada.bsky.social');
      await client.revoke(String(claimsOf(accessJwt)['sub']), 'expired');

      expect(await client.getSession(accessJwt)).toMatchObject(expired);
      expect((await client.refresh(refreshJwt)).status).toBe(200);
    });
  });
});
