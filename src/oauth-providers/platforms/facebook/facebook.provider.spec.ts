import { describe, expect, it } from '@jest/globals';
import { FakeGraphApi, graphRefusal, graphSample, inspected, type GraphReply } from '../../../../test/fakes/graph-api.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { aTokenSet, anIdentity } from '../../../../test/fakes/provider.fake.js';
import { Secret } from '../../../kernel/secret.js';
import { passportConnect } from '../../adapters/passport/passport-connect.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import { createProvider } from '../../protocol/create-provider.js';
import { PlainAddresses } from '../../../../test/fakes/platform-address.fake.js';
import { facebook } from './facebook.provider.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object;
}

const rows = graphSample<ErrorRow[]>('meta', 'errors');

function facebookWith(routes: Readonly<Record<string, GraphReply | readonly GraphReply[]>>, environment: Readonly<Record<string, string>> = {}) {
  const http = new FakeGraphApi(routes);
  return { http, provider: createProvider(providerContext(facebook, http, { environment }), passportConnect(new PlainAddresses())) };
}

async function dialogWith(environment: Readonly<Record<string, string>>): Promise<URL> {
  const { connect } = facebookWith({}, environment).provider;
  if (connect.kind !== 'redirect') throw new Error('no redirect');
  return new URL((await connect.authorize({ state: Secret.of('state-1'), appId: null })).url);
}

const listed = (data: unknown): Readonly<Record<string, GraphReply>> => ({
  'me/accounts': { body: { data } },
  debug_token: inspected({ is_valid: true }),
  'me/businesses': { body: { data: [] } },
});

const samplePage = graphSample<{ data: readonly Readonly<Record<string, unknown>>[] }>('facebook', 'accounts').data[0];

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect([...new Set(rows.map(({ row }) => row))]).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', ({ step, status, body, kind }) => {
    const receivedAt = new Date('2026-11-24T12:00:00.000Z');
    expect(judge({ step, status, headers: {}, json: body, text: JSON.stringify(body), receivedAt }, facebook.classify).kind).toBe(kind);
  });

  it.each<[string, GraphReply, ProviderErrorKind]>([
    ['a page', { status: 400, body: '<html>190</html>' }, 'invalid_response'],
    ['an empty body', { status: 400 }, 'invalid_response'],
    ['a truncated body', { body: '{"id":"10223' }, 'invalid_response'],
    ['another shape', { body: { sub: '1' } }, 'invalid_response'],
    ['an error inside a 200', { body: { error: { code: 190, error_subcode: 458 } } }, 'invalid_response'],
    ['a list', { status: 400, body: [{ error: { code: 190 } }] }, 'rejected'],
  ])('does not take %s for a verdict about the person', async (_, reply, kind) => {
    await expect(facebookWith({ me: reply }).provider.identify(aTokenSet())).rejects.toMatchObject({ kind, step: 'identify' });
  });
});

describe('the dialog', () => {
  it('asks for every permission again that was declined', async () => {
    const url = await dialogWith({});

    expect(`${url.origin}${url.pathname}`).toBe('https://www.facebook.com/v25.0/dialog/oauth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: 'https://service.test/v1/oauth/facebook/callback',
      scope: 'public_profile,pages_show_list,pages_read_engagement,pages_manage_posts,business_management',
      state: 'state-1',
      auth_type: 'rerequest',
    });
  });

  it('names a configuration of Facebook Login for Business instead of scopes', async () => {
    const { searchParams } = await dialogWith({ FACEBOOK_CONFIG_ID: '1234567890', FACEBOOK_API_VERSION: 'v26.0' });

    expect([searchParams.get('config_id'), searchParams.has('scope')]).toEqual(['1234567890', false]);
  });

  it('is that of the version of the settings', async () => {
    expect((await dialogWith({ FACEBOOK_API_VERSION: 'v26.0' })).pathname).toBe('/v26.0/dialog/oauth');
  });

  it('refuses a configuration that is none', () => {
    expect(() => facebookWith({}, { FACEBOOK_CONFIG_ID: 'https://x' })).toThrow('FACEBOOK_CONFIG_ID must be the id of a configuration');
  });
});

describe('pages', () => {
  const candidatesOf = (data: unknown) => facebookWith(listed(data)).provider.listCandidates(aTokenSet({ scopes: null }), anIdentity());

  it('are those of the documented sample, each with its own token', async () => {
    const [page] = await candidatesOf([samplePage]);

    expect({ ...page, credentials: page?.credentials?.use((token) => token) }).toEqual({
      kind: 'page',
      platformUserId: '1234',
      accountType: 'page',
      displayName: 'My Page',
      username: 'mypage',
      avatarUrl: 'https://scontent.xx.fbcdn.net/v/page.jpg',
      profileUrl: 'https://www.facebook.com/mypage',
      selectable: true,
      reason: null,
      credentials: 'EAA-page-1234',
    });
  });

  it('may leave out all but the id, which is kept verbatim beyond 2^53', async () => {
    expect(await candidatesOf([{ id: '90071992547409931' }])).toEqual([
      {
        kind: 'page',
        platformUserId: '90071992547409931',
        accountType: 'page',
        displayName: '',
        username: null,
        avatarUrl: null,
        profileUrl: null,
        selectable: false,
        reason: 'You have no role on this page, or did not share it with this app.',
        credentials: null,
      },
    ]);
  });

  it('that may not be posted for have a reason and no token', async () => {
    expect(await candidatesOf([{ ...samplePage, tasks: ['ANALYZE'] }])).toMatchObject([{ selectable: false, reason: 'Your role on this page does not let you post.', credentials: null }]);
  });
});

describe('a page that is connected', () => {
  it.each<[string, object, object]>([
    ['with every permission', ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts'], { verdict: 'healthy' }],
    ['without one to post', ['pages_show_list', 'pages_read_engagement'], { verdict: 'missing-scopes', scopes: ['pages_manage_posts'] }],
  ])('%s › is asked for with its own token', async (_, scopes, verdict) => {
    const { http, provider } = facebookWith({ '1234': { body: graphSample('facebook', 'page') }, debug_token: inspected({ is_valid: true, app_id: 'client-1', scopes }) });

    expect(await provider.probe({ platformUserId: '1234', tokens: aTokenSet(), credentials: Secret.of('EAA-page') })).toEqual(verdict);
    expect(http.tokensAt('1234')).toEqual(['EAA-page']);
  });

  it('and cannot be found, though all else is in order › is gone', async () => {
    const { provider } = facebookWith({ '1234': graphRefusal(100, 33), debug_token: { body: graphSample('facebook', 'debug-token') } });

    expect(await provider.probe({ platformUserId: '1234', tokens: aTokenSet(), credentials: Secret.of('EAA-page') })).toEqual({ verdict: 'broken', reason: 'account_gone' });
  });

  it('is not renewed: its token does not end', async () => {
    await expect(facebookWith({}).provider.renew(aTokenSet())).rejects.toMatchObject({ kind: 'rejected', platformCode: 'not_supported' });
  });
});
