import type { ErrorCode } from './error-code.js';

/** One refused field of a request: its path in the body (`inputs.identifier`) and a sentence for a developer. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface DomainErrorOptions {
  /** The failure underneath; kept for the log, never shown to the caller. */
  readonly cause?: unknown;
  /** The refused fields, with `validation_failed`. */
  readonly errors?: readonly FieldError[];
  /** Further members of the problem document, as the contract names them for this code. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Seconds after which trying again makes sense; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/**
 * A failure that the caller is told about. `code` is what programs branch on; `detail` is a sentence for people
 * and never holds a secret or an upstream body.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, detail: string, options: DomainErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.members = options.members ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** The one answer for what does not exist and for what belongs to another workspace, so that neither can be told from the other. */
export function notFound(): DomainError {
  return new DomainError('not_found', 'There is no such resource, or it is not yours.');
}

/** A request whose fields were understood and refused. */
export function validationFailed(errors: readonly FieldError[]): DomainError {
  return new DomainError('validation_failed', 'One or more fields are not acceptable.', { errors });
}
