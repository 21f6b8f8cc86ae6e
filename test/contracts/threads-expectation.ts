import type { ProviderExpectation } from './provider-expectation.js';

const scopes = ['threads_basic', 'threads_content_publish'];
const refused = (code: number, message = 'A sentence.', subcode = 0) => ({ error: { message, type: 'OAuthException', code, error_subcode: subcode } });

/** Threads, by its documents. */
export const onThreads: ProviderExpectation = {
  authorizePage: 'https://threads.com/oauth/authorize',
  authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: scopes.join(',') },
  pkce: false,
  tokenEndpoint: { host: 'graph.threads.com', path: '/oauth/access_token' },
  identifyEndpoint: { host: 'graph.threads.com', path: '/v1.0/me' },
  furtherLegs: [{ host: 'graph.threads.com', path: '/access_token' }],
  appFeatures: [],
  grantedScopes: scopes,
  unticked: { never: 'Threads does not say what was granted' },
  candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
  refusals: {
    token_expired: { at: 'api', status: 400, body: refused(190, 'Error validating access token: Session has expired on Thursday, 16-Jul-26 07:00:00 PDT.') },
    revoked: { at: 'api', status: 400, body: refused(190, 'Error validating access token: The user has not authorized application.', 458) },
    missing_scopes: { at: 'api', status: 400, body: refused(10) },
    restricted: { at: 'api', status: 400, body: refused(368) },
    misconfigured: { at: 'token', status: 400, body: refused(101, 'Error validating application.') },
    rejected: { at: 'api', status: 400, body: refused(100) },
    no_connectable_account: { never: 'the person is always connectable' },
  },
};
