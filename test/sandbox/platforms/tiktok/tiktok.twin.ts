import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { avatarImage, creatorInfo, MEDIA_HOST, openIdOf, userInfo } from './tiktok.api.js';
import { apiErrors } from './tiktok.failures.js';
import { revoke, tiktokOAuth } from './tiktok.oauth.js';

const WWW = 'www.tiktok.com';
const API = 'open.tiktokapis.com';

/** TikTok: Login Kit for Web, user info and what stands before a post. */
export const tiktok: Twin = {
  label: 'TikTok',
  oauth: tiktokOAuth,
  routes: [
    { methods: ['GET', 'POST'], host: WWW, path: '/v2/auth/authorize/', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: API, path: '/v2/oauth/token/', step: tokenStep, answer: tokenEndpoint },
    { methods: ['POST'], host: API, path: '/v2/oauth/revoke/', step: 'revoke', answer: revoke },
    { methods: ['GET'], host: API, path: '/v2/user/info/', step: 'user-info', answer: userInfo },
    { methods: ['POST'], host: API, path: '/v2/post/publish/creator_info/query/', step: 'creator-info', answer: creatorInfo },
    { methods: ['GET'], host: MEDIA_HOST, path: '/avatar/*', step: 'picture', answer: avatarImage },
  ],
  namedAnswers: {
    'rate-limited': apiErrors.rateLimited,
    'internal-error': apiErrors.internal,
    'invalid-token': apiErrors.invalidToken,
    'scope-not-authorized': apiErrors.scopeNotAuthorized,
    'daily-cap': apiErrors.dailyCap,
  },
  subjectOf: openIdOf,
};
