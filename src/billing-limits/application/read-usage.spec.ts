import { describe, expect, it } from '@jest/globals';
import { FakeAccountCounter } from '../../../test/fakes/account-counter.fake.js';
import { FakeWorkspaceRepository } from '../../../test/fakes/workspace-repository.fake.js';
import { asId, type WorkspaceId } from '../../kernel/ids.js';
import type { BillingMode, PlanKey } from '../domain/plan-catalogue.js';
import { ReadUsage, type Usage } from './read-usage.js';

const acme = asId<WorkspaceId>('acme');
const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };

async function usage(plan: PlanKey | null, used: number, mode: BillingMode): Promise<Usage> {
  const workspaces = new FakeWorkspaceRepository();
  const accounts = new FakeAccountCounter();
  await workspaces.save(acme, { name: 'Acme', plan, owner }, new Date());
  accounts.set(acme, used);
  return new ReadUsage(workspaces, accounts, { mode, upgradeUrl: null }).execute(acme);
}

describe('ReadUsage', () => {
  it('in the cloud below the limit › what remains', async () => {
    expect(await usage('starter', 3, 'cloud')).toEqual({
      plan: 'starter', billingMode: 'cloud', connectedAccounts: 3, limit: 5, remaining: 2,
    });
  });

  it('after a downgrade › everything counts and nothing remains', async () => {
    expect(await usage('starter', 8, 'cloud')).toMatchObject({ connectedAccounts: 8, limit: 5, remaining: 0 });
  });

  it('in the cloud without a plan › holds none', async () => {
    expect(await usage(null, 0, 'cloud')).toMatchObject({ plan: null, limit: 0, remaining: 0 });
  });

  it('self-hosted › no limit, though the plan has one', async () => {
    expect(await usage('starter', 8, 'self_hosted')).toEqual({
      plan: 'starter', billingMode: 'self_hosted', connectedAccounts: 8, limit: null, remaining: null,
    });
  });

  it('an unknown workspace › not found', async () => {
    const reading = new ReadUsage(new FakeWorkspaceRepository(), new FakeAccountCounter(), { mode: 'cloud', upgradeUrl: null });

    await expect(reading.execute(acme)).rejects.toMatchObject({ code: 'not_found' });
  });
});
