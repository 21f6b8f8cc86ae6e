import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { apiErrors, idOf, MEDIA_HOST, profileImage, userAccount } from './pinterest.api.js';
import { pinterestOAuth } from './pinterest.oauth.js';

const WWW = 'www.pinterest.com';
const API = 'api.pinterest.com';

/** Pinterest, API v5. */
export const pinterest: Twin = {
  label: 'Pinterest',
  oauth: pinterestOAuth,
  routes: [
    { methods: ['GET', 'POST'], host: WWW, path: '/oauth/', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: API, path: '/v5/oauth/token', step: tokenStep, answer: tokenEndpoint },
    { methods: ['GET'], host: API, path: '/v5/user_account', step: 'user-account', answer: userAccount },
    { methods: ['GET'], host: MEDIA_HOST, path: '/600x600_R/*', step: 'picture', answer: profileImage },
  ],
  namedAnswers: {
    'rate-limited': apiErrors.rateLimited,
    'internal-error': apiErrors.internal,
    'authentication-failed': apiErrors.authenticationFailed,
    'authorization-failed': apiErrors.authorizationFailed,
  },
  subjectOf: idOf,
};
