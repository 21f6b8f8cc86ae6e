import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf } from './request.js';

const nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What Swagger UI needs: its own scripts and calls to this service; its styles stand partly inline. */
const documentation = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Headers that every answer carries. A route may set its own `Cache-Control` and `Content-Security-Policy`.
 * No opener policy is set: it would cut the popup that connects an account off from the page that opened it.
 */
export async function addResponseHeaders(server: FastifyInstance): Promise<void> {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    void reply.header('content-security-policy', isDocumentation(request) ? documentation : nothing);
    done();
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control') && !isDocumentation(request)) void reply.header('cache-control', 'no-store');
    done();
  });
  await server.register(helmet, { contentSecurityPolicy: false, crossOriginOpenerPolicy: false, xFrameOptions: { action: 'deny' } });
}

function isDocumentation(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return path === '/docs' || path.startsWith('/docs/') || path === '/openapi.json';
}
