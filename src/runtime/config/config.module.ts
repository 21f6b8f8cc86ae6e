import { Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';

/** Hands the configuration, read once at boot, to whoever asks for `Config`. */
@Module({})
export class ConfigModule {
  static register(config: Config): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
