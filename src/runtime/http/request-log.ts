import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../kernel/ports/logger.js';
import { requestContext } from '../logging/request-context.js';
import type { Metrics } from '../metrics/metrics.js';

/** Puts the request id on every line that is logged on behalf of a request, and writes one line and one measurement per answer. */
export function observeRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  server.addHook('onRequest', (request, _reply, done) => requestContext.run({ requestId: request.id }, done));
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    const { statusCode, elapsedTime } = reply;
    metrics.observeRequest({ method: request.method, route, status: statusCode }, elapsedTime / 1000);
    requestContext.run({ requestId: request.id }, () => {
      logger[isProbe(route) ? 'debug' : 'info']('http.request', {
        method: request.method,
        route,
        status: statusCode,
        durationMs: Math.round(elapsedTime * 10) / 10,
        ...callerOf(request),
        ...(request.problem === undefined ? {} : { problem: request.problem }),
      });
    });
    done();
  });
}

function isProbe(route: string): boolean {
  return route.startsWith('/health/') || route === '/metrics';
}

function callerOf(request: FastifyRequest): object {
  return request.caller === undefined ? {} : { callerKind: request.caller.kind, callerId: request.caller.id };
}
