import { notFound } from '../../kernel/domain-error.js';
import type { WorkspaceId } from '../../kernel/ids.js';
import { UseCase } from '../../kernel/use-case.js';
import { WorkspaceDirectory } from '../../workspaces/ports/workspace-directory.js';
import { limitOf, remainingOf, type BillingMode, type PlanKey } from '../domain/plan-catalogue.js';
import { AccountCounter } from '../ports/account-counter.js';
import { BillingSettings } from '../ports/billing-settings.js';

export interface Usage {
  readonly plan: PlanKey | null;
  readonly billingMode: BillingMode;
  readonly connectedAccounts: number;
  /** `null`: no cap. */
  readonly limit: number | null;
  /** `null`: no cap; 0 also for a workspace over its limit. */
  readonly remaining: number | null;
}

/** Tells how much of its plan a workspace uses. */
@UseCase()
export class ReadUsage {
  constructor(
    private readonly workspaces: WorkspaceDirectory,
    private readonly accounts: AccountCounter,
    private readonly settings: BillingSettings,
  ) {}

  /** @throws DomainError `not_found`. */
  async execute(workspaceId: WorkspaceId): Promise<Usage> {
    const workspace = await this.workspaces.find(workspaceId);
    if (workspace === null) throw notFound();
    const connectedAccounts = await this.accounts.count(workspaceId);
    const limit = limitOf(workspace.plan, this.settings.mode);
    return { plan: workspace.plan, billingMode: this.settings.mode, connectedAccounts, limit, remaining: remainingOf(limit, connectedAccounts) };
  }
}
