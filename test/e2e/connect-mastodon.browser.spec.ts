import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import { World } from '../support/world.js';

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const hosts = ['mastodon.social', 'old.mastodon.test', 'pleroma.test', 'tiny.mastodon.test'];

describe('connecting a Mastodon account in a real browser', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  async function atConsent(instanceUrl: string) {
    const { body } = await world.begin('acme', { platform: 'mastodon', inputs: { instanceUrl } });
    const page = await (await browser.newContext()).newPage();
    await page.goto(body.authorizationUrl);
    return { page, session: body };
  }

  it.each(hosts)('a person who picks Ada and approves on %s › is shown the code that completes the session', async (host) => {
    const { page, session } = await atConsent(`@ada@${host}`);
    expect(await page.getByText(`Mastodon on ${host}`).count()).toBeGreaterThan(0);
    await page.getByRole('radio', { name: /Ada/ }).check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/v1\/connect\/result/);
    const code = new URL(page.url()).searchParams.get('connect_code');
    const done = await world.complete('acme', session.id, { connectCode: code });
    expect(done.body.accounts[0]).toMatchObject({ displayName: 'Ada Lovelace', platformUserId: expect.stringContaining(`@${host}`), status: 'connected' });
  }, 30_000);

  it('a person whose server forgot the app meanwhile › is asked once more, and is connected', async () => {
    const { page, session } = await atConsent('mastodon.social');
    await page.getByRole('radio', { name: /Ada/ }).check();
    const fault = { status: 401, body: { error: 'invalid_client' } };
    await world.control('faults', { host: 'mastodon.social', path: '/oauth/token', times: 1, fault });
    const first = page.url();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL((url) => url.pathname === '/mastodon.social/oauth/authorize' && url.href !== first);
    await page.getByRole('radio', { name: /Ada/ }).check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/v1\/connect\/result/);
    const code = new URL(page.url()).searchParams.get('connect_code');
    expect((await world.complete('acme', session.id, { connectCode: code })).body.status).toBe('completed');
  }, 30_000);

  it('a person who denies › is shown access_denied', async () => {
    const { page } = await atConsent('mastodon.social');
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.waitForURL(/error=access_denied/);
    expect(await page.textContent('body')).toContain('access_denied');
  }, 30_000);
});
