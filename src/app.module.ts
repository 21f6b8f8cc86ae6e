import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { BillingLimitsModule } from './billing-limits/billing-limits.module.js';
import { HealthCheckModule } from './health-check/health-check.module.js';
import { OauthProvidersModule } from './oauth-providers/oauth-providers.module.js';
import type { Config } from './runtime/config/config.js';
import { RuntimeModule, type RuntimeOptions } from './runtime/runtime.module.js';
import { sealedColumns } from './sealed-columns.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

@Module({})
export class AppModule {
  static register(config: Config, options: RuntimeOptions = {}): DynamicModule {
    OauthProvidersModule.checkSettings(config);
    return {
      module: AppModule,
      imports: [
        RuntimeModule.register(config, { ...options, sealedColumns }),
        WorkspacesModule,
        BillingLimitsModule,
        OauthProvidersModule,
        AccountsModule,
        HealthCheckModule,
      ],
    };
  }
}
