import { stableId } from '../../core/identifiers.js';
import { accessDenied, apiErrors } from '../../networks/linkedin/linkedin.failures.js';
import { introspect, linkedinOAuth } from '../../networks/linkedin/linkedin.oauth.js';
import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { me, organizationAcls, organizations, rest, userinfo } from './linkedin-page.api.js';

const WWW = 'www.linkedin.com';
const API = 'api.linkedin.com';

const scopes = [
  'r_basicprofile',
  'r_organization_admin',
  'rw_organization_admin',
  'r_organization_social',
  'w_organization_social',
  'w_member_social',
  'r_organization_social_feed',
  'w_organization_social_feed',
  'w_member_social_feed',
  'r_organization_followers',
];

/** LinkedIn for the pages of organizations: the Community Management API, alone on an app of its own. */
export const linkedinPage: Twin = {
  label: 'LinkedIn Page',
  oauth: linkedinOAuth(scopes),
  routes: [
    { methods: ['GET', 'POST'], host: WWW, path: '/oauth/v2/authorization', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host: WWW, path: '/oauth/v2/accessToken', step: tokenStep, answer: tokenEndpoint },
    { methods: ['POST'], host: WWW, path: '/oauth/v2/introspectToken', step: 'introspect', answer: introspect },
    { methods: ['GET'], host: API, path: '/v2/me', step: 'me', answer: me },
    { methods: ['GET'], host: API, path: '/v2/userinfo', step: 'userinfo', answer: userinfo },
    { methods: ['GET'], host: API, path: '/rest/organizationAcls', step: 'organization-acls', answer: organizationAcls },
    { methods: ['GET'], host: API, path: '/rest/organizations', step: 'organizations', answer: organizations },
    { methods: ['GET'], host: API, path: '/rest/organizations/*', step: 'organizations', answer: organizations },
    { methods: ['GET', 'POST', 'PUT', 'DELETE'], host: API, path: '/rest/*', step: 'rest', answer: rest },
  ],
  namedAnswers: {
    throttled: apiErrors.throttled,
    'internal-error': apiErrors.internal,
    'revoked-token': apiErrors.revokedToken,
    'access-denied': accessDenied('organizationAcls.FINDER-roleAssignee.202607'),
  },
  // Per app: not the subject that the same member has for an app for profiles.
  subjectOf: (persona) => stableId(`linkedin-page:${persona}`, 10),
};
