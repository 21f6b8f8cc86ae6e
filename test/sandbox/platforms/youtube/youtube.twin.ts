import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { apiErrors, channelIdOf, channels, MEDIA_HOST, thumbnail } from './youtube.api.js';
import { revoke, youtubeOAuth } from './youtube.oauth.js';

const TOKENS = 'oauth2.googleapis.com';

/** YouTube: Google's consent and the Data API v3. */
export const youtube: Twin = {
  label: 'YouTube',
  oauth: youtubeOAuth,
  routes: [
    { methods: ['GET', 'POST'], host: 'accounts.google.com', path: '/o/oauth2/v2/auth', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: TOKENS, path: '/token', step: tokenStep, answer: tokenEndpoint },
    { methods: ['POST'], host: TOKENS, path: '/revoke', step: 'revoke', answer: revoke },
    { methods: ['GET'], host: 'www.googleapis.com', path: '/youtube/v3/channels', step: 'channels', answer: channels },
    { methods: ['GET'], host: MEDIA_HOST, path: '/ytc/*', step: 'picture', answer: thumbnail },
  ],
  namedAnswers: {
    'quota-exceeded': apiErrors.quotaExceeded,
    'backend-error': apiErrors.backendError,
    'auth-error': apiErrors.authError,
    'insufficient-permissions': apiErrors.insufficientPermissions,
    'signup-required': apiErrors.signupRequired,
  },
  subjectOf: channelIdOf,
};
