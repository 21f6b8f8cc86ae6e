import { type Classification, type PlatformAnswer, refusedGrant } from '../../protocol/classify.js';
import { type ApiError, apiError } from './pinterest.wire.js';

/** What Pinterest's answers mean; the numbers are the rows of the README's table. */
export function classifyPinterest(answer: PlatformAnswer): Classification | null {
  if (answer.status === 429) return { kind: 'rate_limited', ...retryAfter(answer.headers['x-ratelimit-reset']) }; // 7
  if (answer.status >= 500) return null; // 8
  const body = apiError.safeParse(answer.json);
  if (!body.success) return null;
  const reading = answer.step === 'exchange' || answer.step === 'renew' ? tokenEndpoint(answer) : api(answer, body.data);
  return reading === null ? null : { ...reading, platformCode: body.data.code.toString() };
}

function api({ status }: PlatformAnswer, { code, message }: ApiError): Classification | null {
  if (status === 401) return code === 2 ? { kind: 'token_expired' } : code === 3 ? { kind: 'missing_scopes' } : null; // 1, 2
  if (status !== 403) return null;
  if (code === 403) return { kind: 'restricted' }; // 4
  if (code !== 29) return null;
  // 3: the app's trial access has the code of a missing permission: only the message tells.
  return { kind: /apps with trial access/i.test(message ?? '') ? 'misconfigured' : 'missing_scopes' };
}

/** 5: one code for wrong credentials of ours, a wrong code and a dead refresh token: it convicts nobody. 6: everything else that was refused. */
function tokenEndpoint({ status, step }: PlatformAnswer): Classification | null {
  if (status === 401) return { kind: 'misconfigured' };
  return status === 400 ? { kind: refusedGrant(step) } : null;
}

/** Pinterest counts down the seconds of its window. */
function retryAfter(header: string | undefined): Pick<Classification, 'retryAfterSeconds'> {
  const seconds = header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : null;
  return seconds === null ? {} : { retryAfterSeconds: seconds };
}
