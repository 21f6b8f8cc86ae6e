import { type Classification, classifyTokenError, type PlatformAnswer } from '../../protocol/classify.js';
import { apiError, oauthError } from './tiktok.wire.js';

const hour = 3600;

/** Judged by code alone: TikTok gives the same codes with status 200 as with 4xx. The numbers are the rows of the README's table. */
const apiCodes: ReadonlyMap<string, Classification> = new Map<string, Classification>([
  ['access_token_invalid', { kind: 'token_expired' }], // 1
  ['scope_not_authorized', { kind: 'missing_scopes' }], // 2
  ['scope_permission_missed', { kind: 'missing_scopes' }], // 3
  ['rate_limit_exceeded', { kind: 'rate_limited' }], // 4
  ['internal_error', { kind: 'unavailable' }], // 5
  ['invalid_params', { kind: 'rejected' }], // 6
  ['invalid_param', { kind: 'rejected' }], // 6
  ['spam_risk_user_banned_from_posting', { kind: 'restricted' }], // 7
  ['spam_risk_too_many_posts', { kind: 'rate_limited', retryAfterSeconds: 24 * hour }], // 8
  ['spam_risk_too_many_pending_share', { kind: 'rate_limited', retryAfterSeconds: 24 * hour }], // 8
  ['reached_active_user_cap', { kind: 'rate_limited', retryAfterSeconds: 24 * hour }], // 8
  ['unaudited_client_can_only_post_to_private_accounts', { kind: 'misconfigured' }], // 9
  ['url_ownership_unverified', { kind: 'misconfigured' }], // 9
]);

/** TikTok names no time to wait: as long as its sliding window is. */
const windowSeconds = 60;

/** What TikTok's answers mean. */
export function classifyTikTok(answer: PlatformAnswer): Classification | null {
  if (answer.status >= 500) return null; // 5: an outage is the safe default's, whatever its body says
  const api = apiError.safeParse(answer.json);
  if (api.success) return classifyApi(answer, api.data.error.code);
  const oauth = oauthError.safeParse(answer.json);
  return oauth.success ? classifyOAuth(answer, oauth.data.error, oauth.data.error_description ?? '') : null;
}

function classifyApi(answer: PlatformAnswer, platformCode: string): Classification | null {
  const reading = apiCodes.get(platformCode);
  if (reading === undefined) return null;
  const waits = reading.kind === 'rate_limited' && answer.headers['retry-after'] === undefined;
  return waits ? { retryAfterSeconds: windowSeconds, ...reading, platformCode } : { ...reading, platformCode };
}

function classifyOAuth(answer: PlatformAnswer, platformCode: string, description: string): Classification | null {
  if (platformCode !== 'invalid_request') return classifyTokenError(answer) ?? byOAuthCode(answer, platformCode); // 10, 11, 13
  // 12: any malformed request of ours; only the redirect URI is told apart, by the words of the documented sample.
  const kind = /redirect_uri is not matched/i.test(description) ? 'misconfigured' : 'rejected';
  return { kind, platformCode };
}

/** Revoking is answered in the words of the token endpoint. */
function byOAuthCode(answer: PlatformAnswer, platformCode: string): Classification | null {
  if (answer.step !== 'revoke') return null;
  return platformCode === 'invalid_grant' ? { kind: 'revoked', platformCode } : classifyTokenError({ ...answer, step: 'renew' });
}
