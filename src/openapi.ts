import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamicModule } from '@nestjs/common';
import { AppModule } from './app.module.js';
import { loadConfig } from './runtime/config/load-config.js';
import { writtenDocs } from './runtime/http/openapi/written-docs.js';

/** The service with no configuration at all, which is enough to describe it. */
export function rootModule(): DynamicModule {
  return AppModule.register(loadConfig({ DATABASE_URL: 'postgres://nobody@localhost/nothing' }));
}

/** `npm run openapi`: writes the documents that are generated from the code, into the folder that it is called in. */
async function main(): Promise<void> {
  for (const [file, text] of Object.entries(await writtenDocs(rootModule()))) {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(resolve(file), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
