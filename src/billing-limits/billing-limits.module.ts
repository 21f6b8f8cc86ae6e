import { Module } from '@nestjs/common';
import { AccountsPersistenceModule } from '../accounts/accounts-persistence.module.js';
import { Config } from '../runtime/config/config.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { UsageController } from './adapters/http/usage.controller.js';
import { PlanAccountLimits } from './adapters/in-process/account-limits.js';
import { ReadUsage } from './application/read-usage.js';
import { RequireRoom } from './application/require-room.js';
import { AccountLimits } from './ports/account-limits.js';
import { BillingSettings } from './ports/billing-settings.js';

function billingSettings(config: Config): BillingSettings {
  return { mode: config.billingMode, upgradeUrl: config.billingUpgradeUrl };
}

/** How many accounts a plan may hold. */
@Module({
  imports: [WorkspacesModule, AccountsPersistenceModule],
  controllers: [UsageController],
  providers: [
    ReadUsage,
    RequireRoom,
    { provide: AccountLimits, useClass: PlanAccountLimits },
    { provide: BillingSettings, useFactory: billingSettings, inject: [Config] },
  ],
  exports: [AccountLimits],
})
export class BillingLimitsModule {}
