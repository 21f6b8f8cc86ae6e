import type { BillingMode } from '../domain/plan-catalogue.js';

/** How billing is set up in this installation. */
export abstract class BillingSettings {
  abstract readonly mode: BillingMode;
  /** Where a caller at the cap is sent; `null` when there is no such page. */
  abstract readonly upgradeUrl: string | null;
}
