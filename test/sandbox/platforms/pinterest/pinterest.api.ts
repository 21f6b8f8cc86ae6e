import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';

export const MEDIA_HOST = 'i.pinimg.com';
const PORTRAIT_PATH = '/600x600_R/';

function apiError(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { code, message }, headers);
}

/** Refusals of the API. */
export const apiErrors = {
  authenticationFailed: apiError(401, 2, 'Authentication failed.'),
  authorizationFailed: apiError(401, 3, 'Authorization failed.'),
  accountForbidden: apiError(403, 403, 'Not authorized to access the user account.'),
  rateLimited: apiError(429, 8, 'You have exceeded your rate limit. Try again later.', {
    'x-ratelimit-limit': '1000, 1000;w=86400',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1200',
  }),
  internal: apiError(500, 12, 'Something went wrong on our end. Sorry about that.'),
} as const;

/** `GET /v5/user_account`. Tess' is a business. */
export function userAccount(request: SandboxRequest, stage: Stage): Answer {
  const presented = presentedAccess(bearerToken(request) ?? '', stage);
  if (presented?.state !== 'active') return apiErrors.authenticationFailed;
  const { persona, scopes, subject } = presented.grant;
  if (!scopes.includes('user_accounts:read')) return { ...apiErrors.authorizationFailed, persona };
  if (personaOf(persona).restricted) return { ...apiErrors.accountForbidden, persona };
  const business = persona === 'tess';
  const account = {
    account_type: business ? 'BUSINESS' : 'PINNER',
    id: subject,
    profile_image: persona === 'nils' ? '' : `https://${MEDIA_HOST}${PORTRAIT_PATH}${persona}`,
    website_url: '',
    username: usernameOf(persona),
    about: '',
    business_name: business ? `${fullName(persona)} Makes` : null,
    board_count: 14,
    pin_count: 339,
    follower_count: 10,
    following_count: 347,
    monthly_views: 163,
  };
  return { ...jsonAnswer(200, account), persona };
}

export function profileImage(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no image at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}

/** Nineteen digits: beyond what a JSON number can hold. */
export function idOf(persona: PersonaName): string {
  return `27${stableId(`pinterest:${persona}`, 17, '0123456789')}`;
}

function usernameOf(persona: PersonaName): string {
  return `${persona}makes`;
}
