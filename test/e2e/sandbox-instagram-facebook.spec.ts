import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf, FacebookLoginDriver } from '../sandbox/networks/meta/facebook-login.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const scopes = 'instagram_basic,pages_show_list,business_management,pages_read_engagement,instagram_content_publish';
const fields = 'id,name,access_token,tasks,instagram_business_account{id,username,name,profile_picture_url}';

interface Page {
  readonly id: string;
  readonly access_token: string;
  readonly instagram_business_account: { readonly id: string };
}

describe('the twin of Instagram via Facebook', () => {
  let sandbox: Sandbox;
  let instagram: FacebookLoginDriver;
  let facebook: FacebookLoginDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    instagram = new FacebookLoginDriver(sandbox.url, 'instagram-facebook', scopes);
    await instagram.registerApp();
    facebook = new FacebookLoginDriver(sandbox.url, 'facebook', 'pages_show_list');
    await facebook.registerApp();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => instagram.control('reset', {}));

  async function pageOf(persona: string): Promise<Page> {
    const [page] = await instagram.pages(await instagram.longToken(persona), { fields });
    return page as unknown as Page;
  }

  it('a page’s account › stands in the list of pages, as in the documents', async () => {
    const page = await pageOf('ada');
    const sample = sampleOf<{ data: Readonly<Record<string, unknown>>[] }>('instagram-facebook', 'accounts').data[0] ?? {};
    expect(shapeOf(page as unknown as Record<string, unknown>)).toEqual(shapeOf(sample));
    expect(shapeOf(page.instagram_business_account)).toEqual(shapeOf(sample['instagram_business_account'] as Record<string, unknown>));
    expect(page.instagram_business_account.id).toMatch(/^17841\d{13}$/);
  });

  it('an account › is read with the token of its page', async () => {
    const page = await pageOf('ada');
    const { json } = await instagram.ask(page.instagram_business_account.id, page.access_token, { fields: 'id,username,name,profile_picture_url' });
    expect(shapeOf(json)).toEqual(shapeOf(sampleOf('instagram-facebook', 'account')));
  });

  it('without the permission for Instagram › the whole question is refused', async () => {
    const token = await instagram.longToken('ada', { scope: 'pages_show_list' });
    expect(codeOf(await instagram.ask('me/accounts', token, { fields }))).toBe('10');
    expect(await instagram.pages(token)).toHaveLength(1);
  });

  it('a scope of Instagram’s own login, or of Facebook’s pages › sends nobody back', async () => {
    for (const scope of ['instagram_business_basic', 'pages_manage_posts']) {
      expect((await instagram.dialog('ada', { scope })).location).toBeNull();
    }
  });

  it('a token of page and person › inspects as the documents say', async () => {
    const page = await pageOf('ada');
    const data = (await instagram.inspect(page.access_token)).json?.['data'] as Record<string, unknown>;
    expect(shapeOf(data)).toEqual(shapeOf(sampleOf<{ data: Record<string, unknown> }>('instagram-facebook', 'debug-token').data));
  });

  describe('an app that Facebook’s pages have as well', () => {
    it('is told apart by its redirect URI, and its tokens by themselves', async () => {
      const [pages, accounts] = [await facebook.longToken('ada'), await instagram.longToken('ada')];
      expect((await instagram.list('grants')).map(({ platform }) => platform)).toEqual(['facebook', 'instagram-facebook']);
      expect([(await facebook.ask('me', pages)).json, (await instagram.ask('me', accounts)).json]).toEqual([
        expect.objectContaining({ name: 'Ada Lovelace' }),
        expect.objectContaining({ name: 'Ada Lovelace' }),
      ]);
    });

    it('taken off the list of one person › is off it for both', async () => {
      const [pages, accounts] = [await facebook.longToken('ada'), await instagram.longToken('ada')];
      const path = '/graph.facebook.com/v25.0/me/permissions';
      await instagram.send(path, { method: 'DELETE', headers: { authorization: `Bearer ${accounts}` } });
      expect([codeOf(await facebook.ask('me', pages)), codeOf(await instagram.ask('me', accounts))]).toEqual(['190/458', '190/458']);
    });
  });
});
