import type { ProviderExpectation } from './provider-expectation.js';

const graph = (path: string) => ({ host: 'graph.facebook.com', path: `/v25.0/${path}` });

const scopes = ['instagram_basic', 'pages_show_list', 'business_management', 'pages_read_engagement', 'instagram_content_publish'];

const refused = (code: number, subcode?: number) => ({
  error: { message: 'A sentence for developers.', type: 'OAuthException', code, ...(subcode !== undefined && { error_subcode: subcode }), fbtrace_id: 'A1' },
});

/** Instagram's accounts behind Facebook's pages, by Meta's documents. */
export const onInstagramFacebook: ProviderExpectation = {
  authorizePage: 'https://www.facebook.com/v25.0/dialog/oauth',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(','), auth_type: 'rerequest' },
  pkce: false,
  tokenEndpoint: graph('oauth/access_token'),
  identifyEndpoint: graph('me'),
  probeEndpoint: graph('x'),
  furtherLegs: [graph('me/permissions'), graph('debug_token'), graph('me/accounts'), graph('me/businesses')],
  appFeatures: ['require_app_secret'],
  grantedScopes: [...scopes].sort(),
  unticked: ['pages_read_engagement', 'instagram_content_publish'],
  candidates: [{ kind: 'instagram_account', accountType: 'business', displayName: 'Analytical Engines', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 400, body: refused(190, 463) },
    revoked: { at: 'api', status: 400, body: refused(190, 458) },
    missing_scopes: { at: 'api', status: 403, body: refused(200) },
    misconfigured: { at: 'token', status: 400, body: refused(101) },
    restricted: { at: 'api', status: 403, body: refused(25, 2207050) },
    rejected: { at: 'api', status: 400, body: refused(100) },
    no_connectable_account: { never: 'somebody without linked accounts has an empty list' },
  },
};
