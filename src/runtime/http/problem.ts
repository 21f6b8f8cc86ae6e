import { HttpException } from '@nestjs/common';
import { DomainError, notFound } from '../../kernel/domain-error.js';
import type { ErrorCode } from '../../kernel/error-code.js';
import { problemTable } from './problem-table.js';

/** The body of every error answer (RFC 9457 with our members). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly [member: string]: unknown;
}

export interface ProblemPlace {
  readonly publicUrl: string;
  /** Path of the request, as far as it may be repeated. */
  readonly instance: string;
  readonly requestId: string;
}

/** The problem document that tells a failure to the caller. */
export function problemOf(failure: DomainError, place: ProblemPlace): Problem {
  const { status, title } = problemTable[failure.code];
  return {
    ...failure.members,
    ...(failure.errors.length > 0 ? { errors: failure.errors } : {}),
    type: `${place.publicUrl}/docs/errors#${failure.code}`,
    title,
    status,
    detail: failure.message,
    instance: place.instance,
    code: failure.code,
    requestId: place.requestId,
  };
}

/** What whatever was thrown means to the caller; everything that we did not foresee is `internal_error` and says nothing more. */
export function failureOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = statusOf(error);
  if (status === null || status >= 500) {
    return new DomainError('internal_error', 'Something went wrong; the request id names the case.', { cause: error });
  }
  return failureByStatus(status, error);
}

/** The status that the framework or the HTTP server gave its own error. An upstream's error that happens to carry one does not count. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number' ? statusCode : null;
}

function failureByStatus(status: number, cause: unknown): DomainError {
  switch (status) {
    case 401:
      return new DomainError('unauthenticated', 'Present a valid credential as a bearer token.', { cause });
    case 403:
      return new DomainError('forbidden', 'This is not allowed.', { cause });
    case 404:
    case 405:
    case 414:
      return notFound();
    case 413:
      return new DomainError('payload_too_large', 'The body is larger than 256 KiB.', { cause });
    case 415:
      return new DomainError('unsupported_media_type', 'Send the body as application/json.', { cause });
    default:
      return new DomainError('malformed_request', 'The request could not be understood.', { cause });
  }
}
