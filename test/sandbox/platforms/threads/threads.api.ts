import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { graphRefusal } from '../../networks/meta/graph-refusals.js';
import { tokenIn } from '../../networks/meta/lasting-tokens.js';
import { presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';
import { invalidToken } from './threads.oauth.js';

export const MEDIA_HOST = 'scontent.cdnthreads.com';
const PORTRAIT_PATH = '/v/';

/** Refusals of the graph, by the error table of the documents. */
export const graphErrors = {
  restricted: graphRefusal(368, 4279013, 'The action attempted has been deemed abusive or is otherwise disallowed.'),
  limited: graphRefusal(4, 0, 'Application request limit reached'),
  transient: graphRefusal(2, 0, 'An unexpected error has occurred. Please retry your request later.', { is_transient: true }),
  permission: graphRefusal(10, 0, 'Application does not have permission for this action'),
} as const;

/** `GET /v1.0/me`. */
export function me(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedAccess(tokenIn(request) ?? '', stage);
  if (presented?.state !== 'active') return invalidToken(presented);
  const { grant } = presented;
  return { ...(refusal(grant) ?? fieldsOf(grant, request)), persona: grant.persona };
}

function refusal({ scopes, persona }: Grant): Answer | null {
  if (!scopes.includes('threads_basic')) return graphErrors.permission;
  return personaOf(persona).restricted ? graphErrors.restricted : null;
}

/** Facts that a person does not have are left out. */
function fieldsOf({ persona, subject }: Grant, { query }: SandboxRequest): Answer {
  const bare = persona === 'nils';
  const facts: Record<string, unknown> = {
    id: subject,
    username: `${persona}.threads`,
    name: bare ? undefined : fullName(persona),
    threads_profile_picture_url: bare ? undefined : `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}`,
    threads_biography: '',
    is_verified: false,
  };
  const asked = (query.get('fields') ?? 'id').split(',');
  const unknown = asked.find((field) => !Object.hasOwn(facts, field));
  if (unknown !== undefined) return graphRefusal(100, 0, `Tried accessing nonexisting field (${unknown})`);
  return jsonAnswer(200, Object.fromEntries([...new Set([...asked, 'id'])].map((field) => [field, facts[field]])));
}

export function picture(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no picture at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

/** Seventeen digits, the last of them odd: whoever reads the number of the exchange as a double gets another id. */
export function userIdOf(persona: PersonaName): string {
  return `17841${stableId(`threads:${persona}`, 11, '0123456789')}7`;
}
