import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { apiErrors, MEDIA_HOST, picture, userIdOf, usersMe } from './x.api.js';
import { revoke, xOAuth } from './x.oauth.js';

const API = 'api.x.com';

/** X, API v2 in the user's context. */
export const x: Twin = {
  label: 'X',
  oauth: xOAuth,
  routes: [
    { methods: ['GET', 'POST'], host: 'x.com', path: '/i/oauth2/authorize', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: API, path: '/2/oauth2/token', step: tokenStep, answer: tokenEndpoint },
    { methods: ['POST'], host: API, path: '/2/oauth2/revoke', step: 'revoke', answer: revoke },
    { methods: ['GET'], host: API, path: '/2/users/me', step: 'users-me', answer: usersMe },
    { methods: ['GET'], host: MEDIA_HOST, path: '/profile_images/*', step: 'picture', answer: picture },
  ],
  namedAnswers: {
    'credits-depleted': apiErrors.creditsDepleted,
    'usage-capped': apiErrors.usageCapped,
    unauthorized: apiErrors.unauthorized,
    unavailable: apiErrors.unavailable,
  },
  subjectOf: userIdOf,
};
