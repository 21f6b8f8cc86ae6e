import { DomainError, notFound } from '../../kernel/domain-error.js';
import type { WorkspaceId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { hasRoom, limitOf, smallestPlanFor, type PlanKey } from '../domain/plan-catalogue.js';
import { AccountCounter } from '../ports/account-counter.js';
import { BillingSettings } from '../ports/billing-settings.js';

export interface RequireRoomInput {
  readonly workspaceId: WorkspaceId;
  /** How many accounts are to be added. */
  readonly requested: number;
}

interface Refusal {
  readonly plan: PlanKey | null;
  readonly limit: number | null;
  readonly used: number;
  readonly requested: number;
}

/** Refuses what the plan does not hold. The verdict holds until the running transaction ends. */
@UseCase()
export class RequireRoom {
  constructor(
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: AccountCounter,
    private readonly settings: BillingSettings,
  ) {}

  /** @throws DomainError `account_limit_reached`; `not_found` when there is no such workspace. */
  async execute({ workspaceId, requested }: RequireRoomInput): Promise<void> {
    const workspace = await this.workspaces.lock(workspaceId);
    if (workspace === null) throw notFound();
    const limit = limitOf(workspace.plan, this.settings.mode);
    if (limit === null) return;
    // Counted after the lock is held: whoever held it before has committed and is counted.
    const used = await this.accounts.count(workspaceId);
    if (!hasRoom(limit, used, requested)) throw this.refusal({ plan: workspace.plan, limit, used, requested });
  }

  private refusal(refused: Refusal): DomainError {
    const larger = smallestPlanFor(refused.used + refused.requested);
    const upgrade = larger === null ? null : { plan: larger.plan, limit: larger.limit, url: this.settings.upgradeUrl };
    return new DomainError('account_limit_reached', 'The plan of this workspace holds no more accounts.', {
      members: { ...refused, upgrade },
    });
  }
}
