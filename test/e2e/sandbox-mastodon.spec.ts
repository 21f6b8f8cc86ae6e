import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MastodonDriver, redirectUri, usual, type RegisteredApp } from '../sandbox/platforms/mastodon/mastodon.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { shapeOf } from './sandbox-fixtures.js';

const verifier = 'v'.repeat(43);
const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../fixtures/mastodon/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;

describe("the sandbox's Mastodon", () => {
  let sandbox: Sandbox;
  let social: MastodonDriver;
  let old: MastodonDriver;
  let pleroma: MastodonDriver;
  let tiny: MastodonDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    [social, old, pleroma, tiny] = ['mastodon.social', 'old.mastodon.test', 'pleroma.test', 'tiny.mastodon.test'].map(
      (host) => new MastodonDriver(sandbox.url, host),
    ) as [MastodonDriver, MastodonDriver, MastodonDriver, MastodonDriver];
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => social.control('reset', {}));

  describe('its answers', () => {
    it('have the shape of the documents’ samples', async () => {
      const app = await social.app();
      const answers: [Record<string, unknown> | null, string][] = [
        [(await social.get(social.at('/api/v2/instance'))).json, 'instance-v2'],
        [(await old.get(old.at('/api/v1/instance'))).json, 'instance-v1'],
        [(await social.register()).json, 'app'],
        [(await old.register()).json, 'app-before-4.3'],
        [await social.connect(app, 'ada'), 'token'],
        [await pleroma.connect(await pleroma.app(), 'ada'), 'token-pleroma'],
        [(await social.verify((await social.connect(app, 'ada'))['access_token'])).json, 'account'],
      ];
      // People who never posted have no last post.
      const shapes = answers.map(([body, name]) => [name, { ...shapeOf(body), ...(name === 'account' && { last_status_at: 'string' }) }]);
      expect(shapes).toEqual(answers.map(([, name]) => [name, shapeOf(sample(name))]));
    });

    it('tell what the server can', async () => {
      const told = (await social.get(social.at('/.well-known/oauth-authorization-server'))).json;
      expect(told).toMatchObject({
        token_endpoint: 'https://mastodon.social/oauth/token',
        code_challenge_methods_supported: ['S256'],
        scopes_supported: expect.arrayContaining(['profile', 'write:statuses']),
      });
      expect((await old.get(old.at('/.well-known/oauth-authorization-server'))).status).toBe(404);
      expect((await tiny.get(tiny.at('/api/v2/instance'))).status).toBe(404);
    });
  });

  describe('registration', () => {
    it.each<[string, Record<string, string>, string]>([
      ['no name', { client_name: '' }, "Application name can't be blank"],
      ['no redirect URI', { redirect_uris: '' }, "Redirect URI can't be blank"],
      ['a relative redirect URI', { redirect_uris: '/callback' }, 'Redirect URI must be an absolute URI.'],
      ['a scope of later versions', { scopes: 'profile write:statuses' }, "Scopes doesn't match configured on the server."],
    ])('with %s › is refused', async (_name, fields, problem) => {
      const reply = await old.register(fields);
      expect([reply.status, reply.json]).toEqual([422, { error: `Validation failed: ${problem}` }]);
    });

    it('with a list of redirect URIs › is for later versions', async () => {
      const json = (driver: MastodonDriver) =>
        driver.send(driver.at('/api/v1/apps'), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ client_name: 'Ours', redirect_uris: [redirectUri] }),
        });
      expect([(await json(social)).status, (await json(old)).status]).toEqual([200, 422]);
    });

    it('for granular scopes › is refused by the tiny server, which knows coarse ones', async () => {
      expect([(await tiny.register()).status, (await tiny.register({ scopes: 'read write' })).status]).toEqual([422, 200]);
    });

    it('by hand › is refused', async () => {
      const reply = await social.steer('apps', { platform: 'mastodon', clientId: 'x', clientSecret: 'y' });
      expect([reply.status, reply.json?.['message']]).toEqual([400, expect.stringContaining('by hand')]);
    });
  });

  describe('authorization', () => {
    it('comes back to the registered address only, by the server’s own app only', async () => {
      const app = await social.app();
      expect((await social.authorize(app, 'ada', { redirect_uri: `${redirectUri}/` })).location).toBeNull();
      expect((await old.authorize(app, 'ada')).location).toBeNull();
      expect((await social.authorize(app, 'ada')).location?.searchParams.get('state')).toBe('st-1');
    });

    it.each([
      ['a scope that the app did not register for', { scope: 'write:statuses follow' }, 'approve', 'invalid_scope'],
      ['a denial', {}, 'deny', 'access_denied'],
    ])('%s › goes back as an error', async (_name, query, decision, error) => {
      const { location } = await social.authorize(await social.app(), 'ada', query, decision);
      expect(location?.searchParams.get('error')).toBe(error);
    });

    it('for less than a coarse scope › is granted', async () => {
      const { location } = await social.authorize(await social.app('read write'), 'ada');
      expect(location?.searchParams.get('code')).not.toBeNull();
    });

    it('with a challenge › needs the verifier today, and not before 4.3', async () => {
      const codes = async (driver: MastodonDriver, app: RegisteredApp) =>
        (await driver.authorize(app, 'ada', challenge)).location?.searchParams.get('code') ?? '';
      const [app, earlier] = [await social.app(), await old.app()];
      expect((await social.exchange(app, await codes(social, app))).json?.['error']).toBe('invalid_grant');
      expect((await social.exchange(app, await codes(social, app), { code_verifier: verifier })).status).toBe(200);
      expect((await old.exchange(earlier, await codes(old, earlier))).status).toBe(200);
    });
  });

  describe('tokens', () => {
    it('of the same person, app and scopes › are the same token; not for other scopes, people or after it was revoked', async () => {
      const app = await social.app();
      const token = async (persona: string, query = {}) => (await social.connect(app, persona, query))['access_token'];
      const first = await token('ada');
      expect(await token('ada')).toBe(first);
      expect(await token('ada', { scope: 'write:statuses' })).not.toBe(first);
      expect(await token('tess')).not.toBe(first);
      await social.form(social.at('/oauth/revoke'), { ...app, token: String(first) });
      expect((await social.verify(first)).json).toEqual({ error: 'The access token was revoked' });
      expect(await token('ada')).not.toBe(first);
    });

    it('of Pleroma › differ, end, and are renewed once by each refresh token', async () => {
      const app = await pleroma.app();
      const [first, second] = [await pleroma.connect(app, 'ada'), await pleroma.connect(app, 'ada')];
      expect(second['access_token']).not.toBe(first['access_token']);
      await pleroma.control('clock', { advanceSeconds: 600 });
      expect((await pleroma.verify(first['access_token'])).json).toEqual({ error: 'The access token expired' });
      const refresh = () => pleroma.token(app, { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) });
      const renewed = await refresh();
      expect((await pleroma.verify(renewed.json?.['access_token'])).status).toBe(200);
      expect((await refresh()).json?.['error']).toBe('invalid_grant');
    });

    it('are unknown at every other server', async () => {
      const token = (await social.connect(await social.app(), 'ada'))['access_token'];
      expect((await old.verify(token)).json).toEqual({ error: 'The access token is invalid' });
    });

    it('of the app itself › are given by whole servers, for its scopes, and are nobody’s', async () => {
      const app = await social.app();
      const grant = { grant_type: 'client_credentials', scope: usual };
      const own = await social.token(app, grant);
      expect((await social.token(app, grant)).json?.['access_token']).toBe(own.json?.['access_token']);
      const used = await social.verify(own.json?.['access_token']);
      expect([used.status, used.json]).toEqual([422, { error: 'This method requires an authenticated user' }]);
      expect((await social.token(app, { ...grant, scope: 'follow' })).json?.['error']).toBe('invalid_scope');
      expect((await social.token({ ...app, client_secret: 'x' }, grant)).json?.['error']).toBe('invalid_client');
      expect((await tiny.token(await tiny.app('read write'), grant)).json?.['error']).toBe('unsupported_grant_type');
    });

    it('are given back by their own app only', async () => {
      const [app, other] = [await social.app(), await social.app()];
      const token = String((await social.connect(app, 'ada'))['access_token']);
      const revoke = (by: RegisteredApp, what: string) => social.form(social.at('/oauth/revoke'), { ...by, token: what });
      expect((await revoke(other, token)).json?.['error']).toBe('unauthorized_client');
      expect((await revoke(app, 'unknown')).json).toEqual({});
      expect((await revoke(app, token)).json).toEqual({});
      expect((await tiny.form(tiny.at('/oauth/revoke'), {})).status).toBe(404);
    });
  });

  describe('people', () => {
    it('have the same number on servers that count', async () => {
      const id = async (driver: MastodonDriver, scopes = usual) => {
        const app = await driver.app(scopes);
        const { json } = await driver.verify((await driver.connect(app, 'ada', { scope: scopes }))['access_token']);
        return json?.['id'];
      };
      const [one, two, three, four] = [await id(social), await id(old), await id(tiny, 'read write'), await id(pleroma)];
      expect([two, three]).toEqual([one, one]);
      expect(one).toMatch(/^\d{18}$/);
      expect(four).not.toBe(one);
    });

    it.each([
      ['rita', 403, { error: 'Your login is currently disabled' }],
      ['nils', 200, expect.objectContaining({ display_name: '', username: 'nils' })],
    ])('%s › %d', async (persona, status, body) => {
      const reply = await social.verify((await social.connect(await social.app(), persona))['access_token']);
      expect([reply.status, reply.json]).toEqual([status, body]);
    });

    it('who did not allow reading who they are › are not told', async () => {
      const token = (await social.connect(await social.app(), 'ada', { scope: 'write:statuses' }))['access_token'];
      expect((await social.verify(token)).json).toEqual({ error: 'This action is outside the authorized scopes' });
    });
  });

  it('a server that forgot its apps › knows neither them nor their tokens; the others do', async () => {
    const [app, other] = [await social.app(), await old.app()];
    const token = (await social.connect(app, 'ada'))['access_token'];
    expect((await social.control('apps/forget', { host: 'mastodon.social' }))['forgotten']).toBeGreaterThan(0);
    expect((await social.verify(token)).json).toEqual({ error: 'The access token is invalid' });
    expect((await social.token(app, { grant_type: 'client_credentials' })).json?.['error']).toBe('invalid_client');
    expect((await social.authorize(app, 'ada')).location).toBeNull();
    await social.control('reset', {});
    expect((await old.connect(other, 'ada'))['access_token']).toEqual(expect.any(String));
    expect((await social.steer('apps/forget', { host: 'www.linkedin.com' })).status).toBe(400);
  });
});
