import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asId, type WorkspaceId } from '../../src/kernel/ids.js';
import { PostgresWorkspaceRepository } from '../../src/workspaces/adapters/postgres/workspace.repository.js';
import { FakeWorkspaceRepository } from '../fakes/workspace-repository.fake.js';
import { WorkspaceDatabase } from './workspace-database.js';
import { describeWorkspaceRepository } from './workspace-repository.contract.js';

const acme = asId<WorkspaceId>('acme');

describeWorkspaceRepository('memory', () => Promise.resolve(new FakeWorkspaceRepository()));

describe('on PostgreSQL', () => {
  let world: WorkspaceDatabase;

  beforeAll(async () => {
    world = await WorkspaceDatabase.open();
  });

  afterAll(() => world.close());

  describeWorkspaceRepository('postgres', async () => {
    await world.empty();
    return new PostgresWorkspaceRepository(world.database);
  });

  describe('PostgresWorkspaceRepository', () => {
    let workspaces: PostgresWorkspaceRepository;

    beforeEach(async () => {
      await world.empty();
      workspaces = new PostgresWorkspaceRepository(world.database);
      await world.addWorkspace('acme');
      await world.addWorkspace('beta');
    });

    it.each([
      ['another lock', () => world.database.run(() => workspaces.lock(acme))],
      ['a removal', () => workspaces.remove(acme)],
      ['a change', () => workspaces.save(acme, { name: 'A', plan: null, owner: { userId: 'u', name: 'n', email: 'e', locale: 'en' } }, new Date())],
    ])('lock › %s comes meanwhile › waits for the end of the transaction', async (_, act) => {
      const release = await world.holdLock('acme');
      let done = false;
      const acting = act().then(() => (done = true));
      await world.untilSomebodyWaits();

      expect(done).toBe(false);
      await release();
      await acting;
      expect(done).toBe(true);
    });

    it('lock › a row that refers to the workspace is inserted meanwhile › does not wait', async () => {
      const release = await world.holdLock('acme');

      await world.addAccounts('acme', 1);

      await release();
      expect(await world.rowsOf('acme')).toMatchObject({ social_accounts: 1 });
    });

    it('remove › in a deadlock with a writer of the workspace › lets the writer end and then removes', async () => {
      await world.addAccounts('acme', 1);
      let removing: Promise<boolean> = Promise.resolve(false);

      await world.database.run(async () => {
        // The writer is patient, so that PostgreSQL ends the removal.
        await world.database.query(`SET LOCAL deadlock_timeout = '1min'`);
        await world.database.query(`UPDATE social_accounts SET is_active = false WHERE workspace_id = 'acme'`);
        removing = world.outsideTransaction(() => workspaces.remove(acme));
        await world.untilSomebodyWaits();
        await world.database.query(
          `INSERT INTO account_history (id, workspace_id, account_id, type, at, actor_type, actor_id, data)
           SELECT gen_random_uuid(), 'acme', id, 'deactivated', now(), 'user', 'u_1', '{}' FROM social_accounts WHERE workspace_id = 'acme'`,
        );
      });

      expect(await removing).toBe(true);
      expect(await world.rowsOf('acme')).toEqual({});
    });

    it('remove › a workspace with accounts, grants, history and keys › leaves nothing of it and all of another', async () => {
      for (const id of ['acme', 'beta']) {
        await world.addAccounts(id, 3);
        await world.removeOneAccount(id);
        await world.database.query(
          `INSERT INTO api_keys (id, workspace_id, kind, name, hint, key_hash, scopes, created_by_type, created_by_id, created_at)
           VALUES (gen_random_uuid(), $1, 'workspace', '', 'abcd', $1, '{}', 'user', 'u', now())`,
          [id],
        );
      }
      const kept = await world.rowsOf('beta');

      await workspaces.remove(acme);

      expect(await world.rowsOf('acme')).toEqual({});
      expect(await world.rowsOf('beta')).toEqual(kept);
      expect(kept).toEqual({ account_history: 3, api_keys: 1, grants: 3, social_accounts: 3 });
    });
  });
});
