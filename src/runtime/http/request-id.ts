import type { IncomingMessage } from 'node:http';
import { v7 } from 'uuid';

const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's `X-Request-Id` when it is well formed, else a new UUIDv7. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormed.test(given) ? given : v7();
}
