import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appPassword, LeakStories, marked } from '../support/leaks/leak-stories.js';
import { leakWatch } from '../support/leaks/leak-watch.js';
import type { ProblemBody, World } from '../support/world.js';

const json = { 'content-type': 'application/json' };
const credentials = { platform: 'bluesky', returnUrl: undefined };

/** Secrets where nobody should send them: refused or not, the answer and the log do not repeat them. */
describe('secrets in the wrong place of a request', () => {
  let stories: LeakStories;
  let world: World;

  beforeAll(async () => {
    stories = await LeakStories.open();
    world = stories.world;
  });

  beforeEach(() => stories.nextDay());

  afterAll(() => world.stop());

  const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(world.service.url + path, { method: 'POST', headers: { authorization: `Bearer ${world.service.serviceKey}`, ...json, ...headers }, body });
  const sessions = '/v1/workspaces/acme/connect-sessions';

  it.each([
    ['in JSON that breaks off', (password: string) => `{"platform":"bluesky","inputs":{"appPassword":"${password}`],
    ['as a word that is no JSON', (password: string) => password],
    ['in the place of an object', (password: string) => JSON.stringify(password)],
    ['in a list', (password: string) => JSON.stringify([password])],
    ['beside NUL', (password: string) => `{"inputs":{"appPassword":"${password}\\u0000"}}`],
    ['in the place of the inputs', (password: string) => JSON.stringify({ platform: 'bluesky', inputs: password })],
    ['in the place of a text', (password: string) => JSON.stringify({ platform: 'bluesky', inputs: { identifier: 'ada', appPassword: [password] } })],
    ['in an unknown field', (password: string) => JSON.stringify({ platform: 'bluesky', password, inputs: {} })],
    ['in an input that another platform has', (password: string) => JSON.stringify({ platform: 'linkedin', onBehalfOf: { userId: 'u' }, inputs: { appPassword: password } })],
    ['as the name of a platform', (password: string) => JSON.stringify({ platform: password, onBehalfOf: { userId: 'u' } })],
    ['as an account to reconnect', (password: string) => JSON.stringify({ platform: 'linkedin', onBehalfOf: { userId: 'u' }, reconnectAccountId: password })],
    ['in a return URL', (password: string) => JSON.stringify({ platform: 'linkedin', onBehalfOf: { userId: 'u' }, returnUrl: `https://ada:${password}@else.test/?token=${password}` })],
    ['in a body far too large', (password: string) => JSON.stringify({ platform: 'bluesky', inputs: { appPassword: password.padEnd(300_000, 'x') } })],
  ])('a password %s › is refused and not repeated', async (_how, body) => {
    const answer = await post(sessions, body(marked('password of a person')));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await stories.givenAway()).toBe('nothing');
  });

  it('a password in a form › is refused and not repeated', async () => {
    const answer = await post(sessions, `appPassword=${marked('password of a person')}`, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.status).toBe(415);
    expect(await stories.givenAway()).toBe('nothing');
  });

  it.each([
    ['as the identifier', (password: string) => ({ identifier: password, appPassword: appPassword })],
    ['as the identifier, in capitals', (password: string) => ({ identifier: `@${password.toUpperCase()}`, appPassword: 'main-password' })],
    ['in both fields', (password: string) => ({ identifier: password, appPassword: password })],
  ])('an app password %s › is refused, and neither logged nor asked about', async (_how, inputs) => {
    const password = 'wxyz-2345-wxyz-7654';
    leakWatch.knows('password of a person', password);
    const answer = await world.begin<ProblemBody>('acme', { ...credentials, inputs: inputs(password) });
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([422, 'validation_failed', 'inputs.identifier']);
    expect(await world.requests('?platform=bluesky')).toEqual([]);
    expect(await stories.givenAway()).toBe('nothing');
  });

  it.each([
    ['before an address', (password: string) => `https://ada:${password}@mastodon.social/`],
    ['behind an address', (password: string) => `https://mastodon.social/auth?access_token=${password}#${password}`],
    ['in a path', (password: string) => `https://mastodon.social/${password}`],
  ])('a password %s of an instance › is not repeated', async (_how, address) => {
    await world.begin('acme', { platform: 'mastodon', inputs: { instanceUrl: address(marked('password of a person')) } });
    expect(await stories.givenAway()).toBe('nothing');
  });

  it.each([
    ['a path that is none', 'GET', (token: string) => `/v1/${token}`, 404],
    ['a launch link that is none', 'GET', (token: string) => `/v1/connect/${token}`, 400],
    ['a launch link with more behind it', 'GET', (token: string) => `/v1/connect/${token}/more`, 404],
    ['a launch link, posted to', 'POST', (token: string) => `/v1/connect/${token}`, 404],
    ['a launch link, previewed', 'HEAD', (token: string) => `/v1/connect/${token}`, 404],
    ['a query of a list', 'GET', (token: string) => `/v1/workspaces/acme/social-accounts?access_token=${token}&limit=${token}&cursor=${token}`, 422],
    ['a callback', 'GET', (token: string) => `/v1/oauth/linkedin/callback?code=${token}&state=${token}`, 400],
    ['a callback twice over', 'GET', (token: string) => `/v1/oauth/linkedin/callback?code=${token}&code=${token}&state=${token}`, 400],
    ['a callback of nobody', 'GET', (token: string) => `/v1/oauth/nobody/callback?code=${token}&state=${token}`, 400],
    ['a callback of no app', 'GET', (token: string) => `/v1/oauth/mastodon/${token}/callback?code=${token}&state=${token}`, 400],
    ['a callback that does not decode', 'GET', (token: string) => `/v1/oauth/linkedin/callback?code=${token}%ff&state=${token}`, 400],
    ['the measurements', 'GET', (token: string) => `/metrics?token=${token}`, 401],
    ['the documentation', 'GET', (token: string) => `/docs/${token}?token=${token}`, 404],
  ])('a token in %s › is not repeated', async (_where, method, path, status) => {
    const answer = await fetch(world.service.url + path(marked('token in an address')), { method, redirect: 'manual', headers: { authorization: `Bearer ${world.service.serviceKey}` } });
    expect(answer.status).toBe(path('').startsWith('/metrics') ? 401 : status);
    expect(await stories.givenAway()).toBe('nothing');
  });

  it.each(['authorization', 'x-connect-code', 'cookie', 'x-forwarded-for', 'referer', 'user-agent', 'origin', 'if-none-match'])(
    'a token in the header %s › is not repeated',
    async (name) => {
      const token = marked('token in a header');
      const headers = { authorization: `Bearer ${world.service.serviceKey}`, [name]: name === 'authorization' ? `Bearer ${token}` : token };
      const answer = await fetch(`${world.service.url}/v1/workspaces/acme/connect-sessions/01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01/candidates`, { headers });
      expect(answer.status).toBe(name === 'authorization' ? 401 : 404);
      expect(await stories.givenAway()).toBe('nothing');
    },
  );

  it('a connect code that is wrong, in the body and in the header › is not repeated', async () => {
    const { session } = await world.authorize('acme', 'ada');
    const wrong = marked('connect code');
    const done = await world.complete<ProblemBody>('acme', session.id, { connectCode: wrong });
    const seen = await world.api.get(`/v1/workspaces/acme/connect-sessions/${session.id}/candidates`, { 'x-connect-code': wrong });
    expect([done.body.code, seen.body]).toMatchObject(['invalid_connect_code', { code: 'invalid_connect_code' }]);
    expect(await stories.givenAway()).toBe('nothing');
  });

  it('a refusal that the platform explains with secrets › is not repeated', async () => {
    const { browser, callback } = await stories.atCallback();
    const url = new URL(callback);
    url.searchParams.delete('code');
    for (const name of ['error', 'error_description', 'error_uri']) url.searchParams.set(name, marked('text of a callback'));
    expect((await browser.open(url.href)).location).toMatch(/[?&]error=platform_error/);
    expect(await stories.givenAway()).toBe('nothing');
  });
});
