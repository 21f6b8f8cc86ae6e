import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Logger } from '../../../kernel/ports/logger.js';
import { Config } from '../../../runtime/config/config.js';
import { SweepConnectSessions } from '../../application/sweep-connect-sessions.js';
import { SweepSharedGrants } from '../../application/sweep-shared-grants.js';

const everyMs = 60_000;

/** The tick behind what is swept. Missing one costs nothing: the next finds the same rows. */
@Injectable()
export class SweepJob {
  #running = false;

  constructor(
    private readonly sessions: SweepConnectSessions,
    private readonly sharedGrants: SweepSharedGrants,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  @Interval(everyMs)
  async tick(): Promise<void> {
    if (this.#running || this.config.processRole === 'api') return;
    this.#running = true;
    try {
      await this.sweep('connect.sessions_swept', 'connect.sweep_failed', () => this.sessions.execute());
      await this.sweep('grant.shared_swept', 'grant.sweep_failed', () => this.sharedGrants.execute());
    } finally {
      this.#running = false;
    }
  }

  /** One that fails keeps the others from nothing. */
  private async sweep(done: string, failed: string, step: () => Promise<Readonly<Record<string, number>>>): Promise<void> {
    try {
      const counts = await step();
      if (Object.values(counts).some((count) => count > 0)) this.logger.info(done, counts);
    } catch (error) {
      this.logger.error(failed, { error });
    }
  }
}
