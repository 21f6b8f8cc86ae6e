import { describe, expect, it } from '@jest/globals';
import { FakeGraphApi, graphRefusal, graphSample, inspected, type GraphReply } from '../../../../test/fakes/graph-api.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { aTokenSet, anIdentity } from '../../../../test/fakes/provider.fake.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { createProvider } from '../../protocol/create-provider.js';
import { instagramFacebook } from './instagram-facebook.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object;
}

const rows = [...graphSample<ErrorRow[]>('meta', 'errors'), ...graphSample<ErrorRow[]>('meta', 'instagram-errors')];
const accounts: GraphReply = { body: graphSample('instagram-facebook', 'accounts') };
const soundToken: GraphReply = { body: graphSample('instagram-facebook', 'debug-token') };
const nested = 'id,name,access_token,tasks,instagram_business_account{id,username,name,profile_picture_url}';
const nothing = { debug_token: inspected({ is_valid: true }), 'me/businesses': { body: { data: [] } } };
const id = '17841405822304914';
const acme = { id, username: 'acme' };

function instagramWith(routes: Readonly<Record<string, GraphReply | readonly GraphReply[]>>) {
  const http = new FakeGraphApi({ ...nothing, ...routes });
  const unused = { authorize: () => Promise.reject(new Error('no browser here')), exchange: () => Promise.reject(new Error('no browser here')) };
  const provider = createProvider(providerContext(instagramFacebook, http), () => unused);
  return { http, provider, list: () => provider.listCandidates(aTokenSet({ scopes: null }), anIdentity()) };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', ({ step, status, body, kind }) => {
    const receivedAt = new Date('2026-11-24T12:00:00.000Z');
    expect(judge({ step, status, headers: {}, json: body, text: JSON.stringify(body), receivedAt }, instagramFacebook.classify).kind).toBe(kind);
  });

  it.each<[string, GraphReply, ProviderErrorKind]>([
    ['a page', { status: 400, body: '<html>2207050</html>' }, 'invalid_response'],
    ['an empty body', { status: 400 }, 'invalid_response'],
    ['a truncated body', { body: '{"data":[{"id":"12' }, 'invalid_response'],
    ['another shape', { body: { accounts: [] } }, 'invalid_response'],
    ['an error inside a 200', { body: { error: { code: 25, error_subcode: 2207050 } } }, 'invalid_response'],
  ])('does not take %s for a verdict about the person', async (_, reply, kind) => {
    await expect(instagramWith({ 'me/accounts': reply }).list()).rejects.toMatchObject({ kind, step: 'candidates' });
  });
});

describe('accounts', () => {
  it('are those of the documented sample, with the token of their page, by one question; a page without one is left out', async () => {
    const { http, list } = instagramWith({ 'me/accounts': accounts });
    const found = await list();

    expect(found.map(({ credentials, ...shown }) => ({ ...shown, credentials: credentials?.use((token) => token) }))).toEqual([
      {
        kind: 'instagram_account',
        platformUserId: id,
        accountType: 'business',
        displayName: 'Acme',
        username: 'acme',
        avatarUrl: 'https://scontent.xx.fbcdn.net/v/acme.jpg',
        profileUrl: 'https://www.instagram.com/acme/',
        selectable: true,
        reason: null,
        credentials: 'EAA-page-1234',
      },
    ]);
    expect(http.askedAt('me/accounts').map(({ fields }) => fields)).toEqual([nested]);
    expect(http.sent.map(({ url }) => url.split('/').at(-1))).toEqual(['accounts', 'debug_token', 'businesses']);
  });

  it('of a page that may not be posted for › name it', async () => {
    const page = { id: '1234', name: 'My Page', access_token: 'x', tasks: ['ANALYZE'], instagram_business_account: acme };

    expect(await instagramWith({ 'me/accounts': { body: { data: [page] } } }).list()).toMatchObject([
      { displayName: 'acme', selectable: false, reason: 'It is linked to the page My Page: Your role on this page does not let you post.', credentials: null },
    ]);
  });

  it('may leave out all but an id, which is kept verbatim', async () => {
    const page = { id: '1', access_token: 'x', tasks: ['MANAGE'], instagram_business_account: { id: '178414058223049141234' } };

    expect(await instagramWith({ 'me/accounts': { body: { data: [page] } } }).list()).toMatchObject([
      { platformUserId: '178414058223049141234', displayName: '', username: null, profileUrl: null, avatarUrl: null, selectable: true },
    ]);
  });
});

