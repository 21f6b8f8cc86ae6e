import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { authenticateClient } from '../../oauth/client-authentication.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';
import { OAuthFailure } from '../../oauth/failures.js';
import { Parameters } from '../../oauth/parameters.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';
import { tokenFailure } from '../../oauth/token-endpoint.js';
import type { Stage } from '../twin.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

function invalidRequest(description: string): FailureText {
  return { status: 400, error: 'invalid_request', description };
}

const badCode = invalidRequest('Value passed for the authorization code was invalid.');
const noHeader: FailureText = { status: 401, error: 'unauthorized_client', description: 'Missing valid authorization header' };

/** X's words: `invalid_request` for nearly everything. */
const failures: Partial<Record<FailureKind, FailureText>> = {
  client_auth_method: noHeader,
  client_unknown: noHeader,
  client_secret_wrong: noHeader,
  code_unknown: badCode,
  code_used: badCode,
  code_expired: badCode,
  code_of_other_client: badCode,
  redirect_uri_differs: invalidRequest('Value passed for the redirect uri did not match the uri of the authorization code.'),
  verifier_wrong: invalidRequest('Value passed for the code verifier did not match the code challenge.'),
  parameter_missing: invalidRequest('Missing required parameter [{detail}].'),
  unsupported_grant_type: { status: 400, error: 'unsupported_grant_type', description: 'Unsupported grant type {detail}' },
  refresh_token_invalid: invalidRequest('Value passed for the token was invalid.'),
};

export const xOAuth: OAuthRules = {
  clientIdParameter: 'client_id',
  clientAuthentication: 'basic',
  pkce: 'required',
  scopeSeparator: / +/,
  scopes: ['tweet.read', 'tweet.write', 'users.read', 'users.email', 'media.write', 'offline.access', 'timeline.read', 'like.read', 'like.write'],
  partialConsent: false,
  codeShape: { prefix: '', length: 91 },
  codeLifeSeconds: 30,
  usedCodeEndsGrant: false,
  accessShape: { prefix: '', length: 91 },
  accessLifeSeconds: 2 * HOUR,
  refresh: {
    shape: { prefix: '', length: 91 },
    lifeSeconds: 180 * DAY,
    rotates: true,
    boundsAccessToken: false,
    given: (_app, { scopes }) => scopes.includes('offline.access'),
  },
  failures,
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.href.endsWith('#')) return 'X takes no callback URI with a fragment.';
    const local = uri.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(uri.hostname);
    return uri.protocol === 'https:' || local ? null : 'X takes callback URIs with https, or with http on this machine.';
  },
  tokenBody({ grant, access, refresh, now }) {
    return {
      token_type: 'bearer',
      expires_in: secondsLeft(access, now),
      access_token: access.token,
      scope: grant.scopes.join(' '),
      ...(refresh && { refresh_token: refresh.token }),
    };
  },
  // One authorization of an app and a person is alive.
  replaces: () => true,
};

/** Takes a token of either kind, with the app's proof, and ends what it came from. */
export function revoke(request: SandboxRequest, stage: Stage): Answer {
  try {
    const app = authenticateClient(request, stage);
    const presented = stage.grants.find(new Parameters(request.form).required('token'), stage.clock.now());
    const own = presented?.grant.platform === stage.platform && presented.grant.clientId === app.clientId;
    if (!presented || !own) throw new OAuthFailure('refresh_token_invalid');
    stage.grants.end(presented.grant, 'user', stage.clock.now());
    return { ...jsonAnswer(200, { revoked: true }), persona: presented.grant.persona };
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}
