import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OauthProvidersModule } from '../oauth-providers/oauth-providers.module.js';
import { CheckAccountController } from './adapters/http/check-account.controller.js';
import { CheckAccount } from './application/check-account.js';

/** Keeping accounts honest: asking the platforms whether they still work. */
@Module({
  imports: [AccountsModule, OauthProvidersModule],
  controllers: [CheckAccountController],
  providers: [CheckAccount],
})
export class HealthCheckModule {}
