import type { ProviderExpectation } from './provider-expectation.js';

const scopes = ['instagram_business_basic', 'instagram_business_content_publish'];
const refused = (code: number, subcode?: number) => ({ error: { message: 'A sentence.', type: 'OAuthException', code, ...(subcode !== undefined && { error_subcode: subcode }) } });

/** Instagram by its own login, by its documents. */
export const onInstagram: ProviderExpectation = {
  authorizePage: 'https://www.instagram.com/oauth/authorize',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(','), enable_fb_login: '0', force_authentication: '1' },
  pkce: false,
  tokenEndpoint: { host: 'api.instagram.com', path: '/oauth/access_token' },
  identifyEndpoint: { host: 'graph.instagram.com', path: '/v25.0/me' },
  furtherLegs: [{ host: 'graph.instagram.com', path: '/access_token' }],
  appFeatures: [],
  grantedScopes: scopes,
  unticked: ['instagram_business_content_publish'],
  candidates: [{ kind: 'profile', accountType: 'business', displayName: 'Ada Lovelace', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 400, body: refused(190, 463) },
    revoked: { at: 'api', status: 400, body: refused(190, 458) },
    missing_scopes: { at: 'api', status: 400, body: refused(10) },
    restricted: { at: 'api', status: 400, body: refused(25, 2207050) },
    misconfigured: { at: 'token', status: 400, body: { error_type: 'OAuthException', code: 400, error_message: 'Invalid platform app' } },
    rejected: { at: 'api', status: 400, body: refused(506) },
    no_connectable_account: { at: 'api', status: 400, body: refused(100) },
  },
};
