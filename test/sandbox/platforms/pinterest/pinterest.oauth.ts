import type { FailureKind, FailureText } from '../../oauth/failures.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';

const DAY = 86_400;

/** Pinterest's numbers stand where others have words. */
const AUTHENTICATION_FAILED = '2';
const INVALID_GRANT = '283';
const INVALID_PARAMETERS = '1';

const failed: FailureText = { status: 401, error: AUTHENTICATION_FAILED, description: 'Authentication failed.' };
const badGrant: FailureText = { status: 400, error: INVALID_GRANT, description: 'The authorization grant is invalid' };
const badRequest: FailureText = { status: 400, error: INVALID_PARAMETERS, description: 'Invalid request: {detail}' };

const failures: Partial<Record<FailureKind, FailureText>> = {
  client_unknown: failed,
  client_secret_wrong: failed,
  client_auth_method: failed,
  refresh_token_invalid: failed,
  code_unknown: badGrant,
  code_used: badGrant,
  code_expired: badGrant,
  code_of_other_client: badGrant,
  redirect_uri_differs: badGrant,
  pkce_refused: badRequest,
  parameter_missing: badRequest,
  parameter_repeated: badRequest,
  not_a_form: badRequest,
  unsupported_grant_type: badRequest,
};

export const pinterestOAuth: OAuthRules = {
  clientIdParameter: 'client_id',
  clientAuthentication: 'basic',
  pkce: 'ignored',
  scopeSeparator: /[ ,]+/,
  scopes: ['user_accounts:read', 'boards:read', 'boards:read_secret', 'boards:write', 'boards:write_secret', 'pins:read', 'pins:read_secret', 'pins:write', 'pins:write_secret'],
  partialConsent: false,
  codeShape: { prefix: '', length: 40 },
  codeLifeSeconds: 10 * 60,
  usedCodeEndsGrant: false,
  accessShape: { prefix: 'pina_', length: 72 },
  accessLifeSeconds: 30 * DAY,
  refresh: {
    shape: { prefix: 'pinr_', length: 72 },
    lifeSeconds: 60 * DAY,
    rotates: true,
    reuseIsHarmless: true,
    boundsAccessToken: false,
    given: () => true,
  },
  failures,
  failureBody: ({ error, description }) => ({ code: Number(error), message: description }),
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.href.endsWith('#')) return 'Pinterest takes no redirect URI with a fragment.';
    const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
    return uri.protocol === 'https:' || local ? null : 'Pinterest takes redirect URIs with https, or with http on localhost.';
  },
  tokenBody({ grant, access, refresh, now }) {
    const refreshed = grant.refreshCount > 0;
    return {
      access_token: access.token,
      ...(refresh && { refresh_token: refresh.token }),
      response_type: refreshed ? 'refresh_token' : 'authorization_code',
      token_type: 'bearer',
      expires_in: secondsLeft(access, now),
      ...(refresh && { refresh_token_expires_in: secondsLeft(refresh, now) }),
      ...(refresh && refreshed && { refresh_token_expires_at: Math.floor((refresh.expiresAt ?? 0) / 1000) }),
      scope: grant.scopes.join(' '),
    };
  },
  replaces: () => false,
};
