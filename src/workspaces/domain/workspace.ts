import type { WorkspaceId } from '../../kernel/ids.js';

/** The plans that a workspace can be on; what each allows is the matter of billing limits. */
export const plans = ['starter', 'plus', 'pro', 'max'] as const;

export type Plan = (typeof plans)[number];

/** The person who answers for a workspace and hears of broken accounts. */
export interface WorkspaceOwner {
  /** The person's id in the product, the `sub` of their tokens. */
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** BCP 47 language tag. */
  readonly locale: string;
}

/** What the product says of a workspace. */
export interface WorkspaceProfile {
  readonly name: string;
  /** `null`: no plan, which in the cloud allows no account. */
  readonly plan: Plan | null;
  readonly owner: WorkspaceOwner;
}

/** The tenant. */
export interface Workspace extends WorkspaceProfile {
  readonly id: WorkspaceId;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
