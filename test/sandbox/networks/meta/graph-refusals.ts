import { jsonAnswer, type Answer } from '../../core/http.js';
import { randomToken } from '../../core/identifiers.js';
import type { Presented } from '../../oauth/grants.js';

/** An error of a graph. Nearly all of them are of the type `OAuthException`, whatever they are about. */
export function graphRefusal(code: number, subcode: number | null, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  const error = { message, type: 'OAuthException', code, ...(subcode !== null && { error_subcode: subcode }), ...more, fbtrace_id: randomToken('A', 23) };
  return jsonAnswer(400, { error });
}

const whyEnded: Readonly<Record<string, readonly [number, string]>> = {
  user: [458, 'The user has not authorized application.'],
  password: [460, 'The session has been invalidated because the user changed their password or for security reasons.'],
};

/** Why a token is no good, by subcode. */
export function invalidToken(presented: Presented | null): Answer {
  const intro = 'Error validating access token: ';
  if (presented === null) return graphRefusal(190, null, 'Invalid OAuth access token - Cannot parse access token');
  const [subcode, message] = whyEnded[presented.grant.ended?.why ?? ''] ?? [463, 'Session has expired.'];
  return graphRefusal(190, subcode, intro + message);
}
