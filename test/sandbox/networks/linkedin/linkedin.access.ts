import type { Answer, SandboxRequest } from '../../core/http.js';
import { personaOf } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import type { Stage } from '../../platforms/twin.js';
import { apiErrors, versionNotActive } from './linkedin.failures.js';

/** The versions that answer on 2026-11-23; fixed, so that what passes today passes in a year. */
const ACTIVE_VERSIONS = ['202601', '202603', '202606', '202607'];

/** Answers a call whose token is good. */
export function withGrant(request: SandboxRequest, stage: Stage, answer: (grant: Grant) => Answer): Answer {
  const token = bearerToken(request);
  if (token === null) return apiErrors.emptyToken;
  const presented = presentedAccess(token, stage);
  if (!presented) return apiErrors.invalidToken;
  const { grant, state } = presented;
  return { ...(refusal(grant, state) ?? answer(grant)), persona: grant.persona };
}

/** Everything below `/rest` is versioned; the version is judged before anything else. */
export function versioned(request: SandboxRequest, stage: Stage, answer: (grant: Grant) => Answer): Answer {
  const version = request.headers['linkedin-version'];
  if (version === undefined || version === '') return apiErrors.versionMissing;
  if (!ACTIVE_VERSIONS.includes(version)) return versionNotActive(version);
  return withGrant(request, stage, answer);
}

/** LinkedIn documents no code of its own for a restricted member or a changed password: both arrive as a revoked token. */
function refusal(grant: Grant, state: 'active' | 'expired' | 'revoked'): Answer | null {
  if (state === 'expired') return apiErrors.expiredToken;
  return state === 'revoked' || personaOf(grant.persona).restricted ? apiErrors.revokedToken : null;
}
