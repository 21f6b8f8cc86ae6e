import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildDocument } from './document.js';
import { errorsMarkdown } from './errors-page.js';

/** Documentation that is generated and checked in, as text by its path in the project. */
export type WrittenDocs = Readonly<Record<'docs/openapi.json' | 'docs/errors.md', string>>;

/** What the checked-in documents must say for this root module. Nothing is connected to: the module is only looked at. */
export async function writtenDocs(root: DynamicModule): Promise<WrittenDocs> {
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    logger: ['error'],
    preview: true,
    abortOnError: false,
  });
  return {
    'docs/openapi.json': `${JSON.stringify(buildDocument(app), null, 2)}\n`,
    'docs/errors.md': errorsMarkdown(),
  };
}
