import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { isPersonaName, personaOf, fullName } from '../../core/personas.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';
import { accessDenied, apiErrors } from '../../networks/linkedin/linkedin.failures.js';
import { versioned, withGrant } from '../../networks/linkedin/linkedin.access.js';

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

/** Everything below `/rest` is for posting, which is not played. */
export function rest(request: SandboxRequest, stage: Stage): Answer {
  return versioned(request, stage, () => apiErrors.notFound);
}

export function portraitImage(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no portrait at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
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
