import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../../config/config.js';
import { buildDocument } from './document.js';
import { errorsPage } from './errors-page.js';

/**
 * Serves `/docs` (Swagger UI), `/openapi.json` and `/docs/errors`. Called once, after the routes are known and before listening.
 * Every asset comes from this service, and no script stands inline, so that a strict content security policy holds.
 */
export function setUpDocs(app: INestApplication, _config: Config): void {
  let document: OpenAPIObject | null = null;
  const http = app.getHttpAdapter();
  http.get('/docs/errors', (_request: unknown, reply: HtmlReply) => {
    void reply.header('content-type', 'text/html; charset=utf-8').send(errorsPage());
  });
  SwaggerModule.setup('docs', app, () => (document ??= buildDocument(app)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Social Accounts API',
    swaggerOptions: {
      persistAuthorization: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      displayOperationId: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    },
  });
}

/** What is used of Fastify's reply. */
interface HtmlReply {
  header(name: string, value: string): HtmlReply;
  send(body: string): unknown;
}
