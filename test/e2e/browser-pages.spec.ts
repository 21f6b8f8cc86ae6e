import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../support/browser.js';
import { World } from '../support/world.js';

const guess = 'A'.repeat(43);
const appId = '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01';

describe('addresses that a browser opens and that cannot be right', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  afterAll(() => world.stop());

  function expectPlainPage(page: Page, status: number): void {
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<h1>');
    expect(page.text).not.toContain('malformed_request');
    expect([page.headers.get('cache-control'), page.headers.get('referrer-policy'), page.headers.get('location')]).toEqual(['no-store', 'no-referrer', null]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.getSetCookie()).toEqual([]);
  }

  const open = (path: string): Promise<Page> => new Browser().open(`${world.service.url}${path}`);

  describe.each([
    ['the launch link', '/v1/connect/'],
    ['the callback', '/v1/oauth/linkedin/callback?code=abc&state='],
    ['the callback of one server', `/v1/oauth/mastodon/${appId}/callback?code=abc&state=`],
    ['the result', '/v1/connect/result?connect_code=abc&connect_session='],
  ])('%s', (_, start) => {
    it.each(['%00', 'a%00b', '%', '%zz', '%c3%28', '%ff'])('that ends in %s › shows a plain page', async (end) => {
      expectPlainPage(await open(`${start}${end}`), 400);
    });
  });

  it.each([
    ['no launch token', '/v1/connect/'],
    ['an endless launch token', `/v1/connect/${'a'.repeat(600)}`],
    ['NUL beside a launch token', `/v1/connect/${guess}?a=%00`],
    ['a platform with NUL', '/v1/oauth/linkedin%00/callback'],
    ['a platform that does not decode', `/v1/oauth/%zz/callback?state=${guess}`],
    ['an endless platform', `/v1/oauth/${'a'.repeat(600)}/callback`],
    ['a platform that is none', `/v1/oauth/__proto__/callback?state=${guess}&code=abc`],
    ['a server with NUL', '/v1/oauth/mastodon/%00/callback'],
    ['a server that does not decode', '/v1/oauth/mastodon/%zz/callback'],
    ['a server that is none', `/v1/oauth/mastodon/x/callback?state=${guess}`],
    ['a name with NUL', '/v1/oauth/linkedin/callback?%00=1'],
    ['a state in brackets', '/v1/oauth/linkedin/callback?state[]=a'],
    ['an endless state', `/v1/oauth/linkedin/callback?code=abc&state=${'a'.repeat(9_000)}`],
    ['an outcome that stands there twice', '/v1/connect/result?error=access_denied&error=x'],
  ])('%s › shows a plain page', async (_, path) => {
    expectPlainPage(await open(path), 400);
  });

  it.each(['&code=other', '&state=other', '&scope=a&scope=b', '&error=%zz', '&x=%00'])('a true callback with %s › exchanges nothing and leaves the session', async (added) => {
    const browser = new Browser();
    const { body } = await world.begin('acme');
    await world.consent('ada');
    const atPlatform = await browser.open(body.authorizationUrl);
    const callback = (await browser.open(atPlatform.location ?? '')).location ?? '';

    expectPlainPage(await browser.open(`${callback}${added}`), 400);
    expect((await world.session('acme', body.id)).status).toBe('awaiting_authorization');
    expect((await browser.open(callback)).location).toContain('connect_code=');
  });

  it('a text of the platform in another encoding › does no harm', async () => {
    const browser = new Browser();
    const { body } = await world.begin('acme');
    await world.consent('ada', 'deny');
    const atPlatform = await browser.open(body.authorizationUrl);
    const callback = (await browser.open(atPlatform.location ?? '')).location ?? '';

    expect((await browser.open(`${callback}&error_hint=refus%E9`)).location).toContain('error=access_denied');
  });

  it('a cookie that does not decode › counts as none', async () => {
    const { body } = await world.begin('acme');
    const answer = await fetch(body.authorizationUrl, { redirect: 'manual', headers: { cookie: `connect-${body.id}=%zz` } });
    expect(answer.status).toBe(303);
  });

  it('what goes wrong on our side › is told by a page too', async () => {
    const { body } = await world.begin('acme');
    const { database } = world.service;
    await database.query('ALTER TABLE connect_sessions RENAME TO elsewhere');
    try {
      const page = await new Browser().open(body.authorizationUrl);
      expectPlainPage(page, 500);
      expect(page.text).toContain('on our side');
      expectPlainPage(await open(`/v1/oauth/linkedin/callback?code=abc&state=${guess}`), 500);
    } finally {
      await database.query('ALTER TABLE elsewhere RENAME TO connect_sessions');
    }
    expect((await new Browser().open(body.authorizationUrl)).status).toBe(303);
  });

  it('a program at the same address that does not ask for a page › is answered as everywhere', async () => {
    const answer = await fetch(`${world.service.url}/v1/connect/${guess}`, { method: 'POST' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });
});
