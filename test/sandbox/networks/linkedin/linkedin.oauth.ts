import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { randomToken } from '../../core/identifiers.js';
import { fullName, personaOf } from '../../core/personas.js';
import { authenticateClient } from '../../oauth/client-authentication.js';
import { OAuthFailure } from '../../oauth/failures.js';
import type { Presented } from '../../oauth/grants.js';
import { Parameters } from '../../oauth/parameters.js';
import { secondsLeft, type Issued, type OAuthRules } from '../../oauth/rules.js';
import { tokenFailure } from '../../oauth/token-endpoint.js';
import type { Stage } from '../../platforms/twin.js';
import { oauthFailures } from './linkedin.failures.js';

const DAY = 86_400;

/** The feature of an app that LinkedIn approved for programmatic refresh tokens; self-serve apps have none. */
export const REFRESH_TOKEN_FEATURE = 'refresh_token';

/** LinkedIn's OAuth server, for apps whose products allow these scopes. */
export function linkedinOAuth(scopes: readonly string[]): OAuthRules {
  return {
    clientIdParameter: 'client_id',
    clientAuthentication: 'body',
    pkce: 'refused',
    scopeSeparator: / +/,
    scopes,
    partialConsent: false,
    codeShape: { prefix: 'AQT', length: 120 },
    codeLifeSeconds: 30 * 60,
    usedCodeEndsGrant: false,
    accessShape: { prefix: 'AQX', length: 500 },
    accessLifeSeconds: 60 * DAY,
    refresh: {
      shape: { prefix: 'AQW', length: 500 },
      lifeSeconds: 365 * DAY,
      rotates: false,
      boundsAccessToken: true,
      given: (app) => app.features.includes(REFRESH_TOKEN_FEATURE),
    },
    failures: oauthFailures,
    refuseRedirectUri(uri) {
      if (uri.hash !== '' || uri.href.endsWith('#')) return 'LinkedIn takes no redirect URI with a fragment.';
      const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
      return uri.protocol === 'https:' || local ? null : 'LinkedIn takes redirect URIs with https, or with http on localhost.';
    },
    tokenBody(issued) {
      const { grant, access, refresh, now } = issued;
      return {
        access_token: access.token,
        expires_in: secondsLeft(access, now),
        ...(refresh && { refresh_token: refresh.token, refresh_token_expires_in: secondsLeft(refresh, now) }),
        scope: joined(grant.scopes),
        token_type: 'Bearer',
        ...(grant.scopes.includes('openid') && { id_token: idToken(issued) }),
      };
    },
    // Another scope set makes every earlier token of the member and app invalid; the same set leaves them alone.
    replaces: (earlier, fresh) => joined(earlier.scopes) !== joined(fresh.scopes),
  };
}

/** Token introspection: only an app's own tokens, and no quota of the member. */
export function introspect(request: SandboxRequest, stage: Stage): Answer {
  try {
    const app = authenticateClient(request, stage);
    const token = new Parameters(request.form).required('token');
    const presented = stage.grants.find(token, stage.clock.now());
    const own = presented?.grant.clientId === app.clientId && presented.grant.platform === stage.platform;
    if (!presented || !own) return jsonAnswer(200, { active: false });
    return { ...jsonAnswer(200, introspection(presented)), persona: presented.grant.persona };
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}

function introspection({ grant, token, state }: Presented): Record<string, unknown> {
  const status = state === 'active' && personaOf(grant.persona).restricted ? 'revoked' : state;
  return {
    active: status === 'active',
    status,
    scope: joined(grant.scopes),
    client_id: grant.clientId,
    created_at: seconds(token.issuedAt),
    expires_at: token.expiresAt === null ? null : seconds(token.expiresAt),
    authorized_at: seconds(grant.authorizedAt),
    auth_type: '3L',
  };
}

/** Looks like LinkedIn's, with a signature that nobody can verify: the sandbox publishes no keys. */
function idToken({ app, grant, now }: Issued): string {
  const issuedAt = seconds(now);
  const claims = {
    iss: 'https://www.linkedin.com/oauth',
    aud: app.clientId,
    iat: issuedAt,
    exp: issuedAt + 3600,
    sub: grant.subject,
    ...(grant.scopes.includes('profile') && { name: fullName(grant.persona) }),
  };
  return [encode({ alg: 'RS256', typ: 'JWT', kid: 'sandbox' }), encode(claims), randomToken('', 342)].join('.');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The documents say that scopes come back space-delimited; live answers join them by commas. */
function joined(scopes: readonly string[]): string {
  return scopes.toSorted().join(',');
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
