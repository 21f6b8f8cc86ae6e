import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { graphRefusal, invalidToken } from '../../networks/meta/graph-refusals.js';
import { tokenIn } from '../../networks/meta/lasting-tokens.js';
import { presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';

export const MEDIA_HOST = 'scontent.cdninstagram.com';
const PORTRAIT_PATH = '/v/';

/** Refusals of the graph, by the error table of the documents. */
export const graphErrors = {
  unsupported: graphRefusal(100, null, 'Unsupported request - method type: get', { type: 'IGApiException' }),
  restricted: graphRefusal(25, 2207050, 'The Instagram account is restricted.', { type: 'IGApiException' }),
  limited: graphRefusal(4, null, 'Application request limit reached'),
  transient: graphRefusal(2, null, 'An unexpected error has occurred. Please retry your request later.', { is_transient: true }),
  permission: graphRefusal(10, null, 'Application does not have permission for this action'),
} as const;

/** `GET /{version}/me`. A personal account is none for this API. */
export function me(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedAccess(tokenIn(request) ?? '', stage);
  if (presented?.state !== 'active') return invalidToken(presented);
  const { grant } = presented;
  return { ...(refusal(grant) ?? fieldsOf(grant, request)), persona: grant.persona };
}

function refusal({ scopes, persona }: Grant): Answer | null {
  if (!scopes.includes('instagram_business_basic')) return graphErrors.permission;
  if (persona === 'nils') return graphErrors.unsupported;
  return personaOf(persona).restricted ? graphErrors.restricted : null;
}

function fieldsOf({ persona, subject }: Grant, { query }: SandboxRequest): Answer {
  const facts: Record<string, unknown> = {
    id: stableId(`instagram:app-scoped:${persona}`, 17, '123456789'),
    user_id: subject,
    username: `${persona}.gram`,
    name: fullName(persona),
    account_type: persona === 'tess' ? 'MEDIA_CREATOR' : 'BUSINESS',
    profile_picture_url: `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}`,
  };
  const asked = (query.get('fields') ?? 'id').split(',');
  const unknown = asked.find((field) => !Object.hasOwn(facts, field));
  if (unknown !== undefined) return graphRefusal(100, null, `Tried accessing nonexisting field (${unknown})`, { type: 'IGApiException' });
  return jsonAnswer(200, Object.fromEntries([...new Set([...asked, 'id'])].map((field) => [field, facts[field]])));
}

export function picture(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no picture at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

/** Seventeen digits, as the ids of professional accounts have. */
export function userIdOf(persona: PersonaName): string {
  return `17841${stableId(`instagram:${persona}`, 12, '0123456789')}`;
}
