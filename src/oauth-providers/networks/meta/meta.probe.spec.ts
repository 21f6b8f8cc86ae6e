import { describe, expect, it } from '@jest/globals';
import { FakeGraphApi, graphRefusal, graphSample, inspected, type GraphReply } from '../../../../test/fakes/graph-api.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../../test/fakes/provider-definition.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { Secret } from '../../../kernel/secret.js';
import { createProvider } from '../../protocol/create-provider.js';
import { classifyGraph } from './graph.errors.js';
import { facebookDialog, facebookLoginSettings, facebookTokens } from './meta.login.js';
import { probeByPageToken } from './meta.probe.js';

const definition = standardPlatform({
  settings: facebookLoginSettings('META'),
  authorize: facebookDialog(['public_profile', 'write']),
  token: facebookTokens,
  classify: classifyGraph,
  probe: (context, target) =>
    probeByPageToken(context, target, { scopes: ['pages_show_list', 'pages_manage_posts'], scopesOfAccounts: ['pages_manage_posts'], unseen: { verdict: 'broken', reason: 'account_gone' } }),
});

const sound = graphSample<{ data: Readonly<Record<string, unknown>> }>('facebook', 'debug-token').data;
const dead = { body: graphSample('facebook', 'debug-token-invalid') };
const seen: GraphReply = { body: { id: '1234' } };
const unclear = (cause: string, retryAfterSeconds: number | null = null) => ({ verdict: 'inconclusive', cause, retryAfterSeconds });

function probing(page: GraphReply, inspection: GraphReply = inspected(sound), credentials: Secret | null = Secret.of('EAA-page')) {
  const http = new FakeGraphApi({ '1234': page, debug_token: inspection });
  const provider = createProvider(providerContext(definition, http), () => ({ authorize: () => Promise.reject(new Error()), exchange: () => Promise.reject(new Error()) }));
  return { http, verdict: provider.probe({ platformUserId: '1234', tokens: aTokenSet(), credentials }) };
}

describe('an account that is used with a page token', () => {
  it('that answers and may post › is healthy', async () => {
    const { http, verdict } = probing(seen);

    expect(await verdict).toEqual({ verdict: 'healthy' });
    expect(http.tokensAt('1234')).toEqual(['EAA-page']);
    expect(http.askedAt('debug_token')).toEqual([{ input_token: 'EAA-page' }]);
  });

  it.each<[string, GraphReply, object]>([
    ['190/492', graphRefusal(190, 492), { verdict: 'broken', reason: 'role_lost' }],
    ['190/458', graphRefusal(190, 458), { verdict: 'broken', reason: 'revoked_by_user' }],
    ['190/460', graphRefusal(190, 460), { verdict: 'broken', reason: 'password_changed' }],
    ['190', graphRefusal(190), { verdict: 'broken', reason: 'authorization_invalid' }],
    ['190/463', graphRefusal(190, 463), { verdict: 'expired' }],
    ['190/459', graphRefusal(190, 459), { verdict: 'restricted' }],
    ['190/464', graphRefusal(190, 464), { verdict: 'restricted' }],
    ['a limit', graphRefusal(80001), unclear('rate_limited', 900)],
    ['an outage', { status: 500, body: { error: { code: 190, error_subcode: 458 } } }, unclear('unavailable')],
    ['a block for what was posted', graphRefusal(368), unclear('rejected')],
    ['our mistake', graphRefusal(100), unclear('rejected')],
    ['the operator’s mistake', graphRefusal(3), unclear('misconfigured')],
    ['another account', { body: { id: '999' } }, unclear('invalid_response')],
  ])('that answers with %s › needs no inspection', async (_, page, expected) => {
    const { http, verdict } = probing(page);

    expect(await verdict).toEqual(expected);
    expect(http.askedAt('debug_token')).toEqual([]);
  });

  const withoutPosting = { ...sound, scopes: ['pages_show_list'] };
  const elsewhere = { ...sound, granular_scopes: [{ scope: 'pages_manage_posts', target_ids: ['222'] }] };
  const everywhere = { ...sound, granular_scopes: [{ scope: 'pages_manage_posts' }] };

  it.each<[string, GraphReply, GraphReply, object]>([
    ['seen, but a permission was taken back', seen, inspected(withoutPosting), { verdict: 'missing-scopes', scopes: ['pages_manage_posts'] }],
    ['seen, and shared with us by itself', seen, inspected(elsewhere), { verdict: 'healthy' }],
    ['unseen, and all else is in order', graphRefusal(100, 33), inspected(sound), { verdict: 'broken', reason: 'account_gone' }],
    ['unseen, and every page is shared', graphRefusal(100, 33), inspected(everywhere), { verdict: 'broken', reason: 'account_gone' }],
    ['unseen, because it is not shared any more', graphRefusal(100, 33), inspected(elsewhere), { verdict: 'missing-scopes', scopes: ['pages_manage_posts'] }],
    ['unseen, because the role is lost', graphRefusal(100, 33), inspected({ is_valid: false, error: { code: 190, subcode: 492 } }), { verdict: 'broken', reason: 'role_lost' }],
    ['unseen, because the password changed', graphRefusal(100, 33), dead, { verdict: 'broken', reason: 'password_changed' }],
    ['unseen, by a token that is dead without a cause', graphRefusal(100, 33), inspected({ is_valid: false }), { verdict: 'broken', reason: 'authorization_invalid' }],
    ['unseen, at a checkpoint', graphRefusal(100, 33), inspected({ is_valid: false, error: { code: 190, subcode: 459 } }), { verdict: 'restricted' }],
    ['unseen, and Meta has an outage', graphRefusal(100, 33), inspected({ is_valid: false, error: { code: 2 } }), unclear('unavailable')],
    ['refused, because a permission is missing', graphRefusal(10), inspected(withoutPosting), { verdict: 'missing-scopes', scopes: ['pages_manage_posts'] }],
    ['refused, though every permission is there', graphRefusal(200), inspected(sound), unclear('missing_scopes')],
    ['seen by the token of another app', seen, inspected({ ...sound, app_id: '999' }), unclear('another_app')],
    ['seen, and our app is not accepted', seen, graphRefusal(190), unclear('misconfigured')],
    ['seen, and the inspection is down', seen, { status: 503 }, unclear('unavailable')],
    ['unseen, and the inspection is a page', graphRefusal(100, 33), { body: '<html>' }, unclear('invalid_response')],
  ])('that is %s', async (_, page, inspection, expected) => {
    expect(await probing(page, inspection).verdict).toEqual(expected);
  });

  it('without a token of its own › is not judged', async () => {
    expect(await probing(seen, inspected(sound), null).verdict).toEqual(unclear('no_page_token'));
  });
});
