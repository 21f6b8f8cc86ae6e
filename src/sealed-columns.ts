import { AccountsPersistenceModule } from './accounts/accounts-persistence.module.js';
import type { SealedColumn } from './kernel/sealed-column.js';
import { OauthProvidersModule } from './oauth-providers/oauth-providers.module.js';

/** Every column that holds ciphertexts, of whichever module. */
export const sealedColumns: readonly SealedColumn[] = [...AccountsPersistenceModule.sealedColumns, ...OauthProvidersModule.sealedColumns];
