import { afterAll, beforeAll, describe } from '@jest/globals';
import { PostgresApiKeyRepository } from '../../src/workspaces/adapters/postgres/api-key.repository.js';
import { PostgresWorkspaceRepository } from '../../src/workspaces/adapters/postgres/workspace.repository.js';
import { FakeApiKeyRepository } from '../fakes/api-key-repository.fake.js';
import { FakeWorkspaceRepository } from '../fakes/workspace-repository.fake.js';
import { describeGatekeeper } from './gatekeeper.contract.js';
import { WorkspaceDatabase } from './workspace-database.js';

describeGatekeeper('memory', () => {
  const workspaces = new FakeWorkspaceRepository();
  return Promise.resolve({ workspaces, keys: new FakeApiKeyRepository(workspaces) });
});

describe('on PostgreSQL', () => {
  let world: WorkspaceDatabase;

  beforeAll(async () => {
    world = await WorkspaceDatabase.open();
  });

  afterAll(() => world.close());

  describeGatekeeper('postgres', async () => {
    await world.empty();
    return { keys: new PostgresApiKeyRepository(world.database), workspaces: new PostgresWorkspaceRepository(world.database) };
  });
});
