import { describe, expect, it } from '@jest/globals';
import { FakeGraphApi, graphRefusal, inspected, type GraphReply } from '../../../../test/fakes/graph-api.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../../test/fakes/provider-definition.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { classifyGraph } from './graph.errors.js';
import { graphPage } from './graph.wire.js';
import { facebookDialog, facebookLoginSettings, facebookTokens } from './meta.login.js';
import { listPages, reasonAgainst } from './meta.pages.js';

const definition = standardPlatform({
  settings: facebookLoginSettings('META'),
  authorize: facebookDialog(['public_profile', 'write']),
  token: facebookTokens,
  classify: classifyGraph,
});

type Replies = Readonly<Record<string, GraphReply | readonly GraphReply[]>>;

const page = (id: string, more: object = {}): object => ({ id, name: `Page ${id}`, access_token: `EAA-${id}`, tasks: ['CREATE_CONTENT'], ...more });
const list = (data: readonly object[], after?: string, next?: string): GraphReply => ({
  body: { data, paging: { cursors: { before: 'b', after: after ?? 'end' }, ...(after !== undefined && { next: next ?? 'https://graph.facebook.com/next' }) } },
});
const nothing: Replies = { 'me/accounts': { body: { data: [] } }, debug_token: inspected({ is_valid: true }), 'me/businesses': { body: { data: [] } } };

function pagesWith(replies: Replies, scopes: readonly string[] | null = null) {
  const http = new FakeGraphApi({ ...nothing, ...replies });
  const pages = listPages(providerContext(definition, http), aTokenSet({ scopes }), { fields: 'id,name,access_token,tasks', schema: graphPage });
  return { http, pages, ids: async () => (await pages).map(({ id }) => id) };
}

describe('the list of pages', () => {
  it('is read to its end, past a part that is empty', async () => {
    const { http, ids } = pagesWith({ 'me/accounts': [list([page('1')], 'c1'), list([], 'c2'), list([page('2')])] });

    expect(await ids()).toEqual(['1', '2']);
    expect(http.askedAt('me/accounts').map(({ limit, after }) => [limit, after])).toEqual([['100', undefined], ['100', 'c1'], ['100', 'c2']]);
  });

  it('is read at our own address, wherever the next part is said to be', async () => {
    const { http, ids } = pagesWith({ 'me/accounts': [list([page('1')], 'c1', 'https://evil.test/steal?after=c9'), list([page('2')])] });

    expect(await ids()).toEqual(['1', '2']);
    expect(http.sent.every(({ url }) => url.startsWith('https://graph.facebook.com/v25.0/'))).toBe(true);
    expect(http.askedAt('me/accounts')[1]?.['after']).toBe('c1');
  });

  it('goes on by the cursor in the address where it stands nowhere else', async () => {
    const first: GraphReply = { body: { data: [page('1')], paging: { next: 'https://graph.facebook.com/v25.0/7/accounts?after=c1' } } };
    expect(await pagesWith({ 'me/accounts': [first, list([page('2')])] }).ids()).toEqual(['1', '2']);
  });

  it.each<[string, GraphReply]>([
    ['leads back to itself', list([page('1')], 'c1')],
    ['goes on without a cursor', { body: { data: [], paging: { next: 'https://graph.facebook.com/v25.0/7/accounts' } } }],
    ['holds a page without an id', { body: { data: [{ name: 'x' }] } }],
    ['is none', { body: { hello: 'world' } }],
  ])('that %s › is no list', async (_, reply) => {
    await expect(pagesWith({ 'me/accounts': reply }).pages).rejects.toMatchObject({ kind: 'invalid_response', step: 'candidates' });
  });

  it('has pages that were ticked and are missing in it, each once', async () => {
    const granular = [{ scope: 'pages_show_list', target_ids: ['1', '2', '3'] }, { scope: 'pages_manage_posts', target_ids: ['2', 3] }, { scope: 'instagram_basic', target_ids: ['9'] }];
    const { http, ids } = pagesWith({
      'me/accounts': list([page('1')]),
      debug_token: inspected({ is_valid: true, granular_scopes: granular }),
      '2': { body: page('2') },
      '3': graphRefusal(100, 33),
    });

    expect(await ids()).toEqual(['1', '2']);
    expect(http.askedAt('9')).toEqual([]);
    expect(http.askedAt('2')).toHaveLength(1);
  });

  it('has the pages of businesses, owned and looked after', async () => {
    const { ids } = pagesWith({
      'me/accounts': list([page('1')]),
      'me/businesses': list([{ id: '50', name: 'B' }, { id: '60', name: 'C' }]),
      '50/owned_pages': [list([page('1', { access_token: undefined }), page('2')], 'c1'), list([page('3')])],
      '50/client_pages': list([page('4')]),
      '60/owned_pages': graphRefusal(200),
      '60/client_pages': graphRefusal(100),
    });

    expect(await ids()).toEqual(['1', '2', '3', '4']);
  });

  it('takes the form of a page that has a token', async () => {
    const { pages } = pagesWith({ 'me/accounts': list([page('1', { access_token: undefined })]), 'me/businesses': list([{ id: '50' }]), '50/owned_pages': list([page('1')]), '50/client_pages': list([]) });

    expect(await pages).toMatchObject([{ id: '1', access_token: 'EAA-1' }]);
  });

  it.each([
    ['is not asked for', ['pages_show_list'], 0],
    ['is asked for', ['pages_show_list', 'business_management'], 1],
  ])('without the permission for businesses or with it › their part %s', async (_, scopes, calls) => {
    const { http, pages } = pagesWith({}, scopes);
    await pages;

    expect(http.askedAt('me/businesses')).toHaveLength(calls);
  });

  it.each<[string, GraphReply, string]>([
    ['me/accounts', graphRefusal(200), 'missing_scopes'],
    ['me/accounts', graphRefusal(190, 458), 'revoked'],
    ['debug_token', { status: 503 }, 'unavailable'],
    ['debug_token', graphRefusal(190), 'misconfigured'],
    ['me/businesses', { status: 500 }, 'unavailable'],
    ['me/businesses', graphRefusal(4), 'rate_limited'],
    ['me/businesses', 'timeout', 'timeout'],
  ])('is not taken for whole while %s fails', async (path, reply, kind) => {
    await expect(pagesWith({ [path]: reply }).pages).rejects.toMatchObject({ kind, step: 'candidates' });
  });
});

describe('a page that may not be posted for', () => {
  it.each([
    [{ access_token: 'x', tasks: ['MANAGE'] }, null],
    [{ access_token: 'x', tasks: ['ANALYZE', 'CREATE_CONTENT'] }, null],
    [{ access_token: 'x', tasks: ['ANALYZE', 'ADVERTISE'] }, 'Your role on this page does not let you post.'],
    [{ access_token: 'x' }, 'Your role on this page does not let you post.'],
    [{ tasks: ['MANAGE'] }, 'You have no role on this page, or did not share it with this app.'],
  ])('says why: %j', (facts, reason) => {
    expect(reasonAgainst({ id: '1', ...facts })).toBe(reason);
  });
});
