import cookie from '@fastify/cookie';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/domain-error.js';
import { Logger } from '../../kernel/ports/logger.js';
import type { Config } from '../config/config.js';
import { NestLogger } from '../logging/nest-logger.js';
import { Metrics } from '../metrics/metrics.js';
import { closingPatienceMs } from '../patience.js';
import { acceptJsonOnly } from './bodies.js';
import { answerBrokenRequest } from './broken-requests.js';
import { FailurePages } from './failure-page.js';
import { setUpDocs } from './openapi/set-up-docs.js';
import { ProblemFilter } from './problem.filter.js';
import { requestIdOf } from './request-id.js';
import { observeRequests } from './request-log.js';
import { RequestValidationPipe } from './request-validation.pipe.js';
import { addResponseHeaders } from './response-headers.js';
import { pathOf } from './request.js';

const bodyLimitBytes = 256 * 1024;
/** A head must have arrived by then, a whole request by the other: a client that drips bytes is cut off. */
const headTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** Longer than the usual load balancer's 60 s, so that it is never us who closes a connection it is about to reuse. */
const keepAliveMs = 65_000;

/**
 * The HTTP application around a root module, ready to listen: request ids, problem documents, validation, headers,
 * limits, logging, documentation. Knows nothing of what the module does.
 */
export async function buildApp(root: DynamicModule, config: Config): Promise<NestFastifyApplication> {
  let filter: ProblemFilter | null = null;
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    trustProxy: config.trustProxy,
    genReqId: requestIdOf,
    requestIdHeader: false,
    routerOptions: { maxParamLength: 500 },
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    http: { headersTimeout: headTimeoutMs, connectionsCheckingInterval: 2_000 },
    return503OnClosing: false,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
      filter?.answer(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(config.publicUrl, error, socket),
  });
  const server = adapter.getInstance<FastifyInstance>();
  const pages = new FailurePages(server);
  await addResponseHeaders(server);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { bodyParser: false, bufferLogs: true, abortOnError: false });
  const logger = app.get(Logger);
  app.useLogger(new NestLogger(logger));
  filter = new ProblemFilter(config.publicUrl, logger, pages);
  app.useGlobalFilters(filter);
  app.useGlobalPipes(new RequestValidationPipe());
  observeRequests(server, logger, app.get(Metrics));
  acceptJsonOnly(server);
  await app.register(cookie);
  enableCors(app, config);
  if (config.processRole === 'worker') serveOperationsOnly(server);
  boundClosing(server);
  setUpDocs(app, config);
  await initialized(app);
  await server.ready();
  return app;
}

/** A boot that fails ends what had begun: connections to the database, and whatever comes back by itself. */
async function initialized(app: NestFastifyApplication): Promise<void> {
  try {
    await app.init();
  } catch (error) {
    // Only the first failure says what is wrong.
    await app.close().catch(() => undefined);
    throw error;
  }
}

function enableCors(app: NestFastifyApplication, config: Config): void {
  if (config.corsOrigins.length === 0) return;
  app.enableCors({
    origin: [...config.corsOrigins],
    methods: ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Retry-After', 'RateLimit', 'X-Request-Id'],
    maxAge: 600,
  });
}

/** Closing waits for what is in flight, whose connections are not kept alive any more; idle ones end at once. But not for ever. */
function boundClosing(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    const timer = setTimeout(() => server.server.closeAllConnections(), closingPatienceMs);
    server.server.once('close', () => clearTimeout(timer));
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

/** A process that only works in the background answers probes and measurements, nothing else. */
function serveOperationsOnly(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const path = pathOf(request);
    done(path.startsWith('/health/') || path === '/metrics' ? undefined : notFound());
  });
}
