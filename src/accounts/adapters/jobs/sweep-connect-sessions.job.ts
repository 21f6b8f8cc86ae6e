import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Logger } from '../../../kernel/ports/logger.js';
import { Config } from '../../../runtime/config/config.js';
import { SweepConnectSessions } from '../../application/sweep-connect-sessions.js';

const everyMs = 60_000;

/** The tick behind `SweepConnectSessions`. Missing one costs nothing: the next finds the same rows. */
@Injectable()
export class SweepConnectSessionsJob {
  #running = false;

  constructor(
    private readonly sweep: SweepConnectSessions,
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  @Interval(everyMs)
  async tick(): Promise<void> {
    if (this.#running || this.config.processRole === 'api') return;
    this.#running = true;
    try {
      const { expired, deleted } = await this.sweep.execute();
      if (expired + deleted > 0) this.logger.info('connect.sessions_swept', { expired, deleted });
    } catch (error) {
      this.logger.error('connect.sweep_failed', { error });
    } finally {
      this.#running = false;
    }
  }
}
