import type { ProviderExpectation } from './provider-expectation.js';

const scopes = ['https://www.googleapis.com/auth/youtube.readonly', 'https://www.googleapis.com/auth/youtube.upload'];

const refused = (code: number, reason: string) => ({ error: { code, message: 'A sentence for developers.', errors: [{ message: 'x', domain: 'youtube', reason }] } });

/** YouTube, by its documents. */
export const onYouTube: ProviderExpectation = {
  authorizePage: 'https://accounts.google.com/o/oauth2/v2/auth',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(' '), access_type: 'offline', prompt: 'consent select_account' },
  pkce: true,
  tokenEndpoint: { host: 'oauth2.googleapis.com', path: '/token' },
  identifyEndpoint: { host: 'www.googleapis.com', path: '/youtube/v3/channels' },
  appFeatures: [],
  grantedScopes: scopes,
  unticked: ['https://www.googleapis.com/auth/youtube.upload'],
  withdrawalLooksExpired: true,
  candidates: [{ kind: 'channel', accountType: 'channel', displayName: 'Ada Lovelace', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 401, body: refused(401, 'authError') },
    revoked: { at: 'api', status: 403, body: refused(403, 'channelForbidden') },
    missing_scopes: { at: 'api', status: 403, body: refused(403, 'insufficientPermissions') },
    misconfigured: { at: 'token', status: 401, body: { error: 'invalid_client', error_description: 'The OAuth client was not found.' } },
    restricted: { at: 'api', status: 403, body: refused(403, 'authenticatedUserAccountSuspended') },
    rejected: { at: 'api', status: 400, body: refused(400, 'invalidFilters') },
    no_connectable_account: { at: 'api', status: 401, body: refused(401, 'youtubeSignupRequired') },
  },
};
