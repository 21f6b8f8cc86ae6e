import type { SealingKey } from '../config/config.js';
import type { KeyRegistry } from './key-registry.js';
import type { KeyRotation, RotationProgress } from './key-rotation.js';
import type { KeyUse, SealedData } from './sealed-data.js';

export const usage = `Sealing keys, from SEALING_KEYS: the first encrypts, all decrypt.

  npm run keys:status   tells how much each key has encrypted
  npm run keys:rotate   moves everything to the first key, while the service runs
  npm run keys:verify   opens everything, and changes nothing`;

/** A line of progress for so many ciphertexts. */
const step = 5_000;

/** The operator's commands around sealing keys. They print key ids and numbers, nothing else. */
export class SealingKeysCommand {
  constructor(
    private readonly ring: readonly SealingKey[],
    private readonly registry: KeyRegistry,
    private readonly data: SealedData,
    private readonly rotation: KeyRotation,
    private readonly print: (line: string) => void,
  ) {}

  /**
   * Runs what the arguments (without program and script) ask for and answers the exit code: 1 when something does not open, or is left.
   * @throws SealingKeyError when the ring lacks a key that is in use.
   */
  async run(args: readonly string[]): Promise<0 | 1> {
    const [command, ...rest] = args;
    if (rest.length > 0 || command === undefined || !['status', 'rotate', 'verify'].includes(command)) {
      this.print(usage);
      return 1;
    }
    if (!(await this.registry.verify())) {
      this.print('The database is not migrated yet.');
      return 1;
    }
    if (command === 'status') return this.status();
    return command === 'rotate' ? this.rotate() : this.verify();
  }

  private async status(): Promise<0> {
    const uses = await this.data.uses();
    this.printUses(uses);
    for (const { kid } of this.ring.slice(1)) this.print(fate(kid, uses));
    return 0;
  }

  private async rotate(): Promise<0 | 1> {
    const first = this.ring[0]?.kid ?? '';
    const { done, unreadable } = await this.rotation.rotate(first, this.progress());
    this.print(`Moved ${String(done)} to the key "${first}".`);
    const uses = await this.data.uses();
    for (const { kid } of this.ring.slice(1)) this.print(fate(kid, uses));
    return this.conclude(unreadable);
  }

  private async verify(): Promise<0 | 1> {
    const { done, unreadable } = await this.rotation.verify(this.progress());
    this.print(`${String(done)} open.`);
    return this.conclude(unreadable);
  }

  private conclude(unreadable: number): 0 | 1 {
    if (unreadable === 0) return 0;
    this.print(`${String(unreadable)} DO NOT OPEN in their row: altered, moved, or of a key that is not in the ring.`);
    return 1;
  }

  private printUses(uses: readonly KeyUse[]): void {
    if (uses.length === 0) this.print('Nothing is sealed yet.');
    for (const { column, kid, count } of uses) this.print(`${column.table}.${column.column}\t${kid}\t${String(count)}`);
  }

  private progress(): (progress: RotationProgress) => void {
    let told = 0;
    return ({ column, done }) => {
      const steps = Math.floor(done / step);
      if (steps > 0 && steps !== told) this.print(`${column.table}.${column.column}\t${String(done)} …`);
      told = steps;
    };
  }
}

function fate(kid: string, uses: readonly KeyUse[]): string {
  const count = uses.filter((use) => use.kid === kid).reduce((sum, use) => sum + use.count, 0);
  if (count > 0) return `The key "${kid}" is still in use ${String(count)} times.`;
  return `Nothing is left under the key "${kid}": it can be taken out of SEALING_KEYS.`;
}
