import type { Classification, PlatformAnswer } from '../../protocol/classify.js';
import { classifyGraph, type GraphSubcodes } from './graph.errors.js';

const hour = 3600;

/** Subcodes of Instagram's API, on either of its hosts. The numbers are the rows of the README's table. */
const instagramSubcodes: GraphSubcodes = new Map<number, Classification>([
  [2207051, { kind: 'rejected' }], // 25: looks like spam; comes with code 4, which is a limit otherwise
  [2207050, { kind: 'restricted' }], // 26
  [2207042, { kind: 'rate_limited', retryAfterSeconds: hour }], // 27: the posts of the last 24 hours
  ...[2207001, 2207003, 2207032, 2207053].map((code) => [code, { kind: 'unavailable' }] as const), // 28
  [2207027, { kind: 'unavailable' }], // 29: not ready yet
  ...[2207006, 2207008].map((code) => [code, { kind: 'rejected' }] as const), // 30
  ...[2207004, 2207005, 2207009, 2207010, 2207026, 2207052].map((code) => [code, { kind: 'rejected' }] as const), // 31
]);

/** What an answer about an Instagram account means, whichever of Meta's hosts gave it. */
export function classifyInstagramGraph(answer: PlatformAnswer): Classification | null {
  return classifyGraph(answer, instagramSubcodes);
}
