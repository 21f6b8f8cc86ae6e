import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { isPersonaName, personaOf, fullName } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';
import { accessDenied, apiErrors, versionNotActive } from './linkedin.failures.js';

/** The versions that answer on 2026-11-23; fixed, so that what passes today passes in a year. */
const ACTIVE_VERSIONS = ['202601', '202603', '202606', '202607'];

export const MEDIA_HOST = 'media.licdn.com';
const PORTRAIT_PATH = '/dms/image/';

/** `GET /v2/userinfo`: who authorized, as far as the scopes go. */
export function userinfo(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, (grant) => {
    if (!grant.scopes.includes('openid')) return accessDenied('userinfo.GET.NO_VERSION');
    return jsonAnswer(200, {
      sub: grant.subject,
      ...(grant.scopes.includes('profile') && profile(grant)),
      ...(grant.scopes.includes('email') && email(grant)),
    });
  });
}

/** `GET /v2/me` needs `r_basicprofile`, which an app for personal profiles cannot have. */
export function me(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, (grant) =>
    grant.scopes.includes('r_basicprofile') ? jsonAnswer(200, { id: grant.subject }) : accessDenied('me.GET.NO_VERSION'),
  );
}

/** Everything below `/rest` is versioned; the version is judged before anything else. */
export function rest(request: SandboxRequest, stage: Stage): Answer {
  const version = request.headers['linkedin-version'];
  if (version === undefined || version === '') return apiErrors.versionMissing;
  if (!ACTIVE_VERSIONS.includes(version)) return versionNotActive(version);
  return withGrant(request, stage, () => apiErrors.notFound);
}

export function portraitImage(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no portrait at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

function withGrant(request: SandboxRequest, stage: Stage, answer: (grant: Grant) => Answer): Answer {
  const token = bearerToken(request);
  if (token === null) return apiErrors.emptyToken;
  const presented = presentedAccess(token, stage);
  if (!presented) return apiErrors.invalidToken;
  const { grant, state } = presented;
  return { ...(refusal(grant, state) ?? answer(grant)), persona: grant.persona };
}

/** LinkedIn documents no code of its own for a restricted member or a changed password: both arrive as a revoked token. */
function refusal(grant: Grant, state: 'active' | 'expired' | 'revoked'): Answer | null {
  if (state === 'expired') return apiErrors.expiredToken;
  return state === 'revoked' || personaOf(grant.persona).restricted ? apiErrors.revokedToken : null;
}

function profile({ persona }: Grant): Record<string, unknown> {
  const { givenName, familyName } = personaOf(persona);
  return {
    name: fullName(persona),
    given_name: givenName,
    family_name: familyName,
    // Members without a picture exist.
    ...(persona !== 'nils' && { picture: `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}` }),
    locale: { country: 'US', language: 'en' },
  };
}

function email({ persona }: Grant): Record<string, unknown> {
  return persona === 'nils' ? {} : { email: `${persona}@people.test`, email_verified: true };
}
