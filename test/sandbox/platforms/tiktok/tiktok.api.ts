import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { stableId } from '../../core/identifiers.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';
import { apiErrors, logId } from './tiktok.failures.js';

export const MEDIA_HOST = 'p16-sign.tiktokcdn-us.com';
const PORTRAIT_PATH = '/avatar/';

const PROFILE_FIELDS = ['username', 'profile_deep_link', 'bio_description', 'is_verified'];

/** `GET /v2/user/info/`: the fields that are asked for; one whose scope was not granted fails the call. */
export function userInfo(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, 'user.info.basic', (grant) => {
    const fields = (request.query.get('fields') ?? '').split(',').filter(Boolean);
    const facts: Record<string, unknown> = factsOf(grant);
    if (fields.length === 0 || fields.some((field) => !Object.hasOwn(facts, field))) return apiErrors.invalidParams;
    const beyond = fields.some((field) => PROFILE_FIELDS.includes(field)) && !grant.scopes.includes('user.info.profile');
    if (beyond) return apiErrors.scopeMissed;
    return ok({ user: Object.fromEntries(fields.map((field) => [field, facts[field]])) });
  });
}

/** `POST /v2/post/publish/creator_info/query/`: what a person may post; a ban is answered here, with status 200. */
export function creatorInfo(request: SandboxRequest, stage: Stage): Answer {
  return withGrant(request, stage, 'video.publish', ({ persona }) => {
    if (personaOf(persona).restricted) return apiErrors.banned;
    return ok({
      creator_avatar_url: avatarOf(persona),
      creator_username: usernameOf(persona),
      creator_nickname: fullName(persona),
      privacy_level_options: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
      comment_disabled: false,
      duet_disabled: false,
      stitch_disabled: false,
      max_video_post_duration_sec: 300,
    });
  });
}

export function avatarImage(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no avatar at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

/** TikTok's open id of a person for an app: with dashes, one of them in front. */
export function openIdOf(persona: PersonaName): string {
  const part = (name: string, length: number): string => stableId(`tiktok:${persona}:${name}`, length, '0123456789abcdef');
  return `-${part('a', 7)}-${part('b', 4)}-${part('c', 4)}-${part('d', 4)}-${part('e', 12)}`;
}

function factsOf({ persona, subject }: Grant): Record<string, unknown> {
  return {
    open_id: subject,
    union_id: stableId(`tiktok:union:${persona}`, 36),
    display_name: fullName(persona),
    avatar_url: avatarOf(persona),
    avatar_large_url: avatarOf(persona),
    username: usernameOf(persona),
    profile_deep_link: `https://www.tiktok.com/@${usernameOf(persona)}`,
    bio_description: '',
    is_verified: false,
  };
}

/** Empty where there is none. */
function avatarOf(persona: PersonaName): string {
  return persona === 'nils' ? '' : `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}`;
}

function usernameOf(persona: PersonaName): string {
  return `${persona}.makes`;
}

function ok(data: Record<string, unknown>): Answer {
  return jsonAnswer(200, { data, error: { code: 'ok', message: '', log_id: logId() } });
}

/** A token that ran out and one that was withdrawn are answered alike. */
function withGrant(request: SandboxRequest, stage: Stage, scope: string, answer: (grant: Grant) => Answer): Answer {
  const presented = presentedAccess(bearerToken(request) ?? '', stage);
  if (presented?.state !== 'active') return apiErrors.invalidToken;
  const { grant } = presented;
  return { ...(grant.scopes.includes(scope) ? answer(grant) : apiErrors.scopeNotAuthorized), persona: grant.persona };
}
