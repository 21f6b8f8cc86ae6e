import { classifyInstagramGraph } from '../../networks/meta/instagram.errors.js';
import type { Classification, PlatformAnswer } from '../../protocol/classify.js';
import { tokenHostError } from './instagram.wire.js';

/** What Instagram's answers mean: those of the host that exchanges codes here, those of the graph as Meta's. The numbers are the rows of the README's table. */
export function classifyInstagram(answer: PlatformAnswer): Classification | null {
  const flat = tokenHostError.safeParse(answer.json);
  if (flat.success && answer.status >= 400 && answer.status < 500) return classifyTokenHost(flat.data.error_message);
  return classifyInstagramGraph(answer);
}

/** There is one type and one code for everything: only the message tells. */
function classifyTokenHost(message: string): Classification {
  if (/matching code was not found|authorization code has been used/i.test(message)) return { kind: 'code_rejected', platformCode: 'code' }; // 1
  if (/invalid redirect_uri|error validating verification code/i.test(message)) return { kind: 'misconfigured', platformCode: 'redirect_uri' }; // 2
  if (/invalid platform app|invalid client|client secret/i.test(message)) return { kind: 'misconfigured', platformCode: 'app' }; // 3
  return { kind: 'rejected' };
}
