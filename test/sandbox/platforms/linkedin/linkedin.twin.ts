import { stableId } from '../../core/identifiers.js';
import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { MEDIA_HOST, me, portraitImage, rest, userinfo } from './linkedin.api.js';
import { accessDenied, apiErrors } from '../../networks/linkedin/linkedin.failures.js';
import { introspect, linkedinOAuth } from '../../networks/linkedin/linkedin.oauth.js';

const WWW = 'www.linkedin.com';
const API = 'api.linkedin.com';

/** LinkedIn for personal profiles: sign-in by OpenID Connect and sharing on behalf of the member. */
export const linkedin: Twin = {
  label: 'LinkedIn',
  oauth: linkedinOAuth(['openid', 'profile', 'email', 'w_member_social']),
  routes: [
    { methods: ['GET', 'POST'], host: WWW, path: '/oauth/v2/authorization', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: WWW, path: '/oauth/v2/accessToken', step: tokenStep, answer: tokenEndpoint },
    { methods: ['POST'], host: WWW, path: '/oauth/v2/introspectToken', step: 'introspect', answer: introspect },
    { methods: ['GET'], host: API, path: '/v2/userinfo', step: 'userinfo', answer: userinfo },
    { methods: ['GET'], host: API, path: '/v2/me', step: 'me', answer: me },
    { methods: ['GET', 'POST', 'PUT', 'DELETE'], host: API, path: '/rest/*', step: 'rest', answer: rest },
    { methods: ['GET'], host: MEDIA_HOST, path: '/dms/image/*', step: 'picture', answer: portraitImage },
  ],
  namedAnswers: {
    throttled: apiErrors.throttled,
    'internal-error': apiErrors.internal,
    'invalid-token': apiErrors.invalidToken,
    'revoked-token': apiErrors.revokedToken,
    'access-denied': accessDenied('userinfo.GET.NO_VERSION'),
  },
  // Pairwise per app, as LinkedIn's `sub` is.
  subjectOf: (persona) => stableId(`linkedin:${persona}`, 10),
};
