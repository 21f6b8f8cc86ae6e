import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAccountCounter } from '../../../test/fakes/account-counter.fake.js';
import { FakeWorkspaceRepository } from '../../../test/fakes/workspace-repository.fake.js';
import { asId, type WorkspaceId } from '../../kernel/ids.js';
import type { BillingMode, PlanKey } from '../domain/plan-catalogue.js';
import { RequireRoom } from './require-room.js';

const acme = asId<WorkspaceId>('acme');
const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };

describe('RequireRoom', () => {
  let workspaces: FakeWorkspaceRepository;
  let accounts: FakeAccountCounter;

  beforeEach(() => {
    workspaces = new FakeWorkspaceRepository();
    accounts = new FakeAccountCounter();
  });

  async function given(plan: PlanKey | null, used: number): Promise<void> {
    await workspaces.save(acme, { name: 'Acme', plan, owner }, new Date());
    accounts.set(acme, used);
  }

  function require(requested: number, mode: BillingMode = 'cloud', upgradeUrl: string | null = 'https://acme.test/plans'): Promise<void> {
    return new RequireRoom(workspaces, accounts, { mode, upgradeUrl }).execute({ workspaceId: acme, requested });
  }

  it.each([['starter', 5], ['plus', 10], ['pro', 30], ['max', 100]] as const)('%s › holds %s accounts and no more', async (plan, limit) => {
    await given(plan, limit - 1);
    await expect(require(1)).resolves.toBeUndefined();
    accounts.set(acme, limit);
    await expect(require(1)).rejects.toMatchObject({ code: 'account_limit_reached' });
  });

  it('several at once, one too many › refuses them all and names plan, limit, use and upgrade', async () => {
    await given('starter', 3);

    await expect(require(3)).rejects.toMatchObject({
      code: 'account_limit_reached',
      members: { plan: 'starter', limit: 5, used: 3, requested: 3, upgrade: { plan: 'plus', limit: 10, url: 'https://acme.test/plans' } },
    });
  });

  it('after a downgrade › the upgrade holds what is connected and what is asked for', async () => {
    await given('starter', 10);

    await expect(require(1)).rejects.toMatchObject({ members: { used: 10, upgrade: { plan: 'pro', limit: 30 } } });
  });

  it('more than the largest plan holds › no upgrade', async () => {
    await given('max', 100);

    await expect(require(1)).rejects.toMatchObject({ members: { plan: 'max', limit: 100, upgrade: null } });
  });

  it('no page to upgrade on › the upgrade has no URL', async () => {
    await given('starter', 5);

    await expect(require(1, 'cloud', null)).rejects.toMatchObject({ members: { upgrade: { plan: 'plus', limit: 10, url: null } } });
  });

  it('in the cloud without a plan › nothing fits', async () => {
    await given(null, 0);

    await expect(require(1)).rejects.toMatchObject({ members: { plan: null, limit: 0, used: 0, upgrade: { plan: 'starter' } } });
  });

  it('self-hosted › everything fits, whatever the plan', async () => {
    await given(null, 5_000);

    await expect(require(300, 'self_hosted')).resolves.toBeUndefined();
  });

  it('nothing requested though over the limit › fits', async () => {
    await given('starter', 9);

    await expect(require(0)).resolves.toBeUndefined();
  });

  it('the workspace is gone › not found, self-hosted too', async () => {
    await expect(require(1)).rejects.toMatchObject({ code: 'not_found' });
    await expect(require(1, 'self_hosted')).rejects.toMatchObject({ code: 'not_found' });
  });
});