describe('accounts that cannot be asked for in the list', () => {
  const plainPage = (page: string, more: object = {}): object => ({ id: page, name: `Page ${page}`, access_token: `EAA-${page}`, tasks: ['MANAGE'], ...more });
  const plain: GraphReply = { body: { data: [plainPage('1'), plainPage('2'), plainPage('3', { access_token: undefined }), plainPage('4')] } };

  it('are asked for page by page, with the token of each', async () => {
    const { http, list } = instagramWith({
      'me/accounts': [graphRefusal(10), plain],
      '1': { body: { id: '1', instagram_business_account: acme } },
      '2': { body: { id: '2' } },
      '4': graphRefusal(10),
    });

    expect(await list()).toMatchObject([{ platformUserId: id, selectable: true }]);
    expect(http.askedAt('me/accounts').map(({ fields }) => fields)).toEqual([nested, 'id,name,access_token,tasks']);
    expect(http.tokensAt('1')).toEqual(['EAA-1']);
    expect(http.askedAt('3')).toEqual([]);
  });

  it('of a business’s pages alone › are found as well', async () => {
    const { list } = instagramWith({
      'me/accounts': { body: { data: [] } },
      'me/businesses': { body: { data: [{ id: '50' }] } },
      '50/owned_pages': [graphRefusal(10), { body: { data: [plainPage('1')] } }],
      '50/client_pages': { body: { data: [] } },
      '1': { body: { id: '1', instagram_business_account: acme } },
    });

    expect(await list()).toMatchObject([{ platformUserId: id }]);
  });

  it.each<[string, GraphReply | readonly GraphReply[], ProviderErrorKind]>([
    ['the list is refused as well', graphRefusal(10), 'missing_scopes'],
    ['the refusal has another cause', graphRefusal(200), 'missing_scopes'],
    ['a page has an outage', [graphRefusal(10), plain], 'unavailable'],
  ])('fail where %s', async (_, reply, kind) => {
    await expect(instagramWith({ 'me/accounts': reply, '1': { status: 503 }, '2': { body: { id: '2' } }, '4': { body: { id: '4' } } }).list()).rejects.toMatchObject({ kind });
  });
});

describe('an account that is connected', () => {
  it.each<[string, GraphReply, GraphReply, object]>([
    ['that answers', { body: graphSample('instagram-facebook', 'account') }, soundToken, { verdict: 'healthy' }],
    ['that is restricted', graphRefusal(25, 2207050), soundToken, { verdict: 'restricted' }],
    ['whose person is at a checkpoint', graphRefusal(190, 459), soundToken, { verdict: 'restricted' }],
    ['whose person lost the page', graphRefusal(190, 492), soundToken, { verdict: 'broken', reason: 'role_lost' }],
    ['that is linked no more', graphRefusal(100, 33), soundToken, { verdict: 'missing-scopes', scopes: [] }],
    ['that is not shared any more', graphRefusal(100, 33), inspectedFor('99'), { verdict: 'missing-scopes', scopes: ['instagram_basic'] }],
    ['whose permission to post was taken back', { body: acme }, inspectedWith(['instagram_basic', 'pages_show_list', 'pages_read_engagement']), { verdict: 'missing-scopes', scopes: ['instagram_content_publish'] }],
  ])('%s', async (_, reply, inspection, verdict) => {
    const { http, provider } = instagramWith({ [id]: reply, debug_token: inspection });

    expect(await provider.probe({ platformUserId: id, tokens: aTokenSet(), credentials: Secret.of('EAA-page') })).toEqual(verdict);
    expect(http.tokensAt(id)).toEqual(['EAA-page']);
  });
});

function sound(): Readonly<Record<string, unknown>> {
  return graphSample<{ data: Readonly<Record<string, unknown>> }>('instagram-facebook', 'debug-token').data;
}

function inspectedFor(account: string): GraphReply {
  return inspected({ ...sound(), granular_scopes: [{ scope: 'instagram_basic', target_ids: [account] }] });
}

function inspectedWith(scopes: readonly string[]): GraphReply {
  return inspected({ ...sound(), scopes });
}
