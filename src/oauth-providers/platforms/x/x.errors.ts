import { type Classification, classifyTokenError, type PlatformAnswer, refusedGrant } from '../../protocol/classify.js';
import { oauthError, problem, type Problem } from './x.wire.js';

/** What X's answers mean; the numbers are the rows of the README's table. */
export function classifyX(answer: PlatformAnswer): Classification | null {
  // An error inside a success is about a part of it; an outage is the safe default's (12).
  if (answer.status < 400 || answer.status >= 500) return null;
  if (answer.step === 'exchange' || answer.step === 'renew' || answer.step === 'revoke') return classifyOAuth(answer);
  const body = problem.safeParse(answer.json);
  if (!body.success) return answer.status === 402 ? { kind: 'misconfigured', platformCode: '402' } : null;
  const platformCode = codeOf(answer, body.data);
  const reading = classifyApi(answer, body.data);
  return reading === null ? null : { ...reading, platformCode };
}

function classifyApi(answer: PlatformAnswer, body: Problem): Classification | null {
  if (isOperatorsBill(answer, body)) return { kind: 'misconfigured' }; // 8, 10
  if (answer.status === 429) return { kind: 'rate_limited', ...untilReset(answer) }; // 9
  if (answer.status === 401) return isToken(body) ? { kind: 'token_expired' } : null; // 1
  return answer.status === 403 ? classifyForbidden(body) : null; // 11: what is left is our mistake
}

const operatorsFault: readonly string[] = ['unsupported-authentication', 'client-forbidden']; // 2, 4
const scopes: readonly string[] = ['oauth1-permissions', 'not-authorized-for-resource']; // 3
const restrictions: ReadonlySet<number> = new Set([326, 63, 64]); // 5, 6

function classifyForbidden(body: Problem): Classification | null {
  const type = lastSegment(body.type);
  if (operatorsFault.includes(type)) return { kind: 'misconfigured' };
  if (isRestricted(body, type)) return { kind: 'restricted' };
  return scopes.includes(type) ? { kind: 'missing_scopes' } : { kind: 'rejected' }; // 7
}

/** A locked account has a code in the older form alone; in the newer one only its words tell. */
function isRestricted({ detail, errors }: Problem, type: string): boolean {
  if (type === 'user-suspended') return true;
  const words = [detail, ...(errors ?? []).map(({ message }) => message)];
  return (errors ?? []).some(({ code }) => restrictions.has(code ?? 0)) || words.some((each) => /^your account is (temporarily locked|suspended)/i.test(each ?? ''));
}

/** 8, 10: credits, spending cap and plan are the operator's matter. */
function isOperatorsBill({ status }: PlatformAnswer, { title, type }: Problem): boolean {
  if (status === 402) return true;
  return ['usage-capped', 'credits', 'credits-depleted'].includes(lastSegment(type)) || /^(spendcapreached|creditsdepleted)$/i.test(title ?? '');
}

/** 1: the plain problem, or one of the two codes of the older form. */
function isToken({ type, title, errors }: Problem): boolean {
  if ((errors ?? []).some(({ code }) => code === 89 || code === 32)) return true;
  return (type ?? 'about:blank') === 'about:blank' && title === 'Unauthorized';
}

/** `type` is an address on either of two hosts. */
function lastSegment(type: string | null | undefined): string {
  return type?.split('/').at(-1) ?? '';
}

function codeOf({ status }: PlatformAnswer, { type, errors }: Problem): string {
  const [code] = (errors ?? []).flatMap(({ code: each }) => each ?? []);
  const segment = lastSegment(type);
  return code?.toString() ?? (/^[a-z0-9-]{1,64}$/.test(segment) ? segment : status.toString());
}

const longestWaitSeconds = 7 * 24 * 3600;

/** 9: the moment stands in a header, as seconds since 1970. */
function untilReset({ headers, receivedAt }: PlatformAnswer): Pick<Classification, 'retryAfterSeconds'> {
  const reset = headers['x-rate-limit-reset'];
  if (reset === undefined || !/^\d{9,11}$/.test(reset)) return {};
  const seconds = Math.ceil(Number(reset) - receivedAt.getTime() / 1000);
  return seconds > longestWaitSeconds ? {} : { retryAfterSeconds: Math.max(0, seconds) };
}

function classifyOAuth(answer: PlatformAnswer): Classification | null {
  const body = oauthError.safeParse(answer.json);
  if (!body.success) return answer.status === 402 ? { kind: 'misconfigured', platformCode: '402' } : null;
  const { error: platformCode, error_description: description } = body.data;
  if (platformCode !== 'invalid_request') return classifyTokenError(answer.step === 'revoke' ? { ...answer, step: 'renew' } : answer); // 13 (invalid_grant), 15, 16
  const kind = kindOfInvalidRequest(answer, description ?? '');
  return kind === null ? null : { kind, platformCode };
}

/** X says `invalid_request` for nearly everything: only the description tells. */
function kindOfInvalidRequest({ step }: PlatformAnswer, description: string): Classification['kind'] | null {
  if (/^value passed for the token was invalid/i.test(description)) return refusedGrant(step === 'revoke' ? 'renew' : step); // 13
  if (/^value passed for the authorization code was invalid/i.test(description)) return 'code_rejected'; // 14
  if (/^value passed for the client_id was invalid/i.test(description)) return 'misconfigured'; // 16
  return null;
}
