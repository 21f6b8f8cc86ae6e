import type { Sealer } from '../../kernel/ports/sealer.js';
import type { SealedColumn } from '../../kernel/sealed-column.js';
import type { SealedData, SealedValue } from './sealed-data.js';

/** How far a run has come in a column. */
export interface RotationProgress {
  readonly column: SealedColumn;
  /** Ciphertexts of the column that this run has dealt with. */
  readonly done: number;
}

/** What a run came to; `unreadable`: ciphertexts that no key of the ring opens in their row. They are left as they are. */
export interface RotationOutcome {
  readonly done: number;
  readonly unreadable: number;
}

/**
 * Moves everything that is sealed to one key, while the service runs. Each batch is a write of its own, so a run that is killed loses
 * nothing and the next one goes on where it stopped; two runs at once do no more than the work twice.
 */
export class KeyRotation {
  constructor(
    private readonly data: SealedData,
    private readonly sealer: Sealer,
  ) {}

  /** @param first id of the key that the sealer encrypts with. Ends when nothing is left that another key has encrypted and that opens. */
  async rotate(first: string, report: (progress: RotationProgress) => void): Promise<RotationOutcome> {
    let total = 0;
    for (;;) {
      const { done, unreadable } = await this.pass(first, report);
      total += done;
      // Rows that others wrote meanwhile with an older key are found by the next pass.
      if (done === 0) return { done: total, unreadable };
    }
  }

  /** Opens everything, and changes nothing. */
  async verify(report: (progress: RotationProgress) => void): Promise<RotationOutcome> {
    return this.each(null, report, (_, values) => Promise.resolve(values.length));
  }

  private pass(first: string, report: (progress: RotationProgress) => void): Promise<RotationOutcome> {
    return this.each(first, report, (column, values) => this.data.replace(column, values));
  }

  private async each(
    except: string | null,
    report: (progress: RotationProgress) => void,
    handle: (column: SealedColumn, values: readonly (SealedValue & { readonly fresh: string })[]) => Promise<number>,
  ): Promise<RotationOutcome> {
    const total = { done: 0, unreadable: 0 };
    for (const column of this.data.columns) {
      let done = 0;
      for await (const batch of this.data.batches(column, except)) {
        const opened = batch.flatMap((value) => this.sealedAnew(value));
        total.unreadable += batch.length - opened.length;
        done += await handle(column, opened);
        report({ column, done });
      }
      total.done += done;
    }
    return total;
  }

  /** None for a value that does not open. */
  private sealedAnew(value: SealedValue): readonly (SealedValue & { readonly fresh: string })[] {
    try {
      return [{ ...value, fresh: this.sealer.seal(this.sealer.open(value.sealed, value.context), value.context) }];
    } catch {
      return [];
    }
  }
}
