import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { authenticateClient } from '../../oauth/client-authentication.js';
import { OAuthFailure } from '../../oauth/failures.js';
import { Parameters } from '../../oauth/parameters.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';
import { tokenFailure } from '../../oauth/token-endpoint.js';
import type { Stage } from '../twin.js';
import { oauthFailures } from './mastodon.failures.js';
import type { Server } from './mastodon.servers.js';

/** The rules of one server's OAuth: Doorkeeper's, but for tokens that end. */
export function rulesFor(host: string, server: Server): OAuthRules {
  return {
    clientIdParameter: 'client_id',
    clientAuthentication: 'body',
    pkce: server.since43 ? 'optional' : 'ignored',
    scopeSeparator: / +/,
    scopes: server.scopes,
    partialConsent: false,
    codeShape: { prefix: '', length: 43 },
    codeLifeSeconds: 600,
    usedCodeEndsGrant: false,
    accessShape: { prefix: '', length: 43 },
    accessLifeSeconds: server.tokensEnd ? 600 : null,
    refresh: server.tokensEnd ? { shape: { prefix: '', length: 43 }, lifeSeconds: null, rotates: true, boundsAccessToken: false, given: () => true } : null,
    failures: oauthFailures,
    ...(!server.tokensEnd && { reusesAccessToken: true }),
    ...(server.complete && { clientCredentials: true }),
    refuseRedirectUri: ({ protocol }) => (/^(data|vbscript|javascript):$/.test(protocol) ? 'Redirect URI is forbidden by the server.' : null),
    tokenBody: ({ grant, access, refresh, now }) => ({
      access_token: access.token,
      token_type: 'Bearer',
      ...(server.complete && { scope: grant.scopes.join(' ') }),
      created_at: Math.floor(access.issuedAt / 1000),
      ...(server.tokensEnd && {
        id: grant.refreshCount + 1,
        expires_in: secondsLeft(access, now),
        refresh_token: refresh?.token,
        me: `https://${host}${server.profilePath(grant.persona)}`,
      }),
    }),
    replaces: () => false,
  };
}

/** `POST /oauth/revoke` (RFC 7009): a token that nobody knows is revoked already; one of another app is not the caller's to revoke. */
export function revoke(request: SandboxRequest, stage: Stage): Answer {
  try {
    const app = authenticateClient(request, stage);
    const presented = stage.grants.find(new Parameters(request.form).required('token'), stage.clock.now());
    if (!presented || presented.grant.server !== stage.server) return jsonAnswer(200, {});
    if (presented.grant.clientId !== app.clientId) {
      return jsonAnswer(403, { error: 'unauthorized_client', error_description: 'You are not authorized to revoke this token' });
    }
    stage.grants.end(presented.grant, 'user', stage.clock.now());
    return { ...jsonAnswer(200, {}), persona: presented.grant.persona };
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}
