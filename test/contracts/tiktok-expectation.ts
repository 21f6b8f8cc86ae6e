import type { ProviderExpectation } from './provider-expectation.js';

const logId = '202207280326050102231031430C7E754E';

const refusedByApi = (code: string) => ({ data: {}, error: { code, message: 'A sentence for developers.', log_id: logId } });

/** TikTok, by its documents. */
export const onTikTok: ProviderExpectation = {
  authorizePage: 'https://www.tiktok.com/v2/auth/authorize/',
  authorizeParameters: {
    response_type: 'code',
    client_key: 'contract-client',
    scope: 'user.info.basic,user.info.profile,video.publish,video.upload',
    disable_auto_auth: '1',
  },
  pkce: false,
  tokenEndpoint: { host: 'open.tiktokapis.com', path: '/v2/oauth/token/' },
  identifyEndpoint: { host: 'open.tiktokapis.com', path: '/v2/user/info/' },
  appFeatures: [],
  grantedScopes: ['user.info.basic', 'user.info.profile', 'video.publish', 'video.upload'],
  unticked: ['video.publish'],
  withdrawalLooksExpired: true,
  candidates: [{ kind: 'profile', accountType: 'creator', displayName: 'Ada Lovelace', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 401, body: refusedByApi('access_token_invalid') },
    revoked: { never: 'a withdrawn authorization answers as an expired token does; the refresh tells' },
    missing_scopes: { at: 'api', status: 401, body: refusedByApi('scope_not_authorized') },
    misconfigured: { at: 'token', status: 200, body: { error: 'invalid_client', error_description: 'Client key or secret is incorrect.', log_id: logId } },
    restricted: { at: 'api', status: 200, body: refusedByApi('spam_risk_user_banned_from_posting') },
    rejected: { at: 'api', status: 400, body: refusedByApi('invalid_params') },
    no_connectable_account: { never: 'the person is always connectable' },
  },
};
