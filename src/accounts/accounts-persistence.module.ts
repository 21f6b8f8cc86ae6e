import { Module } from '@nestjs/common';
import type { SealedColumn } from '../kernel/sealed-column.js';
import { AccountCounter } from '../billing-limits/ports/account-counter.js';
import { PostgresAccountCounter } from './adapters/postgres/account-counter.js';
import { PostgresAccountHistoryRepository } from './adapters/postgres/account-history.repository.js';
import { PostgresConnectSessionRepository, sessionContent } from './adapters/postgres/connect-session.repository.js';
import { grantTokens, PostgresGrantRepository } from './adapters/postgres/grant.repository.js';
import { accountCredentials, PostgresSocialAccountRepository } from './adapters/postgres/social-account.repository.js';
import { PostgresUnclaimedAuthorizationRepository, unclaimedTokens } from './adapters/postgres/unclaimed-authorization.repository.js';
import { AccountHistoryRepository } from './ports/account-history-repository.js';
import { ConnectSessionRepository } from './ports/connect-session-repository.js';
import { GrantRepository } from './ports/grant-repository.js';
import { SocialAccountRepository } from './ports/social-account-repository.js';
import { UnclaimedAuthorizationRepository } from './ports/unclaimed-authorization-repository.js';

/** Where accounts are kept. A module of its own, so that the limits can count accounts that ask for the limits. */
@Module({
  providers: [
    { provide: SocialAccountRepository, useClass: PostgresSocialAccountRepository },
    { provide: GrantRepository, useClass: PostgresGrantRepository },
    { provide: AccountHistoryRepository, useClass: PostgresAccountHistoryRepository },
    { provide: ConnectSessionRepository, useClass: PostgresConnectSessionRepository },
    { provide: UnclaimedAuthorizationRepository, useClass: PostgresUnclaimedAuthorizationRepository },
    { provide: AccountCounter, useClass: PostgresAccountCounter },
  ],
  exports: [SocialAccountRepository, GrantRepository, AccountHistoryRepository, ConnectSessionRepository, UnclaimedAuthorizationRepository, AccountCounter],
})
export class AccountsPersistenceModule {
  /** What this module keeps sealed. */
  static readonly sealedColumns: readonly SealedColumn[] = [grantTokens, accountCredentials, sessionContent, unclaimedTokens];
}
