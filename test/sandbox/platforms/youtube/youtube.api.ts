import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaNames, personaOf, type PersonaName } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';

export const MEDIA_HOST = 'yt3.ggpht.com';
const READING = ['youtube', 'youtube.readonly', 'youtube.force-ssl'].map((name) => `https://www.googleapis.com/auth/${name}`);

function apiError(code: number, reason: string, status: string, message: string, info?: string): Answer {
  const details = info === undefined ? undefined : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: info, domain: 'googleapis.com' }];
  return jsonAnswer(code, { error: { code, message, errors: [{ message, domain: 'global', reason }], status, details } });
}

/** Refusals of the API, by the error table of the documents. */
export const apiErrors = {
  authError: apiError(401, 'authError', 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
  insufficientPermissions: apiError(403, 'insufficientPermissions', 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
  suspended: apiError(403, 'authenticatedUserAccountSuspended', 'PERMISSION_DENIED', 'The YouTube account of the authenticated user is suspended.'),
  quotaExceeded: apiError(403, 'quotaExceeded', 'PERMISSION_DENIED', 'The request cannot be completed because you have exceeded your quota.'),
  backendError: apiError(500, 'backendError', 'INTERNAL', 'Backend Error'),
  missingPart: apiError(400, 'missingRequiredParameter', 'INVALID_ARGUMENT', 'No filter selected, or the part parameter is missing.'),
  signupRequired: jsonAnswer(401, {
    error: { code: 401, message: 'Unauthorized', errors: [{ message: 'Unauthorized', domain: 'youtube.header', reason: 'youtubeSignupRequired', location: 'Authorization', locationType: 'header' }] },
  }),
} as const;

/** `GET /youtube/v3/channels`, by `mine` or by `id`. Without a channel `items` is absent. */
export function channels(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedAccess(bearerToken(request) ?? '', stage);
  if (presented?.state !== 'active') return apiErrors.authError;
  const { grant } = presented;
  return { ...(refusal(grant) ?? list(request, grant)), persona: grant.persona };
}

function refusal({ scopes, persona }: Grant): Answer | null {
  if (!READING.some((scope) => scopes.includes(scope))) return apiErrors.insufficientPermissions;
  return personaOf(persona).restricted ? apiErrors.suspended : null;
}

function list({ query }: SandboxRequest, { persona }: Grant): Answer {
  const parts = (query.get('part') ?? '').split(',').filter(Boolean);
  const ids = query.get('id');
  if (parts.length === 0 || (ids === null && query.get('mine') !== 'true')) return apiErrors.missingPart;
  const all = ids === null ? channelsOf(persona) : personaNames.flatMap(channelsOf).filter(({ id }) => ids.split(',').includes(id));
  const size = Math.min(50, Math.max(1, Number(query.get('maxResults') ?? 5) || 5));
  const start = Number(/^P(\d{1,6})$/.exec(query.get('pageToken') ?? '')?.[1] ?? 0);
  const page = all.slice(start, start + size);
  return jsonAnswer(200, {
    kind: 'youtube#channelListResponse',
    etag: stableId(`etag:${String(start)}`, 12),
    ...(start + size < all.length && { nextPageToken: `P${String(start + size)}` }),
    pageInfo: { totalResults: all.length, resultsPerPage: size },
    ...(page.length > 0 && { items: page.map((channel) => resource(channel, parts)) }),
  });
}

interface Channel {
  readonly id: string;
  readonly title: string;
  readonly owner: PersonaName;
}

function resource({ id, title, owner }: Channel, parts: readonly string[]): Record<string, unknown> {
  const url = `https://${MEDIA_HOST}/ytc/${owner}`;
  const snippet = {
    title,
    description: '',
    customUrl: `@${title.toLowerCase().replaceAll(' ', '')}`,
    publishedAt: '2007-08-23T00:34:43Z',
    thumbnails: { default: { url, width: 88, height: 88 }, medium: { url, width: 240, height: 240 }, high: { url, width: 800, height: 800 } },
  };
  return { kind: 'youtube#channel', etag: stableId(`etag:${id}`, 12), id, ...(parts.includes('snippet') && { snippet }) };
}

/** Brand accounts show one channel each, in reality; here a person can have several, as lists may. */
function channelsOf(owner: PersonaName): readonly Channel[] {
  const name = fullName(owner);
  const titles: Partial<Record<PersonaName, readonly string[]>> = {
    nils: [],
    tess: [name, `${name} Cooks`, `${name} Travels`],
    mona: Array.from({ length: 300 }, (_, index) => `${name} ${String(index + 1)}`),
  };
  return (titles[owner] ?? [name]).map((title) => ({ id: channelId(title), title, owner }));
}

function channelId(title: string): string {
  return `UC${stableId(`youtube:${title}`, 22)}`;
}

/** The channel that a persona picks at Google's page. */
export function channelIdOf(persona: PersonaName): string {
  return channelId(fullName(persona));
}

export function thumbnail(request: SandboxRequest): Answer {
  const name = request.path.slice('/ytc/'.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no picture at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}
