import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';
import type { Stage } from '../twin.js';

const HOUR = 3600;
const SCOPE = 'https://www.googleapis.com/auth/youtube';

const malformedCode: FailureText = { status: 400, error: 'invalid_grant', description: 'Malformed auth code.' };
const badRequest: FailureText = { status: 400, error: 'invalid_grant', description: 'Bad Request' };

const failures: Partial<Record<FailureKind, FailureText>> = {
  unknown_client: { status: 401, error: 'invalid_client', description: 'The OAuth client was not found.' },
  client_unknown: { status: 401, error: 'invalid_client', description: 'The OAuth client was not found.' },
  client_secret_wrong: { status: 401, error: 'invalid_client', description: 'Unauthorized' },
  redirect_uri_not_registered: { status: 400, error: 'redirect_uri_mismatch', description: 'You can’t sign in to this app because it doesn’t comply with Google’s OAuth 2.0 policy.' },
  redirect_uri_differs: { status: 400, error: 'redirect_uri_mismatch', description: 'Bad Request' },
  code_unknown: malformedCode,
  code_used: badRequest,
  code_expired: badRequest,
  code_of_other_client: { status: 401, error: 'unauthorized_client', description: 'Unauthorized' },
  verifier_wrong: { status: 400, error: 'invalid_grant', description: 'Invalid code verifier.' },
  refresh_token_invalid: { status: 400, error: 'invalid_grant', description: 'Token has been expired or revoked.' },
};

export const youtubeOAuth: OAuthRules = {
  clientIdParameter: 'client_id',
  clientAuthentication: 'body',
  pkce: 'optional',
  scopeSeparator: / +/,
  scopes: [SCOPE, `${SCOPE}.readonly`, `${SCOPE}.upload`, `${SCOPE}.force-ssl`],
  partialConsent: true,
  codeShape: { prefix: '4/0A', length: 73 },
  codeLifeSeconds: 10 * 60,
  usedCodeEndsGrant: false,
  accessShape: { prefix: 'ya29.', length: 220 },
  // A second less than an hour, as live answers say.
  accessLifeSeconds: HOUR - 1,
  refresh: {
    shape: { prefix: '1//0', length: 103 },
    lifeSeconds: null,
    rotates: false,
    boundsAccessToken: false,
    given: (_app, { parameters }) => parameters['access_type'] === 'offline' && (parameters['prompt'] ?? '').split(' ').includes('consent'),
  },
  failures,
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.href.endsWith('#')) return 'Google takes no redirect URI with a fragment.';
    const local = uri.hostname === 'localhost' || uri.hostname === '127.0.0.1';
    if (!local && /^[\d.]+$|^\[/.test(uri.hostname)) return 'Google takes no redirect URI with a bare address.';
    return uri.protocol === 'https:' || (local && uri.protocol === 'http:') ? null : 'Google takes redirect URIs with https, or with http on this machine.';
  },
  tokenBody({ grant, access, refresh, now }) {
    return {
      access_token: access.token,
      expires_in: secondsLeft(access, now),
      // A refresh does not give the refresh token again.
      ...(refresh && grant.refreshCount === 0 && { refresh_token: refresh.token }),
      scope: grant.scopes.join(' '),
      token_type: 'Bearer',
    };
  },
  replaces: () => false,
};

/** Takes either token, without a proof of the app, and ends the person's whole consent. */
export function revoke({ form, query }: SandboxRequest, stage: Stage): Answer {
  const presented = stage.grants.find(form.get('token') ?? query.get('token') ?? '', stage.clock.now());
  if (presented?.grant.platform !== stage.platform || presented.state !== 'active') {
    return jsonAnswer(400, { error: 'invalid_token', error_description: 'Token expired or revoked' });
  }
  const { clientId, subject, persona } = presented.grant;
  for (const grant of stage.grants.list({ platform: stage.platform, clientId, subject })) stage.grants.end(grant, 'user', stage.clock.now());
  return { ...jsonAnswer(200, {}), persona };
}
