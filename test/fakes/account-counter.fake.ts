import { AccountCounter } from '../../src/billing-limits/ports/account-counter.js';
import type { WorkspaceId } from '../../src/kernel/ids.js';

/** Answers what a test says. */
export class FakeAccountCounter extends AccountCounter {
  readonly #counts = new Map<WorkspaceId, number>();

  set(workspaceId: WorkspaceId, count: number): void {
    this.#counts.set(workspaceId, count);
  }

  override count(workspaceId: WorkspaceId): Promise<number> {
    return Promise.resolve(this.#counts.get(workspaceId) ?? 0);
  }
}
