import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { World } from '../support/world.js';

describe('connecting in a real browser', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  async function atConsent(context: BrowserContext) {
    const { body } = await world.begin('acme');
    const page = await context.newPage();
    await page.goto(body.authorizationUrl);
    return { page, session: body, launch: body.authorizationUrl };
  }

  it('a person who picks Ada and approves › is shown the code that completes the session', async () => {
    const { page, session } = await atConsent(await browser.newContext());
    await page.getByRole('radio', { name: /Ada/ }).check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/v1\/connect\/result/);
    const shown = await page.locator('code').allTextContents();
    expect(shown[0]).toBe(session.id);
    const done = await world.complete('acme', session.id, { connectCode: shown[1] });
    expect(done.body.accounts[0]).toMatchObject({ displayName: expect.stringContaining('Ada'), status: 'connected' });
  }, 30_000);

  it('a person who denies › is shown access_denied', async () => {
    const { page } = await atConsent(await browser.newContext());
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.waitForURL(/\/v1\/connect\/result/);
    expect(await page.locator('code').allTextContents()).toContain('access_denied');
  }, 30_000);

  it('the launch link in another browser › is refused', async () => {
    const { launch } = await atConsent(await browser.newContext());
    const other = await (await browser.newContext()).newPage();
    const answer = await other.goto(launch);
    expect(answer?.status()).toBe(403);
    expect(await other.getByRole('heading').textContent()).toBe('Another browser began this');
  }, 30_000);
});
