/** How many accounts each plan holds, from the smallest to the largest. */
export const planCatalogue = [
  { plan: 'starter', limit: 5 },
  { plan: 'plus', limit: 10 },
  { plan: 'pro', limit: 30 },
  { plan: 'max', limit: 100 },
] as const;

export type PlanKey = (typeof planCatalogue)[number]['plan'];

/** `self_hosted`: no cap holds; `cloud`: the plan's does. */
export type BillingMode = 'self_hosted' | 'cloud';

/** The plan to move to. */
export interface Upgrade {
  readonly plan: PlanKey;
  readonly limit: number;
}

/** How many accounts a workspace may hold; `null`: as many as it likes. No plan holds none. */
export function limitOf(plan: PlanKey | null, mode: BillingMode): number | null {
  if (mode === 'self_hosted') return null;
  return planCatalogue.find((entry) => entry.plan === plan)?.limit ?? 0;
}

/** Whether `requested` more accounts fit beside the `used` ones. Nothing requested always fits, over the limit too. */
export function hasRoom(limit: number | null, used: number, requested: number): boolean {
  return limit === null || requested <= 0 || used + requested <= limit;
}

/** How many more accounts fit; never negative, and `null` without a limit. */
export function remainingOf(limit: number | null, used: number): number | null {
  return limit === null ? null : Math.max(0, limit - used);
}

/** The smallest plan that holds so many accounts, or `null` when none does. */
export function smallestPlanFor(accounts: number): Upgrade | null {
  return planCatalogue.find((entry) => entry.limit >= accounts) ?? null;
}
