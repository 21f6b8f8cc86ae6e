import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';

export const MEDIA_HOST = 'pbs.twimg.com';
const PORTRAIT_PATH = '/profile_images/';
const LIMIT = 75;
const WINDOW_SECONDS = 15 * 60;

function xProblem(status: number, title: string, detail: string, type = 'about:blank', headers: Readonly<Record<string, string>> = {}): Answer {
  const address = type === 'about:blank' ? type : `https://api.x.com/2/problems/${type}`;
  return jsonAnswer(status, { title, type: address, status, detail }, { 'content-type': 'application/problem+json', ...headers });
}

/** Refusals of the API, by the error table of the documents. */
export const apiErrors = {
  unauthorized: xProblem(401, 'Unauthorized', 'Unauthorized'),
  notAuthorized: xProblem(403, 'Authorization Error', 'Sorry, you are not authorized to see the user.', 'not-authorized-for-resource'),
  locked: xProblem(403, 'Forbidden', 'Your account is temporarily locked. Please log in to https://x.com to unlock your account.'),
  creditsDepleted: xProblem(402, 'CreditsDepleted', 'Your enrolled account does not have any credits to fulfill this request.', 'credits'),
  usageCapped: xProblem(429, 'UsageCapExceeded', 'Usage cap exceeded: Monthly product cap', 'usage-capped'),
  unavailable: xProblem(503, 'Service Unavailable', 'Service Unavailable'),
} as const;

/** `GET /2/users/me`: three facts unless more are asked for; 75 calls in a quarter of an hour for each person. */
export function usersMe(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedAccess(bearerToken(request) ?? '', stage);
  if (presented?.state !== 'active') return apiErrors.unauthorized;
  const { grant } = presented;
  const now = stage.clock.now();
  const { count, endsAt } = stage.tallies.add(`x:users-me:${grant.subject}`, WINDOW_SECONDS, now);
  const headers = {
    'x-rate-limit-limit': String(LIMIT),
    'x-rate-limit-remaining': String(Math.max(0, LIMIT - count)),
    'x-rate-limit-reset': String(Math.ceil(endsAt / 1000)),
  };
  const answer = count > LIMIT ? xProblem(429, 'Too Many Requests', 'Too Many Requests', 'rate-limit-exceeded') : (refusal(grant) ?? profile(grant, request));
  return { ...answer, headers: { ...answer.headers, ...headers }, persona: grant.persona };
}

function refusal({ scopes, persona }: Grant): Answer | null {
  if (!scopes.includes('tweet.read') || !scopes.includes('users.read')) return apiErrors.notAuthorized;
  return personaOf(persona).restricted ? apiErrors.locked : null;
}

function profile({ persona, subject }: Grant, { query }: SandboxRequest): Answer {
  const further: Record<string, unknown> = {
    profile_image_url: `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}_normal.svg`,
    verified: false,
    verified_type: 'none',
    protected: false,
  };
  const asked = (query.get('user.fields') ?? '').split(',').filter((field) => Object.hasOwn(further, field));
  const facts = { id: subject, name: fullName(persona), username: `${persona}_x` };
  return jsonAnswer(200, { data: { ...facts, ...Object.fromEntries(asked.map((field) => [field, further[field]])) } });
}

export function picture(request: SandboxRequest): Answer {
  const name = /^\/profile_images\/([a-z]+)_(?:normal|400x400)\.svg$/.exec(request.path)?.[1] ?? '';
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no picture at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

/** Nineteen digits: beyond what a JSON number can hold. */
export function userIdOf(persona: PersonaName): string {
  return `17${stableId(`x:${persona}`, 17, '0123456789')}`;
}
