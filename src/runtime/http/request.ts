import type { Caller } from '../../kernel/caller.js';
import type { ErrorCode } from '../../kernel/error-code.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set by the access guard, absent on public routes. */
    caller?: Caller;
    /** The problem that the request was answered with, for the access line. */
    problem?: ErrorCode;
  }
}

/** The path that was asked for, without the query (which may hold codes and states). */
export function pathOf(request: { readonly url: string }): string {
  const end = request.url.search(/[?#]/);
  return end === -1 ? request.url : request.url.slice(0, end);
}
