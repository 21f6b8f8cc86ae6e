import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../support/browser.js';
import { World, person, type ProblemBody, type SessionBody } from '../support/world.js';

const guess = 'A'.repeat(43);

describe('what an attacker may try with a connect session', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
    await world.workspace('other');
  });

  afterAll(() => world.stop());

  /** How often a code was exchanged for this session's platform so far. */
  const exchanges = async (): Promise<number> => (await world.requests('?platform=linkedin&path=/oauth/v2/accessToken')).length;

  const session = (id: string): Promise<SessionBody> => world.session('acme', id);

  function expectPlainPage(page: Page, status: number): void {
    expect(page.status).toBe(status);
    expect(page.location).toBeNull();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toMatch(/connect_code|state=|code=/);
  }

  /** A session whose browser stands before the platform's callback. */
  async function beforeCallback(browser: Browser, persona = 'ada'): Promise<{ readonly id: string; readonly launch: string; readonly callback: string }> {
    const { body } = await world.begin('acme');
    await world.consent(persona);
    const atPlatform = await browser.open(body.authorizationUrl);
    const back = await browser.open(atPlatform.location ?? '');
    return { id: body.id, launch: body.authorizationUrl, callback: back.location ?? '' };
  }

  describe('the launch link', () => {
    it('opened in a second browser › is refused there and goes on working in the first', async () => {
      const { body } = await world.begin('acme');
      const [first, second] = [new Browser(), new Browser()];
      expect((await first.open(body.authorizationUrl)).status).toBe(303);
      const refused = await second.open(body.authorizationUrl);
      expectPlainPage(refused, 403);
      expect(refused.headers.getSetCookie()).toEqual([]);
      await world.consent('ada');
      expect((await world.travel(body.authorizationUrl, first)).code).toMatch(/^[\w-]{43}$/);
    });

    it('opened twice in the same browser › voids the state of the first time', async () => {
      const browser = new Browser();
      const { launch, callback, id } = await beforeCallback(browser);
      await browser.open(launch);
      expectPlainPage(await browser.open(callback), 400);
      expect((await session(id)).status).toBe('awaiting_authorization');
    });

    it.each(['unknown', guess])('guessed (%s) › says that the link is not valid', async (token) => {
      expectPlainPage(await new Browser().open(`${world.service.url}/v1/connect/${token}`), 400);
    });

    it('asked for with HEAD › binds no browser', async () => {
      const { body } = await world.begin('acme');
      const head = await fetch(body.authorizationUrl, { method: 'HEAD', redirect: 'manual' });
      expect(head.status).toBe(404);
      expect((await new Browser().open(body.authorizationUrl)).status).toBe(303);
    });

    it('binds by a cookie › that scripts cannot read and that no other session shares', async () => {
      const browser = new Browser();
      const [one, two] = [await world.begin('acme'), await world.begin('acme')] as const;
      const lines = [(await browser.open(one.body.authorizationUrl)).headers.getSetCookie(), (await browser.open(two.body.authorizationUrl)).headers.getSetCookie()].flat();
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        expect(line).toMatch(/HttpOnly/);
        expect(line).toMatch(/SameSite=Lax/);
        expect(line).toMatch(/Path=\//);
        expect(line).not.toMatch(/Domain=/i);
      }
      expect(new Set(browser.cookies(new URL(world.service.url).host).values()).size).toBe(2);
    });
  });

  describe('the callback', () => {
    it('with a state that nobody gave › exchanges nothing', async () => {
      const before = await exchanges();
      const page = await new Browser().open(`${world.service.url}/v1/oauth/linkedin/callback?code=abc&state=${guess}`);
      expectPlainPage(page, 400);
      expect(await exchanges()).toBe(before);
    });

    it.each(['', '?code=abc', '?code=abc&state='])('without a state (%s) › says that the link is not valid', async (query) => {
      expectPlainPage(await new Browser().open(`${world.service.url}/v1/oauth/linkedin/callback${query}`), 400);
    });

    it('with its state twice › says that the link is not valid and leaves the session', async () => {
      const browser = new Browser();
      const { callback, id } = await beforeCallback(browser);
      const state = new URL(callback).searchParams.get('state') ?? '';
      expectPlainPage(await browser.open(`${callback}&state=${state}`), 400);
      expect((await session(id)).status).toBe('awaiting_authorization');
    });

    it('that comes twice › exchanges once', async () => {
      const browser = new Browser();
      const { callback, id } = await beforeCallback(browser);
      const before = await exchanges();
      const pages = await Promise.all([browser.open(callback), browser.open(callback), browser.open(callback)]);
      expect(pages.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
      expectPlainPage(await browser.open(callback), 400);
      expect(await exchanges()).toBe(before + 1);
      expect((await session(id)).status).toBe('awaiting_completion');
    });

    it('in another browser (no cookie) › exchanges nothing, uses up the state and fails the session', async () => {
      const browser = new Browser();
      const { callback, id } = await beforeCallback(browser);
      const before = await exchanges();
      expectPlainPage(await new Browser().open(callback), 400);
      expect(await session(id)).toMatchObject({ status: 'failed', error: { code: 'browser_mismatch' }, candidateCount: 0 });
      expectPlainPage(await browser.open(callback), 400);
      expect(await exchanges()).toBe(before);
    });

    it("with another session's state in the victim's browser › exchanges nothing", async () => {
      const [attacker, victim] = [new Browser(), new Browser()];
      await beforeCallback(victim);
      const { callback, id } = await beforeCallback(attacker, 'mona');
      const before = await exchanges();
      expectPlainPage(await victim.open(callback), 400);
      expect((await session(id)).error?.code).toBe('browser_mismatch');
      expect(await exchanges()).toBe(before);
    });

    it("of another platform › does not know the state, and the right platform's callback still works", async () => {
      const browser = new Browser();
      const { callback } = await beforeCallback(browser);
      expectPlainPage(await browser.open(callback.replace('/oauth/linkedin/', '/oauth/facebook/')), 400);
      expect(new URL((await browser.open(callback)).location ?? '').searchParams.get('connect_code')).toMatch(/^[\w-]{43}$/);
    });

    it('after the session has run out of time › exchanges nothing', async () => {
      const browser = new Browser();
      const { callback, id } = await beforeCallback(browser);
      const before = await exchanges();
      await world.passTime(601);
      expectPlainPage(await browser.open(callback), 400);
      expect((await session(id)).status).toBe('expired');
      expect(await exchanges()).toBe(before);
    });

    it('after the session was cancelled › exchanges nothing', async () => {
      const browser = new Browser();
      const { callback, id } = await beforeCallback(browser);
      const before = await exchanges();
      expect((await world.api.delete(`/v1/workspaces/acme/connect-sessions/${id}`)).status).toBe(204);
      expectPlainPage(await browser.open(callback), 400);
      expect(await exchanges()).toBe(before);
    });

    it('with a denial › ends the session as access_denied, with nothing of the platform in the return URL', async () => {
      const { body } = await world.begin('acme');
      await world.consent('ada', 'deny');
      const { page, error, code } = await world.travel(body.authorizationUrl);
      expect([error, code]).toEqual(['access_denied', null]);
      expect([...new URL(page.location ?? '').searchParams.keys()]).toEqual(['connect_session', 'error']);
      expect((await session(body.id)).error?.code).toBe('access_denied');
    });

    it('with a denial and a state that nobody gave › says nothing but that the link is not valid', async () => {
      const page = await new Browser().open(`${world.service.url}/v1/oauth/linkedin/callback?error=user_cancelled_login&state=${guess}`);
      expectPlainPage(page, 400);
    });
  });

  describe('the return URL', () => {
    it.each([
      ['https://evil.test/', 'return_url_not_allowed'],
      ['/v1/connect/result', 'return_url_not_allowed'],
      [undefined, 'validation_failed'],
      [null, 'validation_failed'],
    ])('%s › is refused', async (returnUrl, code) => {
      const answer = await world.begin<ProblemBody>('acme', { returnUrl });
      expect([answer.status, answer.body.code]).toEqual([422, code]);
    });

    it('that carries an outcome already › comes back with the real one alone', async () => {
      const planted = `${world.returnUrl}?tab=1&connect_session=x&connect_code=planted&error=planted`;
      const { body } = await world.begin('acme', { returnUrl: planted });
      await world.consent('ada');
      const { page, sessionId, code } = await world.travel(body.authorizationUrl);
      expect(sessionId).toBe(body.id);
      expect(code).not.toBe('planted');
      expect([...new URL(page.location ?? '').searchParams.keys()].sort()).toEqual(['connect_code', 'connect_session', 'tab']);
    });
  });

  it('a launch link that was sent to somebody else › connects nothing without the one who began', async () => {
    const { body } = await world.begin('acme', { onBehalfOf: { userId: 'mallory' } });
    await world.consent('ada');
    const victim = await world.travel(body.authorizationUrl);
    expect(victim.code).toMatch(/^[\w-]{43}$/);
    const asVictim = await world.complete<ProblemBody>('acme', body.id, { connectCode: victim.code, onBehalfOf: person });
    expect(asVictim.status).toBe(403);
    const withoutCode = await world.complete<ProblemBody>('acme', body.id, { connectCode: guess, onBehalfOf: { userId: 'mallory' } });
    expect(withoutCode.body.code).toBe('invalid_connect_code');
  });
});
