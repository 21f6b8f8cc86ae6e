import type { ErrorCode } from '../../../kernel/error-code.js';

const problemCodesKey = 'openapi-problem-codes';

/**
 * Names the problem codes that an operation can answer with, beyond those that follow from its declaration
 * and are added by themselves: `unauthenticated`, `forbidden`, `not_found` (from `@Allow…` and the path),
 * `malformed_request`, `validation_failed`, `payload_too_large`, `unsupported_media_type` (from a body),
 * `validation_failed` (from query parameters), `rate_limited` and `internal_error`.
 */
export function ApiProblems(...codes: readonly ErrorCode[]): MethodDecorator {
  return (_target, _name, descriptor) => {
    Reflect.defineMetadata(problemCodesKey, codes, descriptor.value as object);
  };
}

/** What `@ApiProblems` said of a route handler; empty when it said nothing. */
export function problemCodesOf(handler: object): readonly ErrorCode[] {
  return (Reflect.getMetadata(problemCodesKey, handler) as readonly ErrorCode[] | undefined) ?? [];
}
