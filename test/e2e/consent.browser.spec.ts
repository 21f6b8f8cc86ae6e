import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { World } from '../support/world.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe('connecting in a real browser', () => {
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

  it('the Swagger UI › loads without breaking its own policy, and takes a key', async () => {
    const page = await (await browser.newContext()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${world.service.url}/docs`);
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.auth-container input').first().fill(world.service.serviceKey);
    await page.locator('.auth-container button[type=submit]').first().click();
    await page.locator('.modal-ux .btn-done').click();
    const operation = page.locator('#operations-Workspaces-getWorkspace, [id$="-getWorkspace"]').first();
    await operation.locator('.opblock-summary-control').click();
    const field = operation.locator('tr[data-param-name=workspaceId] input');
    if (!(await field.isEnabled())) await operation.getByRole('button', { name: /try it out/i }).click();
    await field.fill('acme');
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response-col_status').filter({ hasText: '200' }).first().waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);
});
