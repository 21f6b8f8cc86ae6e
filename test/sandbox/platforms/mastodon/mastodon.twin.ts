import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Route, Twin } from '../twin.js';
import { avatarImage, idOf, instanceV1, instanceV2, metadata, registerApp, verifyCredentials } from './mastodon.api.js';
import { apiErrors } from './mastodon.failures.js';
import { revoke, rulesFor } from './mastodon.oauth.js';
import { hosts, servers, serverOf } from './mastodon.servers.js';

/** Mastodon and three of its kin, each a server of its own. */
export const mastodon: Twin = {
  label: 'Mastodon',
  oauth: null,
  servers: Object.fromEntries(Object.entries(servers).map(([host, server]) => [host, rulesFor(host, server)])),
  routes: hosts.flatMap(routesOf),
  namedAnswers: {
    'token-invalid': apiErrors.tokenInvalid,
    'token-revoked': apiErrors.tokenRevoked,
    'token-expired': apiErrors.tokenExpired,
    'outside-scopes': apiErrors.outsideScopes,
    'login-disabled': apiErrors.loginDisabled,
    'app-token': apiErrors.appToken,
    throttled: apiErrors.throttled,
    'temporary-problem': apiErrors.temporaryProblem,
  },
  subjectOf: (persona, host) => `${idOf(persona, host)}@${host}`,
};

function routesOf(host: string): readonly Route[] {
  const revocation: Route = { methods: ['POST'], host, path: '/oauth/revoke', step: 'revoke', answer: revoke };
  return [
    { methods: ['GET'], host, path: '/.well-known/oauth-authorization-server', step: 'metadata', answer: metadata },
    { methods: ['GET'], host, path: '/api/v2/instance', step: 'instance', answer: instanceV2 },
    { methods: ['GET'], host, path: '/api/v1/instance', step: 'instance', answer: instanceV1 },
    { methods: ['POST'], host, path: '/api/v1/apps', step: 'register-app', answer: registerApp },
    { methods: ['GET', 'POST'], host, path: '/oauth/authorize', step: 'authorize', answer: authorizeEndpoint },
    { methods: ['POST'], host, path: '/oauth/token', step: tokenStep, answer: tokenEndpoint },
    ...(serverOf(host).complete ? [revocation] : []),
    { methods: ['GET'], host, path: '/api/v1/accounts/verify_credentials', step: 'verify-credentials', answer: verifyCredentials },
    { methods: ['GET'], host, path: '/system/accounts/avatars/*', step: 'picture', answer: avatarImage },
  ];
}
