import type { INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../../config/config.js';
import { buildDocument } from './document.js';
import { errorsPage } from './errors-page.js';

/** Where the examples of the document say that the service is. */
const documentedUrl = 'http://localhost:3000';

/**
 * Serves `/docs` (Swagger UI), `/openapi.json` and `/docs/errors`. Called once, after the routes are known and before listening.
 * Every asset comes from this service, and no script stands inline, so that a strict content security policy holds.
 */
export function setUpDocs(app: INestApplication, config: Config): void {
  let built: OpenAPIObject | null = null;
  const document = (): OpenAPIObject => (built ??= buildDocument(app));
  const http = app.getHttpAdapter();
  http.get('/docs/errors', (_request: unknown, reply: Reply) => {
    void reply.header('content-type', 'text/html; charset=utf-8').send(errorsPage());
  });
  http.get('/openapi.json', (_request: unknown, reply: Reply) => {
    void reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(document()));
  });
  SwaggerModule.setup('docs', app, () => placedAt(config.publicUrl, document()), {
    raw: false,
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

/**
 * The document for the page that sends its examples to this very service: addresses of the service in them are the real ones,
 * so that they work as they stand. `/openapi.json` stays the same everywhere.
 */
function placedAt(publicUrl: string, document: OpenAPIObject): OpenAPIObject {
  const real = JSON.stringify(publicUrl).slice(1, -1);
  return JSON.parse(JSON.stringify(document).replaceAll(documentedUrl, () => real)) as OpenAPIObject;
}

/** What is used of Fastify's reply. */
interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}
