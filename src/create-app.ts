import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './runtime/config/config.js';
import { buildApp } from './runtime/http/build-app.js';
import type { RuntimeOptions } from './runtime/runtime.module.js';

export interface AppOverrides extends RuntimeOptions {
  /** Modules beside the service's own, such as a test's routes. */
  readonly extraModules?: readonly (DynamicModule | Type)[];
}

/** The whole service for a configuration that names its database, ready to listen. Nothing else is needed to run it. */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<NestFastifyApplication> {
  const { extraModules = [], ...options } = overrides;
  const root = AppModule.register(config, options);
  return buildApp({ ...root, imports: [...(root.imports ?? []), ...extraModules] }, config);
}
