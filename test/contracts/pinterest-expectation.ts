import type { ProviderExpectation } from './provider-expectation.js';

const refused = (code: number) => ({ code, message: 'A sentence for developers.' });
const scopes = ['user_accounts:read', 'boards:read', 'boards:write', 'pins:read', 'pins:write'];

/** Pinterest, by its documents. */
export const onPinterest: ProviderExpectation = {
  authorizePage: 'https://www.pinterest.com/oauth/',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(',') },
  pkce: false,
  tokenEndpoint: { host: 'api.pinterest.com', path: '/v5/oauth/token' },
  identifyEndpoint: { host: 'api.pinterest.com', path: '/v5/user_account' },
  appFeatures: [],
  grantedScopes: [...scopes].sort(),
  unticked: { never: 'Pinterest grants all or nothing' },
  withdrawalLooksExpired: true,
  candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'adamakes', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 401, body: refused(2) },
    revoked: { never: 'a withdrawn authorization answers as an expired token does; the refresh tells' },
    missing_scopes: { at: 'api', status: 401, body: refused(3) },
    misconfigured: { at: 'token', status: 401, body: refused(2) },
    restricted: { at: 'api', status: 403, body: refused(403) },
    rejected: { at: 'api', status: 404, body: refused(40) },
    no_connectable_account: { never: 'the person is always connectable' },
  },
};
