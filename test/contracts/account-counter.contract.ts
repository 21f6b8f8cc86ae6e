import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AccountCounter } from '../../src/billing-limits/ports/account-counter.js';
import { asId, type WorkspaceId } from '../../src/kernel/ids.js';

const acme = asId<WorkspaceId>('acme');
const beta = asId<WorkspaceId>('beta');

export interface CountedWorld {
  readonly counter: AccountCounter;
  /** Gives a workspace so many accounts more, of every kind that counts. */
  add(workspaceId: WorkspaceId, count: number): Promise<void>;
  /** Deletes one account of the workspace. */
  removeOne(workspaceId: WorkspaceId): Promise<void>;
}

/** What every counter of accounts does. `make` answers one without accounts for each test. */
export function describeAccountCounter(adapter: string, make: () => Promise<CountedWorld>): void {
  describe(`AccountCounter (${adapter})`, () => {
    let world: CountedWorld;

    beforeEach(async () => {
      world = await make();
    });

    it('count › no account, or no such workspace › 0', async () => {
      expect(await world.counter.count(acme)).toBe(0);
      expect(await world.counter.count(asId<WorkspaceId>('nowhere'))).toBe(0);
    });

    it('count › accounts here and elsewhere › those here', async () => {
      await world.add(acme, 3);
      await world.add(beta, 1);

      expect(await world.counter.count(acme)).toBe(3);
    });

    it('count › one was deleted › counts no more', async () => {
      await world.add(acme, 3);
      await world.removeOne(acme);

      expect(await world.counter.count(acme)).toBe(2);
    });
  });
}
