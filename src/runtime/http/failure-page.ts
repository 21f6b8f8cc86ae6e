import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiHtmlPage } from './openapi/api-responses.js';
import { pathOf } from './request.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On routes that a person's browser opens. */
    failurePage?: FailurePage;
  }
}

/** What a person is shown where a program would be answered with a problem document. */
export interface FailurePage {
  /** The `Content-Security-Policy` of the page. */
  readonly policy: string;
  /** `refused`: the address cannot be right. `failed`: it may be, and we could not do it. */
  html(kind: 'refused' | 'failed'): string;
}

/** For a route that a browser opens: whatever goes wrong there is told by this page, as `400` or a `5xx`. */
export function FailsAsPage(page: FailurePage): MethodDecorator {
  return applyDecorators(RouteConfig({ failurePage: page }), ApiHtmlPage(500, 'It went wrong here; the page says so.'));
}

/** Knows which requests a page must answer, also those that were too broken to be given a route. */
export class FailurePages {
  readonly #places: { readonly pattern: RegExp; readonly page: FailurePage }[] = [];

  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ url, config }) => {
      if (config?.failurePage !== undefined) this.#places.push({ pattern: patternOf(url), page: config.failurePage });
    });
  }

  /** `null` where a problem document is the answer, as it is to everything but a GET. */
  for(request: FastifyRequest): FailurePage | null {
    if (request.method !== 'GET') return null;
    const path = pathOf(request);
    return this.#places.find(({ pattern }) => pattern.test(path))?.page ?? null;
  }
}

function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => (segment.startsWith(':') ? '[^/]*' : segment.replace(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
