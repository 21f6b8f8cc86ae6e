import type { Classification, PlatformAnswer } from '../../protocol/classify.js';
import { retryAfterSeconds } from '../../protocol/retry-after.js';
import { businessUseCaseUsage, graphErrorBody, type GraphError } from './graph.wire.js';

/** What a product of Meta's says by subcodes of its own, beside those that all of them share. */
export type GraphSubcodes = ReadonlyMap<number, Classification>;

const noSubcodes: GraphSubcodes = new Map();

/**
 * What an answer of a Graph API means; `null` for one that is no error of its form. Judged by code and subcode, never by `type`: nearly
 * every error is an `OAuthException`. The numbers are the rows of the README's table.
 */
export function classifyGraph(answer: PlatformAnswer, ownSubcodes: GraphSubcodes = noSubcodes): Classification | null {
  // An error inside a success is not how the Graph API speaks.
  if (answer.status < 400) return null;
  const body = graphErrorBody.safeParse(answer.json);
  return body.success ? classifyGraphError(body.data.error, answer, ownSubcodes) : null;
}

/** What is looked at besides the error itself. */
type Circumstances = Pick<PlatformAnswer, 'step' | 'status' | 'headers' | 'receivedAt'>;

/** The same for an error that was found elsewhere than in a refusal. */
export function classifyGraphError(error: GraphError, answer: Circumstances, ownSubcodes: GraphSubcodes = noSubcodes): Classification {
  const platformCode = codeOf(error);
  const own = ownSubcodes.get(error.error_subcode ?? 0);
  if (isOurFault(error)) return { kind: 'misconfigured', platformCode };
  if (own === undefined && isLimit(error, answer)) return { kind: 'rate_limited', platformCode, retryAfterSeconds: waitOf(answer) };
  if (isTransient(error, answer)) return { kind: 'unavailable', platformCode };
  return { ...(own ?? meaningOf(error, answer)), platformCode };
}

/** The code as logs show it, and as callers compare it: `190/463`, or `10` where there is no subcode. */
export function codeOf({ code, error_subcode: subcode }: GraphError): string {
  return subcode == null ? code.toString() : `${code.toString()}/${subcode.toString()}`;
}

/** Something is missing, unsupported or not allowed to this token: Meta does not say which. */
export const ambiguousCode = '100/33'; // 13

/** Asked before anything else, because code 1 stands for outages as well. */
function isOurFault({ code, error_subcode: subcode, message }: GraphError): boolean {
  if (code === 3 || code === 101) return true; // 12, 20
  if (code === 1) return /^error validating client secret/i.test(message ?? ''); // 20
  if (code !== 100) return false;
  return subcode === 36008 || /appsecret_proof/i.test(message ?? ''); // 23, 24
}

/** Of an app, a user, a page, a custom limit, an action too frequent; 80000 and on count by what the business does. */
const limits: ReadonlySet<number> = new Set([4, 9, 17, 32, 341, 613]); // 15

function isLimit({ code }: GraphError, { status }: Circumstances): boolean {
  return status === 429 || limits.has(code) || (code >= 80000 && code <= 80014); // 15, 16
}

const outages: ReadonlySet<number> = new Set([-2, -1, 1, 2]); // 17

function isTransient({ code, is_transient: transient }: GraphError, { status }: Circumstances): boolean {
  return transient === true || outages.has(code) || status >= 500; // 17
}

function meaningOf(error: GraphError, answer: Circumstances): Classification {
  const { code } = error;
  if (code === 190 || code === 102) return meaningOfToken(error, answer); // 1 to 9
  if (code === 10 || (code >= 200 && code <= 299)) return { kind: 'missing_scopes' }; // 10, 11
  if (code === 100 && (isSpentCode(error) || isNoCode(error, answer))) return { kind: 'code_rejected' }; // 21, 22
  return { kind: 'rejected' }; // 13, 14, 18, 19 and what nobody documents
}

const tokenMeanings: ReadonlyMap<number, Classification> = new Map<number, Classification>([
  [458, { kind: 'revoked', reason: 'revoked_by_user' }], // 2
  [459, { kind: 'restricted' }], // 3
  [460, { kind: 'revoked', reason: 'password_changed' }], // 4
  [463, { kind: 'token_expired' }], // 5
  [464, { kind: 'restricted' }], // 6
  [492, { kind: 'revoked', reason: 'role_lost' }], // 8
]);

function meaningOfToken({ error_subcode: subcode }: GraphError, { step }: Circumstances): Classification {
  const meaning = tokenMeanings.get(subcode ?? 0) ?? { kind: 'revoked', reason: 'authorization_invalid' }; // 1, 7
  // What ran out cannot be given a longer life any more.
  return meaning.kind === 'token_expired' && step === 'renew' ? { kind: 'revoked' } : meaning;
}

const spentCodes: ReadonlySet<number> = new Set([36007, 36009]); // 22, 21

function isSpentCode({ error_subcode: subcode }: GraphError): boolean {
  return subcode != null && spentCodes.has(subcode);
}

/** What was never a code has no subcode of its own. */
function isNoCode({ message }: GraphError, { step }: Pick<PlatformAnswer, 'step'>): boolean {
  return step === 'exchange' && /^invalid verification code/i.test(message ?? ''); // 21
}

/** Where Meta names no time. */
const defaultWaitSeconds = 15 * 60;

function waitOf({ headers, receivedAt }: Circumstances): number {
  return businessWaitSeconds(headers['x-business-use-case-usage']) ?? retryAfterSeconds(headers['retry-after'], receivedAt) ?? defaultWaitSeconds;
}

/** The longest wait among the businesses that the header speaks of; `null` when it speaks of none. */
function businessWaitSeconds(header: string | undefined): number | null {
  const usage = businessUseCaseUsage.safeParse(parsed(header ?? ''));
  if (!usage.success) return null;
  const minutes = Object.values(usage.data).flatMap((entries) => entries.map((entry) => entry.estimated_time_to_regain_access ?? 0));
  const longest = Math.max(0, ...minutes);
  return longest === 0 ? null : Math.ceil(longest * 60);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
