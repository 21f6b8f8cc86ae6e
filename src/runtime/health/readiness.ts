import { Injectable } from '@nestjs/common';
import { Logger } from '../../kernel/ports/logger.js';
import { KeyRegistry } from '../crypto/key-registry.js';
import { Database } from '../database/database.js';
import { Migrator } from '../database/migrator.js';
import { Lifecycle } from './lifecycle.js';

export type CheckResult = 'ok' | 'failed' | 'unknown';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: {
    /** Whether the database answers in time. */
    readonly database: CheckResult;
    /** Whether the schema is that of this release. */
    readonly migrations: CheckResult;
    /** Whether the ring opens what was encrypted here. */
    readonly sealingKeys: CheckResult;
    /** `failed` once the service is shutting down. */
    readonly accepting: CheckResult;
  };
}

const patienceMs = 2_000;

/** Whether this process should be sent requests now. */
@Injectable()
export class ReadinessCheck {
  constructor(
    private readonly database: Database,
    private readonly migrator: Migrator,
    private readonly keys: KeyRegistry,
    private readonly lifecycle: Lifecycle,
    private readonly logger: Logger,
  ) {}

  /** Never throws, and answers within some two seconds whatever the database does. */
  async look(): Promise<Readiness> {
    const seen = { database: 'failed' as CheckResult, migrations: 'unknown' as CheckResult, sealingKeys: 'unknown' as CheckResult };
    try {
      await within(patienceMs, async () => {
        await this.database.query('SELECT 1');
        seen.database = 'ok';
        seen.migrations = (await this.migrator.pendingMigrations()).length === 0 ? 'ok' : 'failed';
        if (seen.migrations === 'ok') seen.sealingKeys = await this.#keysOpen();
      });
    } catch (error) {
      this.logger.warn('health.not_ready', { error });
    }
    const checks = { ...seen, accepting: this.lifecycle.draining ? 'failed' : 'ok' } as const;
    return { ready: Object.values(checks).every((result) => result === 'ok'), checks };
  }

  async #keysOpen(): Promise<CheckResult> {
    try {
      return (await this.keys.verify()) ? 'ok' : 'unknown';
    } catch (error) {
      this.logger.error('health.sealing_keys_failed', { error });
      return 'failed';
    }
  }
}

async function within(milliseconds: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The check took too long.')), milliseconds);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
