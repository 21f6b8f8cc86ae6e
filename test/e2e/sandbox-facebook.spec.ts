import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { app, codeOf, FacebookLoginDriver } from '../sandbox/networks/meta/facebook-login.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const scopes = 'public_profile,pages_show_list,pages_read_engagement,pages_manage_posts,business_management';
const day = 86_400;

describe("Facebook's twin", () => {
  let sandbox: Sandbox;
  let facebook: FacebookLoginDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    facebook = new FacebookLoginDriver(sandbox.url, 'facebook', scopes);
    await facebook.registerApp();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => facebook.control('reset', {}));

  describe('the dialog', () => {
    it('approved › comes back with code, state and a fragment', async () => {
      const { location } = await facebook.dialog('ada');
      expect([location?.searchParams.get('state'), location?.hash]).toEqual(['st-1', '#_=_']);
      expect(location?.searchParams.get('code')).toMatch(/^AQ/);
    });

    it('denied › says so in four parameters', async () => {
      const { location } = await facebook.dialog('ada', {}, 'deny');
      expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
        error: 'access_denied',
        error_code: '200',
        error_description: 'Permissions error',
        error_reason: 'user_denied',
        state: 'st-1',
      });
    });

    it.each([
      ['an unknown scope', { scope: 'public_profile,manage_pages' }],
      ['a scope of Instagram', { scope: 'instagram_basic' }],
      ['another redirect URI', { redirect_uri: 'http://localhost:3000/v1/oauth/facebook/callback/' }],
      ['an unknown app', { client_id: '77' }],
      ['a configuration that is none', { config_id: 'abc' }],
    ])('with %s › sends nobody back', async (_, query) => {
      const reply = await facebook.dialog('ada', query);
      expect([reply.status, reply.location]).toEqual([400, null]);
    });

    it('with PKCE › is refused', async () => {
      expect((await facebook.dialog('ada', { code_challenge: 'x'.repeat(43) })).location?.searchParams.has('code')).toBe(false);
    });

    it('with a configuration › asks for its permissions, whatever the scopes', async () => {
      const token = await facebook.shortToken('ada', { config_id: '42', scope: '' });
      const { json } = await facebook.ask('me/permissions', token);
      expect(json?.['data']).toContainEqual({ permission: 'pages_manage_posts', status: 'granted' });
    });

    it.each(['http://app.test/cb', 'https://app.test/cb#x'])('the redirect URI %s › cannot be registered', async (uri) => {
      expect((await facebook.steer('apps', { platform: 'facebook', clientId: 'x', clientSecret: 'x', redirectUris: [uri] })).status).toBe(400);
    });
  });

  describe('the exchanges', () => {
    it('of a code › a token of an hour and a half, and neither scopes nor an id', async () => {
      const { json } = await facebook.exchange(await facebook.code('ada'));
      expect(shapeOf(json)).toEqual(shapeOf(sampleOf('facebook', 'token')));
      expect(json?.['expires_in']).toBe(5400);
    });

    it('by GET, as the documents print it › works too', async () => {
      const query = { code: await facebook.code('ada'), redirect_uri: facebook.redirectUri, ...app };
      const { json } = await facebook.get('/graph.facebook.com/v25.0/oauth/access_token', query);
      expect(shapeOf(json)).toEqual(shapeOf(sampleOf('facebook', 'token')));
    });

    it.each([
      ['with another redirect URI', { redirect_uri: 'http://localhost:3000/x' }, '100/36008'],
      ['with a wrong secret', { client_secret: 'wrong' }, '1'],
      ['by an unknown app', { client_id: '77' }, '101'],
      ['with a verifier', { code_verifier: 'x'.repeat(43) }, '100'],
      ['with a code of nobody’s', { code: 'AQnone' }, '100'],
    ])('%s › is refused', async (_, changes, code) => {
      const reply = await facebook.exchange(await facebook.code('ada'), changes);
      expect([reply.status, codeOf(reply)]).toEqual([400, code]);
    });

    it('of a code twice, or too late › is refused', async () => {
      const [used, late] = [await facebook.code('ada'), await facebook.code('ada')];
      await facebook.exchange(used);
      expect(codeOf(await facebook.exchange(used))).toBe('100/36009');
      await facebook.pass(601);
      expect(codeOf(await facebook.exchange(late))).toBe('100/36007');
    });

    it('of a short-lived token › one of sixty days; of one that ran out › none', async () => {
      const short = await facebook.shortToken('ada');
      const { json } = await facebook.lengthen(short);
      expect(shapeOf(json)).toEqual(shapeOf(sampleOf('facebook', 'token')));
      expect(json?.['expires_in']).toBe(5_183_944);
      expect(codeOf(await facebook.lengthen(short, { client_secret: 'wrong' }))).toBe('1');
      await facebook.pass(2 * 3600);
      expect(codeOf(await facebook.lengthen(short))).toBe('190/463');
      expect((await facebook.ask('me', String(json?.['access_token']))).status).toBe(200);
    });
  });

  describe('the person', () => {
    it('has the shape of the documents', async () => {
      const { json } = await facebook.ask('me', await facebook.longToken('ada'), { fields: 'id,name,picture' });
      expect(shapeOf(json)).toEqual(shapeOf(sampleOf('facebook', 'me')));
      expect(json).toMatchObject({ name: 'Ada Lovelace', picture: { data: { url: expect.stringMatching(/^https:/) } } });
    });

    it('who unticked half › has the rest declined', async () => {
      const { json } = await facebook.ask('me/permissions', await facebook.longToken('sam'));
      const data = json?.['data'] as { permission: string; status: string }[];
      expect(data.filter(({ status }) => status === 'granted').map(({ permission }) => permission)).toEqual(['public_profile', 'pages_show_list', 'pages_read_engagement']);
      expect(data).toContainEqual({ permission: 'pages_manage_posts', status: 'declined' });
    });

    it('the picture › can be fetched', async () => {
      const { json } = await facebook.ask('me', await facebook.longToken('ada'), { fields: 'picture' });
      const picture = new URL(((json?.['picture'] as { data: { url: string } }).data.url));
      expect((await facebook.get(`/${picture.host}${picture.pathname}`)).headers.get('content-type')).toBe('image/svg+xml');
    });
  });

  describe('pages', () => {
    it('of a list › have the shape of the documents', async () => {
      const { json } = await facebook.ask('me/accounts', await facebook.longToken('ada'), { fields: 'id,name,username,link,access_token,tasks,picture.type(large){url}' });
      const sample = sampleOf<{ data: Record<string, unknown>[] }>('facebook', 'accounts').data[0] ?? {};
      const [page] = json?.['data'] as [Record<string, unknown>];
      expect(shapeOf(page)).toEqual(shapeOf(sample));
      expect(Object.keys((page['picture'] as { data: object }).data)).toEqual(['url']);
      expect(json?.['paging']).not.toHaveProperty('next');
    });

    it('of a long list › come in parts, an empty one among them', async () => {
      const token = await facebook.longToken('mona');
      const sizes: number[] = [];
      const ids = new Set<unknown>();
      let after: string | undefined = '';
      while (after !== undefined) {
        const { json }: { json: Record<string, unknown> | null } = await facebook.ask('me/accounts', token, { fields: 'id', limit: '100', ...(after !== '' && { after }) });
        const data = json?.['data'] as { id: string }[];
        data.forEach(({ id }) => ids.add(id));
        sizes.push(data.length);
        const paging = json?.['paging'] as { next?: string; cursors: { after: string } };
        after = paging.next === undefined ? undefined : paging.cursors.after;
      }
      expect(sizes).toEqual([100, 100, 0, 100]);
      expect(ids.size).toBe(300);
    });

    it('that a business owns › stand in its list alone, for who may see it', async () => {
      const token = await facebook.longToken('tess');
      expect((await facebook.pages(token)).map(({ name }) => name)).toEqual(['Okafor Studio', 'Okafor Fan Club']);
      const [business] = (await facebook.ask('me/businesses', token)).json?.['data'] as [{ id: string }];
      const owned = (await facebook.ask(`${business.id}/owned_pages`, token, { fields: 'name,access_token' })).json?.['data'];
      expect(owned).toMatchObject([{ name: 'Okafor Holding', access_token: expect.stringMatching(/^EAA/) }]);
      expect((await facebook.ask(`${business.id}/client_pages`, token)).json).toEqual({ data: [] });
      const without = await facebook.longToken('tess', { scope: 'pages_show_list' });
      expect(codeOf(await facebook.ask('me/businesses', without))).toBe('200');
    });

    it('without the permission to list them › are none', async () => {
      expect(await facebook.pages(await facebook.longToken('ada', { scope: 'public_profile' }))).toEqual([]);
    });

    it.each([
      ['a field that does not exist', { fields: 'id,nonsense' }, '100'],
      ['a field of Instagram', { fields: 'id,instagram_business_account{id}' }, '10'],
      ['fields that are malformed', { fields: 'id,picture{url' }, '2500'],
    ])('asked with %s › code %s', async (_, query, code) => {
      expect(codeOf(await facebook.ask('me/accounts', await facebook.longToken('ada'), query))).toBe(code);
    });

    it('ids › are beyond 2^53, the same at every login and another for each page', async () => {
      const [one, two] = [await facebook.pages(await facebook.longToken('ada')), await facebook.pages(await facebook.longToken('ada'))];
      expect(Number(one[0]?.['id'])).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
      expect(two[0]?.['id']).toBe(one[0]?.['id']);
    });
  });

  describe('page tokens', () => {
    async function pageOf(persona: string, token: string): Promise<{ id: string; token: string }> {
      const [page] = await facebook.pages(token);
      if (page === undefined) throw new Error(`${persona} has no page`);
      return { id: String(page['id']), token: String(page['access_token']) };
    }

    it('taken with a long-lived token › have no end; with a short-lived one they end with it', async () => {
      const lasting = await pageOf('ada', await facebook.longToken('ada'));
      const brief = await pageOf('ada', await facebook.shortToken('ada'));
      await facebook.pass(300 * day);
      expect((await facebook.ask(lasting.id, lasting.token)).status).toBe(200);
      expect(codeOf(await facebook.ask(brief.id, brief.token))).toBe('190/463');
    });

    it('read their page and nothing of the person', async () => {
      const page = await pageOf('ada', await facebook.longToken('ada'));
      const { json } = await facebook.ask(page.id, page.token, { fields: 'id,name,username,picture.type(large){url},link' });
      expect(shapeOf(json)).toEqual(shapeOf(sampleOf('facebook', 'page')));
      expect((await facebook.ask('me', page.token)).json).toMatchObject({ id: page.id });
      expect(codeOf(await facebook.ask('me/accounts', page.token))).toBe('100/33');
      expect(codeOf(await facebook.ask('999', page.token))).toBe('100/33');
    });

    it.each([
      ['user', '190/458'],
      ['password', '190/460'],
      ['expired', '190/463'],
    ])('after %s › code %s, for the person too', async (why, code) => {
      const token = await facebook.longToken('ada');
      const page = await pageOf('ada', token);
      await facebook.revoke('ada', why);
      const refused = await facebook.ask(page.id, page.token);
      expect([refused.status, codeOf(refused), codeOf(await facebook.ask('me', token))]).toEqual([400, code, code]);
      expect(refused.headers.get('www-authenticate')).toMatch(/^OAuth "Facebook Platform" "invalid_token"/);
      expect((await facebook.inspect(page.token)).json?.['data']).toMatchObject({ is_valid: false, error: { code: 190, subcode: Number(code.slice(4)) } });
    });

    it('of somebody at a checkpoint › do nothing, though she can log in', async () => {
      const token = await facebook.longToken('rita');
      const page = await pageOf('rita', token);
      expect([codeOf(await facebook.ask(page.id, page.token)), (await facebook.ask('me', token)).status]).toEqual(['190/459', 200]);
    });

    it('say by how much the limits are used', async () => {
      const token = await facebook.longToken('ada');
      const page = await pageOf('ada', token);
      expect((await facebook.ask('me', token)).headers.get('x-app-usage')).toContain('call_count');
      expect((await facebook.ask(page.id, page.token)).headers.get('x-business-use-case-usage')).toContain(page.id);
    });
  });

  describe('inspecting a token', () => {
    it('of a page › has the shape of the documents', async () => {
      const [page] = await facebook.pages(await facebook.longToken('ada'));
      const { json } = await facebook.inspect(String(page?.['access_token']));
      const data = json?.['data'] as Record<string, unknown>;
      expect(shapeOf(data)).toEqual(shapeOf(sampleOf<{ data: Record<string, unknown> }>('facebook', 'debug-token').data));
      expect(data).toMatchObject({ app_id: app.client_id, type: 'PAGE', profile_id: page?.['id'], expires_at: 0 });
    });

    it('that is dead, or nobody’s › answers 200', async () => {
      const token = await facebook.longToken('ada');
      await facebook.revoke('ada', 'password');
      const reply = await facebook.inspect(token);
      const sample = sampleOf<{ data: Record<string, unknown> }>('facebook', 'debug-token-invalid').data;
      expect([reply.status, shapeOf(reply.json?.['data'] as Record<string, unknown>)]).toEqual([200, shapeOf(sample)]);
      expect((await facebook.inspect('EAAnobody')).json?.['data']).toMatchObject({ is_valid: false, error: { code: 190 } });
    });

    it('by an app that cannot prove itself › is refused', async () => {
      expect((await facebook.inspect(await facebook.longToken('ada'), `${app.client_id}|wrong`)).status).toBe(400);
    });
  });

  describe('proof of the secret', () => {
    const proof = (token: string, secret: string): string => createHmac('sha256', secret).update(token).digest('hex');

    it('that is wrong › is refused; a right one and none are taken', async () => {
      const token = await facebook.longToken('ada');
      expect(codeOf(await facebook.ask('me', token, { appsecret_proof: proof(token, 'other') }))).toBe('100');
      expect((await facebook.ask('me', token, { appsecret_proof: proof(token, app.client_secret) })).status).toBe(200);
      expect((await facebook.ask('me', token)).status).toBe(200);
    });

    it('where an app demands it › has to come', async () => {
      const other = await startSandbox();
      const strict = new FacebookLoginDriver(other.url, 'facebook', scopes);
      await strict.registerApp(['require_app_secret']);
      expect(codeOf(await strict.ask('me', await strict.longToken('ada')))).toBe('100');
      await other.stop();
    });
  });

  describe('taking the app off the list', () => {
    const remove = (who: string, token: string): Promise<{ status: number; json: Record<string, unknown> | null }> =>
      facebook.send(`/graph.facebook.com/v25.0/${who}/permissions`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });

    it('as the app or as the person › ends every token of theirs, and nobody else’s', async () => {
      const [one, two, tess] = [await facebook.longToken('ada'), await facebook.longToken('ada'), await facebook.longToken('tess')];
      const id = String((await facebook.ask('me', one)).json?.['id']);
      expect((await remove(id, `${app.client_id}|${app.client_secret}`)).json).toEqual({ success: true });
      expect([codeOf(await facebook.ask('me', one)), codeOf(await facebook.ask('me', two))]).toEqual(['190/458', '190/458']);
      expect((await remove('me', tess)).json).toEqual({ success: true });
    });

    it('of somebody else, with a page token, or twice › is refused', async () => {
      const [ada, tess] = [await facebook.longToken('ada'), await facebook.longToken('tess')];
      const [page] = await facebook.pages(ada);
      const id = String((await facebook.ask('me', ada)).json?.['id']);
      expect([(await remove(id, tess)).status, (await remove(id, String(page?.['access_token']))).status]).toEqual([403, 403]);
      await remove(id, ada);
      expect((await remove(id, `${app.client_id}|${app.client_secret}`)).status).toBe(400);
    });
  });
});
