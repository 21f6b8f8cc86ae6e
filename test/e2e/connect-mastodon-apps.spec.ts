import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { startService } from '../support/service.js';
import { World, type BeginBody, type SessionBody } from '../support/world.js';

const at = (instanceUrl: string): BeginBody => ({ platform: 'mastodon', inputs: { instanceUrl } });

describe('the app on a server', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  afterAll(() => world.stop());

  const registrations = async (host: string): Promise<number> => (await world.requests(`?path=${host}/api/v1/apps`)).length;
  const begin = (host: string, from = world): Promise<{ readonly status: number; readonly body: SessionBody }> => from.begin('acme', at(host));

  it('30 first connects at once, at two processes › register it once', async () => {
    const service = await startService({
      databaseUrl: world.service.databaseUrl,
      env: { SANDBOX_URL: world.sandbox.url, PUBLIC_URL: world.service.url, RETURN_URLS: world.returnUrl },
    });
    try {
      const worlds = [world, world.beside(service)];
      const begun = await Promise.all(
        worlds.flatMap(({ api }) => Array.from({ length: 15 }, () => world.begin('acme', at('mastodon.social'), api))),
      );
      expect(begun.map(({ status }) => status)).toEqual(Array(30).fill(201));
      expect(await registrations('mastodon.social')).toBe(1);

      await world.consent('ada', 'approve', 'mastodon');
      const { code, sessionId } = await world.travel(begun[7]?.body.authorizationUrl ?? '');
      expect((await world.complete('acme', sessionId ?? '', { connectCode: code })).body.status).toBe('completed');
    } finally {
      await service.stop();
    }
  });

  it('forgotten since the last connect › is registered anew before the person is sent there', async () => {
    const before = await world.connect('acme', 'ada', at('old.mastodon.test'));
    await world.control('apps/forget', { host: 'old.mastodon.test' });
    await world.passTime(130);
    expect((await world.connect('acme', 'ada', at('old.mastodon.test'))).id).toBe(before.id);
    expect(await registrations('old.mastodon.test')).toBe(2);
  });

  it('forgotten before the link is opened › the person is sent there with the new one', async () => {
    const { body } = await begin('old.mastodon.test');
    await world.control('apps/forget', { host: 'old.mastodon.test' });
    await world.passTime(130);
    await world.consent('ada', 'approve', 'mastodon');
    const { code } = await world.travel(body.authorizationUrl);
    expect((await world.complete('acme', body.id, { connectCode: code })).body.status).toBe('completed');
  });

  it.each(['old.mastodon.test', 'tiny.mastodon.test'])('of %s forgotten before the code is exchanged › the person only sees a new try', async (host) => {
    const { body } = await begin(host);
    const browser = new Browser();
    await world.consent('ada', 'approve', 'mastodon');
    const launched = await browser.open(body.authorizationUrl);
    const answered = await browser.open(launched.location ?? '');
    await world.control('apps/forget', { host });
    const again = await browser.open(answered.location ?? '');
    expect([again.status, new URL(again.location ?? '').pathname]).toEqual([303, `/${host}/oauth/authorize`]);
    const [first, second] = [launched, again].map(({ location }) => new URL(location ?? '').searchParams);
    expect(second?.get('client_id')).not.toBe(first?.get('client_id'));
    expect(second?.get('redirect_uri')).not.toBe(first?.get('redirect_uri'));

    await world.consent('ada', 'approve', 'mastodon');
    const { code } = await world.travel(again.location ?? '', browser);
    expect((await world.complete('acme', body.id, { connectCode: code })).body).toMatchObject({ status: 'completed', accounts: [{ status: 'connected' }] });
    expect((await browser.open(answered.location ?? '')).status).toBe(400);
  });

  it('forgotten at every try › fails the session after the second', async () => {
    const { body } = await begin('tiny.mastodon.test');
    const fault = { status: 401, body: { error: 'invalid_client' } };
    await world.control('faults', { host: 'tiny.mastodon.test', path: '/oauth/token', times: 9, fault });
    await world.consent('ada', 'approve', 'mastodon');
    await world.consent('ada', 'approve', 'mastodon');
    expect((await world.travel(body.authorizationUrl)).error).toBe('platform_error');
    await world.control('reset', {});
  });

  it('a registration that fails › blocks nobody', async () => {
    await world.control('apps/forget', { host: 'pleroma.test' });
    await world.control('faults', { host: 'pleroma.test', path: '/api/v1/apps', fault: { status: 503 } });
    expect((await begin('pleroma.test')).status).toBe(503);
    expect((await begin('pleroma.test')).status).toBe(201);
  });

  it('its secret › stands in the database sealed, and in no log and answer', async () => {
    const [row] = await world.service.database.query<{ id: string; sealed_client_secret: string }>('SELECT * FROM instance_apps LIMIT 1');
    expect(row?.sealed_client_secret).toMatch(/^v1\.test\./);
    expect(world.service.logs.join('\n')).not.toMatch(/client_secret|sealed_client_secret/);
  });

  describe('is not mixed up with another server’s', () => {
    interface OnTheWay {
      readonly browser: Browser;
      readonly session: SessionBody;
      readonly authorize: URL;
    }

    /** A browser at the authorize page of a server. */
    async function launched(host: string, browser = new Browser()): Promise<OnTheWay> {
      const { body } = await begin(host);
      const { location } = await browser.open(body.authorizationUrl);
      return { browser, session: body, authorize: new URL(location ?? '') };
    }

    const exchanges = async (): Promise<number> =>
      (await world.requests('?platform=mastodon&path=/oauth/token')).filter((entry) => (entry as { step?: string }).step === 'exchange').length;

    it('an answer at another app’s callback, or at none’s › is not taken', async () => {
      const honest = await launched('mastodon.social');
      const { browser, session, authorize } = await launched('old.mastodon.test');
      const before = await exchanges();
      for (const callback of [honest.authorize.searchParams.get('redirect_uri'), `${world.service.url}/v1/oauth/mastodon/callback`]) {
        const page = await browser.open(`${String(callback)}?code=stolen&state=${String(authorize.searchParams.get('state'))}`);
        expect([page.status, page.location]).toEqual([400, null]);
      }
      expect(await exchanges()).toBe(before);
      expect((await world.session('acme', session.id)).status).toBe('awaiting_authorization');
    });

    it('a hostile server that forwards to an honest one’s authorize page › gains nothing', async () => {
      const honest = await launched('mastodon.social');
      const hostile = await launched('old.mastodon.test');
      const before = await exchanges();
      // What the hostile server's authorize page does with the browser: our public app at the honest server, this session's state.
      const forwarded = new URL(honest.authorize);
      forwarded.searchParams.set('state', hostile.authorize.searchParams.get('state') ?? '');
      forwarded.searchParams.delete('code_challenge');
      forwarded.searchParams.delete('code_challenge_method');
      await world.consent('ada', 'approve', 'mastodon');
      const approved = await hostile.browser.open(forwarded.href);
      expect(new URL(approved.location ?? '').searchParams.get('code')).not.toBeNull();
      const page = await hostile.browser.open(approved.location ?? '');
      expect([page.status, page.location]).toEqual([400, null]);

      // Nor does the honest server send its code to the hostile server's callback.
      forwarded.searchParams.set('redirect_uri', hostile.authorize.searchParams.get('redirect_uri') ?? '');
      expect((await hostile.browser.open(forwarded.href)).location).toBeNull();
      expect(await exchanges()).toBe(before);
      expect((await world.session('acme', hostile.session.id)).status).toBe('awaiting_authorization');
    });
  });
});
