import type { ProviderExpectation } from './provider-expectation.js';

const scopes = ['tweet.read', 'users.read', 'tweet.write', 'media.write', 'offline.access'];
const refused = (status: number, title: string, detail = 'A sentence.', type = 'about:blank') => ({ title, type, status, detail });

/** X, by its documents. */
export const onX: ProviderExpectation = {
  authorizePage: 'https://x.com/i/oauth2/authorize',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(' ') },
  pkce: true,
  tokenEndpoint: { host: 'api.x.com', path: '/2/oauth2/token' },
  identifyEndpoint: { host: 'api.x.com', path: '/2/users/me' },
  appFeatures: [],
  grantedScopes: [...scopes].sort(),
  unticked: { never: 'X grants all or nothing' },
  candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 401, body: refused(401, 'Unauthorized', 'Unauthorized') },
    revoked: { never: 'a withdrawn authorization answers as an expired token does; the refresh tells' },
    missing_scopes: { at: 'api', status: 403, body: refused(403, 'Forbidden', 'x', 'https://api.twitter.com/2/problems/oauth1-permissions') },
    misconfigured: { at: 'token', status: 401, body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' } },
    restricted: { at: 'api', status: 403, body: refused(403, 'Forbidden', 'Your account is temporarily locked. Please log in to https://x.com to unlock your account.') },
    rejected: { at: 'api', status: 403, body: refused(403, 'Forbidden', 'You are not permitted to perform this action.') },
    no_connectable_account: { never: 'the person is always connectable' },
  },
};
