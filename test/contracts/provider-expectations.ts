import type { RegisteredPlatformKey } from '../../src/oauth-providers/platforms/registry.js';
import { onBluesky } from './bluesky-expectation.js';
import { onFacebook } from './facebook-expectation.js';
import { onInstagramFacebook } from './instagram-facebook-expectation.js';
import { onInstagram } from './instagram-expectation.js';
import { onLinkedInPage } from './linkedin-page-expectation.js';
import { onItsKin, onMastodonSocial } from './mastodon-expectations.js';
import { onPinterest } from './pinterest-expectation.js';
import type { CredentialsExpectation, ProviderExpectation } from './provider-expectation.js';
import { onThreads } from './threads-expectation.js';
import { onTikTok } from './tiktok-expectation.js';
import { onX } from './x-expectation.js';
import { onYouTube } from './youtube-expectation.js';

/** A platform at servers that differ. */
export const furtherExpectations: Readonly<Partial<Record<RegisteredPlatformKey, Readonly<Record<string, ProviderExpectation>>>>> = {
  mastodon: onItsKin,
};

/** One entry per platform of the registry; the compiler asks for it. */
export const expectations: Readonly<Record<RegisteredPlatformKey, ProviderExpectation | CredentialsExpectation>> = {
  linkedin: {
    authorizePage: 'https://www.linkedin.com/oauth/v2/authorization',
    authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: 'openid profile w_member_social' },
    pkce: false,
    tokenEndpoint: { host: 'www.linkedin.com', path: '/oauth/v2/accessToken' },
    identifyEndpoint: { host: 'api.linkedin.com', path: '/v2/userinfo' },
    appFeatures: ['refresh_token'],
    grantedScopes: ['openid', 'profile', 'w_member_social'],
    unticked: { never: 'LinkedIn grants all or nothing' },
    candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
    refusals: {
      token_expired: {
        at: 'api',
        status: 401,
        body: { status: 401, serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN', message: 'The token used in the request has expired' },
      },
      revoked: {
        at: 'api',
        status: 401,
        body: { status: 401, serviceErrorCode: 65601, code: 'REVOKED_ACCESS_TOKEN', message: 'The token used in the request has been revoked' },
      },
      missing_scopes: {
        at: 'api',
        status: 403,
        body: { status: 403, serviceErrorCode: 100, code: 'ACCESS_DENIED', message: 'Not enough permissions to access: userinfo' },
      },
      misconfigured: {
        at: 'token',
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
      rejected: { at: 'api', status: 422, body: { status: 422, message: 'Unprocessable' } },
      restricted: { never: 'LinkedIn has no code for a restricted member: it arrives as a revoked token' },
      no_connectable_account: { never: 'the member is always connectable' },
    },
  },
  'linkedin-page': onLinkedInPage,
  x: onX,
  facebook: onFacebook,
  instagram: onInstagram,
  'instagram-facebook': onInstagramFacebook,
  tiktok: onTikTok,
  youtube: onYouTube,
  threads: onThreads,
  pinterest: onPinterest,
  bluesky: onBluesky,
  mastodon: onMastodonSocial,
};
