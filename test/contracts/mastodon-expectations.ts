import { expect } from '@jest/globals';
import type { ProviderExpectation } from './provider-expectation.js';

const error = (text: string): object => ({ error: text });

function expectationAt(host: string, scopes: readonly string[], differences: Partial<ProviderExpectation>): ProviderExpectation {
  return {
    inputs: { instanceUrl: host },
    authorizePage: `https://${host}/oauth/authorize`,
    authorizeParameters: { response_type: 'code', client_id: expect.any(String), scope: scopes.join(' ') },
    pkce: false,
    tokenEndpoint: { host, path: '/oauth/token' },
    identifyEndpoint: { host, path: '/api/v1/accounts/verify_credentials' },
    appFeatures: [],
    grantedScopes: [...scopes].sort(),
    unticked: { never: 'Mastodon grants all or nothing' },
    candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
    refusals: {
      token_expired: { at: 'api', status: 401, body: error('The access token expired') },
      revoked: { at: 'api', status: 401, body: error('The access token was revoked') },
      missing_scopes: { at: 'api', status: 403, body: error('This action is outside the authorized scopes') },
      restricted: { at: 'api', status: 403, body: error('Your login is currently disabled') },
      misconfigured: { at: 'api', status: 422, body: error('This method requires an authenticated user') },
      rejected: { at: 'api', status: 403, body: error('This action is not allowed') },
      no_connectable_account: { never: 'the person is always connectable' },
    },
    ...differences,
  };
}

export const onMastodonSocial = expectationAt('mastodon.social', ['profile', 'write:statuses', 'write:media'], { pkce: true, tokensEnd: false });

/** The same provider at servers that differ. */
export const onItsKin = {
  'on old.mastodon.test': expectationAt('old.mastodon.test', ['read:accounts', 'write:statuses', 'write:media'], { tokensEnd: false }),
  'on pleroma.test': expectationAt('pleroma.test', ['read:accounts', 'write:statuses', 'write:media'], {}),
  'on tiny.mastodon.test': expectationAt('tiny.mastodon.test', ['read', 'write'], {
    tokensEnd: false,
    grantedScopes: ['read', 'read:accounts', 'write', 'write:media', 'write:statuses'],
  }),
};
