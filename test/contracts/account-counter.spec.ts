import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PostgresAccountCounter } from '../../src/accounts/adapters/postgres/account-counter.js';
import { PlanAccountLimits } from '../../src/billing-limits/adapters/in-process/account-limits.js';
import { RequireRoom } from '../../src/billing-limits/application/require-room.js';
import { asId, type WorkspaceId } from '../../src/kernel/ids.js';
import { PostgresWorkspaceRepository } from '../../src/workspaces/adapters/postgres/workspace.repository.js';
import { FakeAccountCounter } from '../fakes/account-counter.fake.js';
import { describeAccountCounter } from './account-counter.contract.js';
import { WorkspaceDatabase } from './workspace-database.js';

const acme = asId<WorkspaceId>('acme');

describeAccountCounter('memory', () => {
  const counter = new FakeAccountCounter();
  const change = async (id: WorkspaceId, by: number): Promise<void> => counter.set(id, (await counter.count(id)) + by);
  return Promise.resolve({ counter, add: change, removeOne: (id) => change(id, -1) });
});

describe('on PostgreSQL', () => {
  let world: WorkspaceDatabase;

  beforeAll(async () => {
    world = await WorkspaceDatabase.open();
  });

  beforeEach(() => world.empty());

  afterAll(() => world.close());

  describeAccountCounter('postgres', async () => {
    await world.addWorkspace('acme');
    await world.addWorkspace('beta');
    return {
      counter: new PostgresAccountCounter(world.database),
      add: (id, count) => world.addAccounts(id, count),
      removeOne: (id) => world.removeOneAccount(id),
    };
  });

  describe('PlanAccountLimits', () => {
    let limits: PlanAccountLimits;
    let counter: PostgresAccountCounter;

    beforeEach(async () => {
      await world.addWorkspace('acme', 'starter');
      counter = new PostgresAccountCounter(world.database);
      const settings = { mode: 'cloud', upgradeUrl: null } as const;
      limits = new PlanAccountLimits(new RequireRoom(new PostgresWorkspaceRepository(world.database), counter, settings));
    });

    function connect(count: number): Promise<void> {
      return world.database.run(async () => {
        await limits.assertRoom(acme, count);
        await world.addAccounts(acme, count);
      });
    }

    it('assertRoom › 20 at once with room for 1 › one account, 19 refusals', async () => {
      await world.addAccounts('acme', 4);

      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => connect(1)));

      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => (outcome.reason as { code: string }).code)).toEqual(
        Array.from({ length: 19 }, () => 'account_limit_reached'),
      );
      expect(await counter.count(acme)).toBe(5);
    });

    it('assertRoom › several at a time, many at once › the limit is never passed', async () => {
      await Promise.allSettled([2, 3, 2, 3, 2, 3].map((count) => connect(count)));

      expect([4, 5]).toContain(await counter.count(acme));
    });

    it('assertRoom › somebody holds the lock › waits for them', async () => {
      const release = await world.holdLock('acme');
      const asking = limits.assertRoom(acme, 1).then(() => 'answered');
      await world.untilSomebodyWaits();
      await release();

      expect(await asking).toBe('answered');
    });

    it('assertRoom › the plan grew meanwhile › the new plan holds', async () => {
      await world.addAccounts('acme', 5);
      await world.database.query(`UPDATE workspaces SET plan = 'plus'`);

      await connect(5);

      expect(await counter.count(acme)).toBe(10);
    });
  });
});
