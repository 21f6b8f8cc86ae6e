import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundHttp, type OutboundRequest } from '../../src/kernel/ports/outbound-http.js';
import { Secret } from '../../src/kernel/secret.js';
import { ApiClient } from '../support/api-client.js';
import { Browser } from '../support/browser.js';
import { appPassword, LeakStories, marked, metricsToken } from '../support/leaks/leak-stories.js';
import { leakWatch } from '../support/leaks/leak-watch.js';
import type { AccountBody, ProblemBody, SessionBody, World } from '../support/world.js';

const json = { 'content-type': 'application/json' };
const credentials = { platform: 'bluesky', returnUrl: undefined };

/** Everything secret so far, as a careless server would repeat it. */
function allSecrets(): string {
  return [marked('text of a platform'), ...leakWatch.known().map(({ value }) => value)].filter((value) => /^[\x21-\x7e]{1,600}$/.test(value)).slice(-40).join(' ');
}

/** Stories made for giving a secret away: whatever goes wrong, it must not. */
describe('secrets', () => {
  let stories: LeakStories;
  let world: World;

  beforeAll(async () => {
    stories = await LeakStories.open();
    world = stories.world;
  });

  beforeEach(() => stories.nextDay());

  afterAll(() => world.stop());

  const repetitions: [string, (all: string) => object][] = [
    ['in the description of its error', (all) => ({ status: 400, headers: json, body: JSON.stringify({ error: 'invalid_grant', error_description: all }) })],
    ['as the code of its error', (all) => ({ status: 400, headers: json, body: JSON.stringify({ error: all, code: all, message: all }) })],
    ['in a page', (all) => ({ status: 502, body: `<!doctype html><h1>${all}</h1>` })],
    ['in JSON that breaks off', (all) => ({ status: 200, headers: json, body: `{"access_token":"${all}` })],
    ['in JSON of another shape', (all) => ({ status: 200, headers: json, body: JSON.stringify({ [all.slice(0, 200)]: [all], sub: { id: all }, did: all }) })],
    ['in its headers', (all) => ({ status: 429, headers: { 'retry-after': all, 'www-authenticate': `Bearer error="${all}"`, 'x-request-id': all }, body: '' })],
    ['in a redirect', (all) => ({ status: 302, headers: { location: `https://www.linkedin.com/${encodeURIComponent(all)}?token=${encodeURIComponent(all)}` }, body: '' })],
  ];

  describe.each(repetitions)('of a platform that repeats all it knows %s', (_where, repeated) => {
    it('at the exchange of a code › stay with it', async () => {
      const { browser, callback, session } = await stories.atCallback();
      await world.control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', times: 9, fault: repeated(allSecrets()) });
      const page = await browser.open(callback);
      expect(page.location).toMatch(/[?&]error=platform_/);
      expect(await world.session('acme', session.id)).toMatchObject({ status: 'failed' });
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('when the person is read › stay with it', async () => {
      const { browser, callback } = await stories.atCallback();
      await world.control('faults', { platform: 'linkedin', path: '/v2/userinfo', times: 9, fault: repeated(allSecrets()) });
      expect((await browser.open(callback)).location).toMatch(/[?&]error=platform_/);
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('when a password is presented › stay with it', async () => {
      const inputs = { identifier: 'ada.bsky.social', appPassword: appPassword };
      await world.control('faults', { platform: 'bluesky', path: '/xrpc/com.atproto.server.createSession', times: 9, fault: repeated(`${allSecrets()} ${appPassword}`) });
      const answer = await world.begin<ProblemBody>('acme', { ...credentials, inputs });
      expect([answer.status, answer.body.code]).toEqual([expect.any(Number), expect.stringMatching(/^(platform_error|rate_limited|platform_unavailable)$/)]);
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('when an app registers at an instance › stay with it', async () => {
      await world.service.database.query('DELETE FROM instance_apps');
      await world.control('faults', { platform: 'mastodon', path: '/api/v1/apps', times: 9, fault: repeated(allSecrets()) });
      const answer = await world.begin<ProblemBody>('acme', { platform: 'mastodon', inputs: { instanceUrl: 'mastodon.social' } });
      expect(answer.status).toBeGreaterThanOrEqual(422);
      expect(await stories.givenAway()).toBe('nothing');
    });
  });

  it('of an account whose platform fails at every later call › stay hidden', async () => {
    const account = (await world.begin<SessionBody>('acme', { ...credentials, inputs: { identifier: 'ada.bsky.social', appPassword: appPassword } })).body
      .accounts[0];
    const path = `/v1/workspaces/acme/social-accounts/${account?.id ?? ''}`;
    await world.control('grants/revoke', { platform: 'bluesky', subject: 'ada', why: 'expired' });
    await world.control('faults', { platform: 'bluesky', times: 99, fault: { status: 400, headers: json, body: { error: allSecrets(), message: allSecrets() } } });
    expect((await world.api.post<{ verdict: string; account: AccountBody }>(`${path}/check`)).status).toBe(200);
    expect((await world.api.delete(`${path}?revoke=true`)).body).toMatchObject({ revoked: false });
    expect(await stories.givenAway()).toBe('nothing');
  });

  describe('while the database refuses to store', () => {
    /** No row can be written any more, and PostgreSQL says which one failed. */
    async function refusing(table: string, work: () => Promise<void>): Promise<void> {
      await world.service.database.query(`ALTER TABLE ${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
      try {
        await work();
      } finally {
        await world.service.database.query(`ALTER TABLE ${table} DROP CONSTRAINT broken`);
      }
    }

    it('a session › nothing is told', async () => {
      await refusing('connect_sessions', async () => expect((await world.begin('acme')).status).toBe(500));
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('a launch, or the answer of the platform › nothing is told', async () => {
      const begun = await world.begin('acme');
      const { browser, callback } = await stories.atCallback();
      await refusing('connect_sessions', async () => {
        expect((await new Browser().open(begun.body.authorizationUrl)).status).toBe(500);
        expect((await browser.open(callback)).status).toBe(500);
      });
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('a grant › nothing is told', async () => {
      const { session, code } = await world.authorize('acme', 'tess');
      const inputs = { identifier: 'tess.bsky.social', appPassword: appPassword };
      await refusing('grants', async () => {
        expect((await world.complete('acme', session.id, { connectCode: code })).status).toBe(500);
        expect((await world.begin('acme', { ...credentials, inputs })).status).toBe(500);
      });
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('an app of an instance › nothing is told', async () => {
      await world.service.database.query('DELETE FROM instance_apps');
      const inputs = { instanceUrl: 'mastodon.social' };
      await refusing('instance_apps', async () => expect((await world.begin('acme', { platform: 'mastodon', inputs })).status).toBe(500));
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('a key › nothing is told', async () => {
      const body = { name: 'script', scopes: ['accounts:read'] };
      await refusing('api_keys', async () => expect((await world.api.post('/v1/workspaces/acme/api-keys', body)).status).toBe(500));
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('a count of calls › nothing is told, and calls pass', async () => {
      await refusing('rate_limits', async () => expect((await world.api.get('/v1/workspaces/acme')).status).toBe(200));
      expect(await stories.givenAway()).toBe('nothing');
    });
  });

  describe('in the message of an error that nobody foresaw', () => {
    /** Quotes the request that it could not send, as a careless library would. */
    async function failing(step: string, work: () => Promise<void>): Promise<void> {
      const http = world.service.app.get(OutboundHttp);
      const { send } = http;
      http.send = (request) => {
        if (request.step !== step) return Reflect.apply(send, http, [request]);
        return Promise.reject(new TypeError(`cannot ${step} ${quoted(request)}`, { cause: new Error(quoted(request)) }));
      };
      try {
        await work();
      } finally {
        http.send = send;
      }
    }

    function quoted({ url, headers, form, json: body }: OutboundRequest): string {
      const { client_secret: _ours, ...sent } = form ?? {};
      return `${url} ${revealed({ ...headers, ...sent })} ${revealed(body)}`;
    }

    function revealed(fields: unknown): string {
      if (typeof fields !== 'object' || fields === null) return '';
      return Object.entries(fields).map(([name, value]) => `${name}: ${value instanceof Secret ? value.use((text) => text) : String(value)}`).join('\n');
    }

    it('a code, a verifier or a token › is masked', async () => {
      const { browser, callback } = await stories.atCallback('mastodon', { instanceUrl: 'mastodon.social' });
      await failing('exchange', async () => expect((await browser.open(callback)).status).toBe(303));
      const account = await world.connect('acme', 'ada');
      await failing('probe', async () => expect((await world.api.post(`/v1/workspaces/acme/social-accounts/${account.id}/check`)).status).toBe(500));
      expect(world.service.logs.join('')).toMatch(/cannot exchange .+cannot probe /s);
      expect(await stories.givenAway()).toBe('nothing');
    });

    it('an app password › is masked', async () => {
      const inputs = { identifier: 'ada.bsky.social', appPassword: appPassword };
      await failing('login', async () => expect((await world.begin('acme', { ...credentials, inputs })).status).toBe(500));
      expect(world.service.logs.join('')).toContain('cannot login');
      expect(await stories.givenAway()).toBe('nothing');
    });
  });

  it('in what operators and developers see › nothing is told', async () => {
    await world.connect('acme', 'mona');
    const measured = new ApiClient(world.service.url, metricsToken);
    for (const path of ['/health/live', '/health/ready', '/openapi.json', '/docs', '/docs/errors', '/v1/platforms']) {
      expect([path, (await fetch(world.service.url + path, { headers: { authorization: `Bearer ${world.service.serviceKey}` } })).status]).toEqual([path, 200]);
    }
    expect((await fetch(`${world.service.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })).status).toBe(200);
    expect((await measured.get('/v1/platforms')).status).toBe(401);
    expect(await stories.givenAway()).toBe('nothing');
  });
});
