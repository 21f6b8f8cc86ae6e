import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { personaOf } from '../../core/personas.js';
import { versioned, withGrant } from '../../networks/linkedin/linkedin.access.js';
import { accessDenied, apiErrors } from '../../networks/linkedin/linkedin.failures.js';
import type { Grant } from '../../oauth/grants.js';
import type { Stage } from '../twin.js';
import { organizationById, organizationsOf, type Organization } from './linkedin-page.people.js';

/** The feature of an app that LinkedIn moved from the development tier to the standard one, where batches are allowed. */
export const STANDARD_TIER_FEATURE = 'standard_tier';

/** `GET /v2/me`. */
export function me(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, ({ scopes, persona, subject }) => {
    if (!scopes.includes('r_basicprofile')) return accessDenied('me.GET.NO_VERSION');
    const { givenName, familyName } = personaOf(persona);
    return jsonAnswer(200, { id: subject, localizedFirstName: givenName, localizedLastName: familyName, vanityName: `${persona}-in`, localizedHeadline: '' });
  });
}

/** `GET /v2/userinfo` needs a product that cannot stand beside the one for pages. */
export function userinfo(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, () => accessDenied('userinfo.GET.NO_VERSION'));
}

/** `GET /rest/organizationAcls`: a row for each role; ten of them unless told, and no total. */
export function organizationAcls(request: SandboxRequest, stage: Stage): Answer {
  return versioned(request, stage, (grant) => {
    const { query } = request;
    if (!grant.scopes.some((scope) => scope === 'rw_organization_admin' || scope === 'r_organization_admin')) return accessDenied('organizationAcls.FINDER-roleAssignee.202607');
    if (query.get('q') !== 'roleAssignee') return apiErrors.notFound;
    const start = numberIn(query, 'start', 0);
    const count = Math.min(100, numberIn(query, 'count', 10));
    const role = query.get('role');
    const rows = organizationsOf(grant.persona)
      .flatMap((organization) => organization.roles.map((each) => row(grant, organization, each)))
      .filter((each) => role === null || each.role === role);
    return jsonAnswer(200, { paging: { start, count, links: [] }, elements: rows.slice(start, start + count) });
  });
}

/** `GET /rest/organizations/{id}` and, for apps of the standard tier, `?ids=List(…)`. */
export function organizations(request: SandboxRequest, stage: Stage): Answer {
  return versioned(request, stage, (grant) => {
    const one = /^\/rest\/organizations\/(\d+)$/.exec(request.path)?.[1];
    if (one !== undefined) {
      const found = organizationById(one);
      return found === null ? apiErrors.notFound : jsonAnswer(200, resource(found));
    }
    const list = /[?&]ids=List\(([\d,]*)\)(?:&|$)/.exec(request.url)?.[1];
    if (list === undefined) return apiErrors.notFound;
    if (!stage.apps.find(stage.platform, grant.clientId, null)?.features.includes(STANDARD_TIER_FEATURE)) return accessDenied('organizations.BATCH_GET.202607');
    const found = list.split(',').map(organizationById).filter((each) => each !== null);
    return jsonAnswer(200, { results: Object.fromEntries(found.map((each) => [each.id, resource(each)])), statuses: {}, errors: {} });
  });
}

/** Everything else below `/rest` is for posting, which is not played. */
export function rest(request: SandboxRequest, stage: Stage): Answer {
  return versioned(request, stage, () => apiErrors.notFound);
}

function row({ subject }: Grant, { id }: Organization, role: string) {
  return { organization: `urn:li:organization:${id}`, role, state: 'APPROVED', roleAssignee: `urn:li:person:${subject}` };
}

function resource({ id, name, vanityName }: Organization): Record<string, unknown> {
  return { id: Number(id), localizedName: name, vanityName, primaryOrganizationType: 'NONE' };
}

function numberIn(query: URLSearchParams, name: string, fallback: number): number {
  const value = Number(query.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}
