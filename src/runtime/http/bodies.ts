import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../kernel/domain-error.js';

const nulHint = /\\u0000/;

/**
 * JSON is the only body that is understood; everything else is `415`. An empty body counts as none, since many clients
 * send the header on every call. The character NUL is refused because PostgreSQL cannot store it.
 */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString();
    if (text.trim() === '') {
      done(null, undefined);
      return;
    }
    void parse(request, text, (error: Error | null, value?: unknown) => {
      if (error !== null) done(notJson(error));
      else if (nulHint.test(text) && holdsNul(value)) done(nulRefused());
      else done(null, value);
    });
  });
  server.addHook('preValidation', (request, _reply, done) => {
    done(holdsNul(request.query) || holdsNul(request.params) ? nulRefused() : undefined);
  });
}

function notJson(cause: Error): DomainError {
  return new DomainError('malformed_request', 'The body is not valid JSON.', { cause });
}

function nulRefused(): DomainError {
  return new DomainError('malformed_request', 'The request holds the character NUL.');
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, field]) => name.includes('\u0000') || holdsNul(field));
}
