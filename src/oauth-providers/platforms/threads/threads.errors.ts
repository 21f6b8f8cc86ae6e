import { classifyGraph, type GraphSubcodes } from '../../networks/meta/graph.errors.js';
import { graphErrorBody } from '../../networks/meta/graph.wire.js';
import type { Classification, PlatformAnswer } from '../../protocol/classify.js';
import { tokenHostError } from './threads.wire.js';

const threadsSubcodes: GraphSubcodes = new Map<number, Classification>([
  [2207051, { kind: 'restricted' }], // 6
  [4279013, { kind: 'restricted' }], // 6
]);

/** What Threads' answers mean: Meta's codes, and what Threads means by some of them. The numbers are the rows of the README's table. */
export function classifyThreads(answer: PlatformAnswer): Classification | null {
  const message = messageOf(answer);
  if (message !== null && isOurFault(message)) return { kind: 'misconfigured', platformCode: 'app' }; // 8
  const reading = classifyGraph(answer, threadsSubcodes);
  if (reading === null) return classifyFlat(answer);
  const code = reading.platformCode?.split('/')[0];
  // 6: elsewhere at Meta this is about one post.
  if (code === '368' && reading.kind === 'rejected') return { ...reading, kind: 'restricted' };
  // 7: no subcode tells a bad code from a bad parameter.
  if (code === '100' && answer.step === 'exchange' && reading.kind === 'rejected') return { ...reading, kind: 'code_rejected' };
  // 2: a token that ran out has no subcode of its own.
  const ranOut = reading.kind === 'revoked' && reading.reason === 'authorization_invalid' && /session has expired/i.test(message ?? '');
  return ranOut ? { kind: answer.step === 'renew' ? 'revoked' : 'token_expired', platformCode: reading.platformCode ?? '190' } : reading;
}

function classifyFlat(answer: PlatformAnswer): Classification | null {
  const flat = tokenHostError.safeParse(answer.json);
  if (!flat.success || answer.status < 400 || answer.status >= 500) return null;
  return { kind: answer.step === 'exchange' ? 'code_rejected' : 'rejected' }; // 7
}

function messageOf({ json, status }: PlatformAnswer): string | null {
  if (status < 400 || status >= 500) return null;
  const graph = graphErrorBody.safeParse(json);
  if (graph.success) return graph.data.error.message ?? null;
  const flat = tokenHostError.safeParse(json);
  return flat.success ? flat.data.error_message : null;
}

function isOurFault(message: string): boolean {
  return /invalid client_?id|error validating application|client secret/i.test(message);
}
