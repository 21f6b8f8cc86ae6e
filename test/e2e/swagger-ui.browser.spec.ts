import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { SwaggerUi, type ShownAnswer } from '../support/swagger-ui.js';
import { World, type AccountBody, type SessionBody } from '../support/world.js';

interface Shown<Body> {
  readonly status: number;
  readonly body: Body;
}

function read<Body>({ status, text }: ShownAnswer): Shown<Body> {
  return { status, body: JSON.parse(text) as Body };
}

/** Everything that any page of the context complains of: refused by the policy, thrown by a script, answered by an error. */
function listen(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('weberror', (error) => void complaints.push(error.error().message));
  return complaints;
}

describe('connecting inside Swagger UI', () => {
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let complaints: string[];
  let docs: Page;
  let swagger: SwaggerUi;

  beforeAll(async () => {
    world = await World.start();
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.service.url });
    complaints = listen(context);
    docs = await context.newPage();
    swagger = new SwaggerUi(docs);
    await swagger.open(world.service.url);
    await swagger.authorize(world.service.serviceKey);
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  it('every step from the workspace to the disconnect › by clicking and pasting alone › is answered as promised', async () => {
    const workspace = read<{ id: string }>(await swagger.execute('putWorkspace'));
    expect(workspace).toMatchObject({ status: 201, body: { id: 'demo' } });

    const begin = await swagger.unfold('beginConnectSession');
    expect(await begin.bodyValue()).toMatchObject({ platform: 'linkedin', returnUrl: world.returnUrl, onBehalfOf: { userId: 'u_7' } });
    const begun = read<SessionBody>(await begin.execute());
    expect(begun).toMatchObject({ status: 201, body: { status: 'awaiting_authorization' } });
    const session = begun.body;

    const code = await consentAsAda(session);
    const list = await swagger.unfold('listConnectCandidates');
    await list.field('sessionId').fill(session.id);
    await list.field('X-Connect-Code').press('ControlOrMeta+V');
    expect(await list.field('X-Connect-Code').inputValue()).toBe(code);
    const candidates = read<{ data: unknown[] }>(await list.execute());
    expect(candidates).toMatchObject({ status: 200, body: { data: [{ kind: 'profile', displayName: 'Ada Lovelace', selectable: true }] } });

    const complete = await swagger.unfold('completeConnectSession');
    await complete.field('sessionId').fill(session.id);
    await complete.body.fill(JSON.stringify({ ...(await complete.bodyValue()), connectCode: code }, null, 2));
    const completed = read<SessionBody>(await complete.execute());
    expect(completed).toMatchObject({ status: 200, body: { status: 'completed', accounts: [{ displayName: 'Ada Lovelace' }] } });

    const accounts = read<{ data: AccountBody[] }>(await swagger.execute('listSocialAccounts'));
    expect(accounts).toMatchObject({ status: 200, body: { data: [{ platform: 'linkedin', status: 'connected', isActive: true, connectedBy: 'u_7' }] } });
    const accountId = accounts.body.data[0]?.id ?? '';

    const changed = read<AccountBody>(await swagger.execute('changeSocialAccount', { accountId }));
    expect(changed).toMatchObject({ status: 200, body: { id: accountId, isActive: false, status: 'connected' } });

    expect(await swagger.execute('disconnectSocialAccount', { accountId })).toEqual({ status: 204, text: '' });
    expect(read(await swagger.execute('listSocialAccounts'))).toEqual({ status: 200, body: { data: [], nextCursor: null } });
    expect(complaints).toEqual([]);
  }, 180_000);

  /** In another tab: consents as Ada, and takes the code, read and copied, from the page that shows it. */
  async function consentAsAda(session: SessionBody): Promise<string> {
    const page = await context.newPage();
    await page.goto(session.authorizationUrl);
    await page.getByRole('radio', { name: /Ada/ }).check();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Almost connected' }).waitFor();
    expect(await page.getByText(session.id, { exact: true }).isVisible()).toBe(true);
    const shown = await page.locator('dt:text-is("Connect code") + dd code').innerText();
    await page.getByRole('button', { name: 'Copy connect code' }).click();
    await page.getByText('Copied').waitFor();
    await page.close();
    return shown;
  }
});
