import { Module } from '@nestjs/common';
import { BillingLimitsModule } from '../billing-limits/billing-limits.module.js';
import { OauthProvidersModule } from '../oauth-providers/oauth-providers.module.js';
import { Config } from '../runtime/config/config.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { AccountsPersistenceModule } from './accounts-persistence.module.js';
import { ConnectBrowserController } from './adapters/http/connect-browser.controller.js';
import { ConnectSessionsController } from './adapters/http/connect-sessions.controller.js';
import { SocialAccountsController } from './adapters/http/social-accounts.controller.js';
import { SweepJob } from './adapters/jobs/sweep.job.js';
import { AdmitConnect } from './application/admit-connect.js';
import { BeginConnectSession } from './application/begin-connect-session.js';
import { CancelConnectSession } from './application/cancel-connect-session.js';
import { ChangeSocialAccount } from './application/change-social-account.js';
import { ClaimAuthorization } from './application/claim-authorization.js';
import { CompleteConnectSession } from './application/complete-connect-session.js';
import { ConnectAccounts } from './application/connect-accounts.js';
import { ConnectAttempts } from './application/connect-attempts.js';
import { ConnectWithCredentials } from './application/connect-with-credentials.js';
import { DisconnectSocialAccount } from './application/disconnect-social-account.js';
import { FinishAuthorization } from './application/finish-authorization.js';
import { JudgeAccount } from './application/judge-account.js';
import { LaunchConnectSession } from './application/launch-connect-session.js';
import { ListCandidates } from './application/list-candidates.js';
import { LockGrant } from './application/lock-grant.js';
import { ObtainAuthorization } from './application/obtain-authorization.js';
import { ReadConnectSession } from './application/read-connect-session.js';
import { ListAccountHistory, ListSocialAccounts, ReadSocialAccount } from './application/read-social-accounts.js';
import { ReauthorizeGrant } from './application/reauthorize-grant.js';
import { RevokeAuthorization } from './application/revoke-authorization.js';
import { SweepConnectSessions } from './application/sweep-connect-sessions.js';
import { SweepSharedGrants } from './application/sweep-shared-grants.js';
import { AccountHealth } from './ports/account-health.js';
import { ConnectSettings } from './ports/connect-settings.js';

/** Connected accounts, the grants behind them, and connect sessions. */
@Module({
  imports: [AccountsPersistenceModule, BillingLimitsModule, OauthProvidersModule, WorkspacesModule],
  controllers: [ConnectSessionsController, ConnectBrowserController, SocialAccountsController],
  providers: [
    { provide: ConnectSettings, useExisting: Config },
    { provide: AccountHealth, useClass: JudgeAccount },
    AdmitConnect,
    ConnectAttempts,
    ConnectWithCredentials,
    BeginConnectSession,
    LaunchConnectSession,
    FinishAuthorization,
    ObtainAuthorization,
    ReadConnectSession,
    ListCandidates,
    CompleteConnectSession,
    CancelConnectSession,
    SweepConnectSessions,
    SweepSharedGrants,
    SweepJob,
    ClaimAuthorization,
    ReauthorizeGrant,
    LockGrant,
    ConnectAccounts,
    ListSocialAccounts,
    ReadSocialAccount,
    ListAccountHistory,
    ChangeSocialAccount,
    DisconnectSocialAccount,
    RevokeAuthorization,
  ],
  exports: [AccountHealth],
})
export class AccountsModule {}
