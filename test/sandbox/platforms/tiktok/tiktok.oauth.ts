import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { authenticateClient } from '../../oauth/client-authentication.js';
import { OAuthFailure } from '../../oauth/failures.js';
import { Parameters } from '../../oauth/parameters.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';
import { tokenFailure } from '../../oauth/token-endpoint.js';
import type { Stage } from '../twin.js';
import { logId, oauthFailures } from './tiktok.failures.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

export const tiktokOAuth: OAuthRules = {
  clientIdParameter: 'client_key',
  clientAuthentication: 'body',
  pkce: 'refused',
  scopeSeparator: /,/,
  scopes: ['user.info.basic', 'user.info.profile', 'user.info.stats', 'video.list', 'video.publish', 'video.upload'],
  partialConsent: true,
  codeShape: { prefix: '', length: 64 },
  codeLifeSeconds: 10 * 60,
  usedCodeEndsGrant: false,
  accessShape: { prefix: 'act.', length: 72 },
  accessLifeSeconds: 2 * HOUR,
  refresh: {
    shape: { prefix: 'rft.', length: 72 },
    lifeSeconds: 180 * DAY,
    rotates: true,
    reuseIsHarmless: true,
    boundsAccessToken: false,
    given: () => true,
  },
  failures: oauthFailures,
  failureBody: ({ error, description }) => ({ error, error_description: description, log_id: logId() }),
  callbackParameters: (granted) => ({ scopes: granted.join(',') }),
  refuseRedirectUri(uri) {
    if (uri.hash !== '' || uri.search !== '' || /[?#]$/.test(uri.href)) return 'TikTok takes no redirect URI with a query or a fragment.';
    if (uri.href.length >= 512) return 'TikTok takes redirect URIs of fewer than 512 characters.';
    const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
    return uri.protocol === 'https:' || local ? null : 'TikTok takes redirect URIs with https.';
  },
  tokenBody({ grant, access, refresh, now }) {
    return {
      access_token: access.token,
      expires_in: secondsLeft(access, now),
      open_id: grant.subject,
      ...(refresh && { refresh_expires_in: secondsLeft(refresh, now), refresh_token: refresh.token }),
      scope: grant.scopes.join(','),
      token_type: 'Bearer',
    };
  },
  replaces: () => false,
};

/** Disconnects the app from the person: every grant of theirs ends, in whatever place it was given. */
export function revoke(request: SandboxRequest, stage: Stage): Answer {
  try {
    const app = authenticateClient(request, stage);
    const token = new Parameters(request.form).required('token');
    const presented = stage.grants.find(token, stage.clock.now());
    const own = presented?.kind === 'access' && presented.state === 'active' && presented.grant.clientId === app.clientId;
    if (!presented || !own) throw new OAuthFailure('refresh_token_invalid');
    const { persona, subject } = presented.grant;
    for (const grant of stage.grants.list({ platform: stage.platform, clientId: app.clientId, subject })) {
      stage.grants.end(grant, 'user', stage.clock.now());
    }
    return { ...jsonAnswer(200, {}), persona };
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}
