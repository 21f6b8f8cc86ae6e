import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, notFound } from '../../kernel/domain-error.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Config } from '../config/config.js';
import { readBearer } from '../http/access-control/bearer.strategy.js';
import { Public } from '../http/access.js';
import { ApiProblems } from '../http/openapi/api-problems.js';
import { Metrics } from './metrics.js';

/** Headers by which a proxy gives itself away: what comes through one is not local, however near the proxy is. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

@ApiTags('Operations')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
    private readonly digest: Digest,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Measurements for Prometheus',
    description: 'With the bearer token of `METRICS_TOKEN`; without one configured, for callers on the same machine only.',
  })
  @ApiOkResponse({
    description: 'The text format of Prometheus.',
    content: { 'text/plain': { schema: { type: 'string' }, example: '# TYPE process_cpu_seconds_total counter' } },
  })
  @ApiProblems('unauthenticated', 'not_found')
  async readMetrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!this.config.metricsEnabled) throw notFound();
    this.#admit(request);
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  #admit(request: FastifyRequest): void {
    const { metricsToken } = this.config;
    if (metricsToken === null) {
      if (!isLocal(request)) throw notFound();
      return;
    }
    const given = readBearer(request.headers.authorization);
    // Digests are compared, so that the time it takes tells nothing of the token.
    if (given !== null && this.digest.sha256(given) === this.digest.sha256(metricsToken)) return;
    throw new DomainError('unauthenticated', 'Present the token for measurements as a bearer token.');
  }
}

function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  const near = address === '::1' || /^(::ffff:)?127\./.test(address);
  return near && proxyHeaders.every((name) => request.headers[name] === undefined);
}
