import type { ProviderExpectation } from './provider-expectation.js';

const scopes = ['r_basicprofile', 'rw_organization_admin', 'w_organization_social', 'r_organization_social'];

const refused = (status: number, serviceErrorCode: number, code: string) => ({ status, serviceErrorCode, code, message: 'A sentence for developers.' });

/** LinkedIn's pages, by its documents. */
export const onLinkedInPage: ProviderExpectation = {
  authorizePage: 'https://www.linkedin.com/oauth/v2/authorization',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(' ') },
  pkce: false,
  tokenEndpoint: { host: 'www.linkedin.com', path: '/oauth/v2/accessToken' },
  identifyEndpoint: { host: 'api.linkedin.com', path: '/v2/me' },
  probeEndpoint: { host: 'api.linkedin.com', path: '/rest/organizationAcls' },
  furtherLegs: [
    { host: 'api.linkedin.com', path: '/rest/organizationAcls' },
    { host: 'api.linkedin.com', path: '/rest/organizations*' },
  ],
  appFeatures: ['refresh_token', 'standard_tier'],
  grantedScopes: [...scopes].sort(),
  unticked: { never: 'LinkedIn grants all or nothing' },
  candidates: [{ kind: 'organization', accountType: 'organization', displayName: 'Lovelace & Company', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 401, body: refused(401, 65602, 'EXPIRED_ACCESS_TOKEN') },
    revoked: { at: 'api', status: 401, body: refused(401, 65601, 'REVOKED_ACCESS_TOKEN') },
    missing_scopes: { at: 'api', status: 403, body: refused(403, 100, 'ACCESS_DENIED') },
    misconfigured: { at: 'token', status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } },
    rejected: { at: 'api', status: 422, body: { status: 422, message: 'Unprocessable' } },
    restricted: { never: 'LinkedIn has no code for a restricted member: it arrives as a revoked token' },
    no_connectable_account: { never: 'a member without pages has an empty list' },
  },
};
