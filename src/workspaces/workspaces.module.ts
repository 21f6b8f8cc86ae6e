import { Module } from '@nestjs/common';
import { Gatekeeper } from '../kernel/ports/gatekeeper.js';
import { Logger } from '../kernel/ports/logger.js';
import { Config } from '../runtime/config/config.js';
import { ConfigServiceKeys } from './adapters/config/configured-service-keys.js';
import { ApiKeysController } from './adapters/http/api-keys.controller.js';
import { WorkspacesController } from './adapters/http/workspaces.controller.js';
import { WorkspaceGatekeeper } from './adapters/in-process/gatekeeper.js';
import { createPersonTokens } from './adapters/jose/person-tokens.factory.js';
import { PostgresApiKeyRepository } from './adapters/postgres/api-key.repository.js';
import { PostgresWorkspaceRepository } from './adapters/postgres/workspace.repository.js';
import { AdmitCaller } from './application/admit-caller.js';
import { IdentifyCaller } from './application/identify-caller.js';
import { ListServiceKeys } from './application/list-service-keys.js';
import { ListWorkspaceKeys } from './application/list-workspace-keys.js';
import { MintServiceKey } from './application/mint-service-key.js';
import { MintWorkspaceKey } from './application/mint-workspace-key.js';
import { PutWorkspace } from './application/put-workspace.js';
import { ReadWorkspace } from './application/read-workspace.js';
import { RemoveWorkspace } from './application/remove-workspace.js';
import { RevokeServiceKey } from './application/revoke-service-key.js';
import { RevokeWorkspaceKey } from './application/revoke-workspace-key.js';
import { ApiKeyRepository } from './ports/api-key-repository.js';
import { ConfiguredServiceKeys } from './ports/configured-service-keys.js';
import { PersonTokens } from './ports/person-tokens.js';
import { WorkspaceDirectory } from './ports/workspace-directory.js';
import { WorkspaceRepository } from './ports/workspace-repository.js';

/** Tenants, their keys, and the door that every caller passes. */
@Module({
  controllers: [WorkspacesController, ApiKeysController],
  providers: [
    PutWorkspace,
    ReadWorkspace,
    RemoveWorkspace,
    MintWorkspaceKey,
    ListWorkspaceKeys,
    RevokeWorkspaceKey,
    MintServiceKey,
    ListServiceKeys,
    RevokeServiceKey,
    IdentifyCaller,
    AdmitCaller,
    { provide: WorkspaceRepository, useClass: PostgresWorkspaceRepository },
    { provide: WorkspaceDirectory, useExisting: WorkspaceRepository },
    { provide: ApiKeyRepository, useClass: PostgresApiKeyRepository },
    { provide: ConfiguredServiceKeys, useClass: ConfigServiceKeys },
    { provide: PersonTokens, useFactory: (config: Config, logger: Logger) => createPersonTokens(config.auth, logger), inject: [Config, Logger] },
    { provide: Gatekeeper, useClass: WorkspaceGatekeeper },
  ],
  exports: [WorkspaceDirectory, Gatekeeper],
})
export class WorkspacesModule {}
