import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../kernel/caller.js';
import type { ErrorCode } from '../../kernel/error-code.js';
import { redactText } from '../logging/redact.js';

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

/**
 * The path as an answer may repeat it: empty where there is no such address, since a one-time token may stand in any part of what somebody
 * made up or called by the wrong method, and without credentials where an id belongs.
 */
export function repeatablePathOf(request: FastifyRequest): string {
  return request.is404 ? '' : redactText(pathOf(request));
}
