import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../kernel/ports/logger.js';
import type { FailurePage, FailurePages } from './failure-page.js';
import { failureOf, problemOf } from './problem.js';
import { repeatablePathOf } from './request.js';

/** Turns whatever is thrown while a request is served into `application/problem+json`, or into a page for a person, and logs what nobody foresaw. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(
    private readonly publicUrl: string,
    private readonly logger: Logger,
    private readonly pages: FailurePages,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also called for what fails before a route is found. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = failureOf(error);
    const problem = problemOf(failure, { publicUrl: this.publicUrl, instance: repeatablePathOf(request), requestId: request.id });
    request.problem = failure.code;
    this.#log(problem.status, error, request);
    if (reply.sent) return;
    if (failure.retryAfterSeconds !== null) void reply.header('retry-after', String(Math.max(1, Math.ceil(failure.retryAfterSeconds))));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    // The rest of a body that is too large is not read, so the connection is of no further use.
    if (problem.status === 413) void reply.header('connection', 'close');
    void reply.removeHeader('etag');
    const page = this.pages.for(request);
    if (page !== null) return show(page, problem.status, reply);
    void reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }

  #log(status: number, error: unknown, request: FastifyRequest): void {
    if (status < 500) return;
    const fields = { method: request.method, route: request.routeOptions.url ?? null, problem: request.problem, error };
    if (status === 500) this.logger.error('http.failed', fields);
    else this.logger.warn('http.upstream_failed', fields);
  }
}

function show(page: FailurePage, status: number, reply: FastifyReply): void {
  const failed = status >= 500;
  void reply
    .status(failed ? status : 400)
    .headers({ 'content-security-policy': page.policy, 'referrer-policy': 'no-referrer' })
    .type('text/html; charset=utf-8')
    .send(page.html(failed ? 'failed' : 'refused'));
}
