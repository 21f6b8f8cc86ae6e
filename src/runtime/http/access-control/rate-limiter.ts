import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Digest } from '../../../kernel/ports/digest.js';
import { Logger } from '../../../kernel/ports/logger.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';

/** Where a key stands in the running window. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

export const windowSeconds = 60;
const failuresPerAddress = 60;

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Counts in PostgreSQL, so that all processes share one limit. When the store fails, callers pass: counting is not worth an outage. */
@Injectable()
export class RateLimiter {
  readonly #calls: RateLimiterPostgres;
  readonly #failures: RateLimiterPostgres;

  constructor(
    private readonly database: Database,
    private readonly digest: Digest,
    private readonly logger: Logger,
    config: Config,
  ) {
    this.#calls = this.#limiter('call', config.rateLimitPerMinute);
    this.#failures = this.#limiter('fail', Math.min(failuresPerAddress, config.rateLimitPerMinute));
  }

  /** Counts one call on the budget of whoever pays for it; `null` when it could not be counted. */
  async countCall(payer: string): Promise<RateState | null> {
    return this.#count(this.#calls, payer);
  }

  /** Counts one wrong credential from an address; `null` when it could not be counted. */
  async countFailure(address: string): Promise<RateState | null> {
    return this.#count(this.#failures, address);
  }

  async #count(limiter: RateLimiterPostgres, subject: string): Promise<RateState | null> {
    try {
      return stateOf(limiter.points, await limiter.consume(this.digest.sha256(subject)), false);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return stateOf(limiter.points, refusal, true);
      this.logger.error('rate_limit.store_failed', { error: refusal });
      return null;
    }
  }

  #limiter(keyPrefix: string, points: number): RateLimiterPostgres {
    return new RateLimiterPostgres({
      storeClient: { query: (statement: Statement) => this.#query(statement) },
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix,
      points,
      duration: windowSeconds,
      // Whoever is over the limit is refused from memory until the window ends.
      inMemoryBlockOnConsumed: points + 1,
    });
  }

  /** Drops the statement's name: named statements outlive the transaction, which a pooler in transaction mode does not bear. */
  async #query({ text, values }: Statement): Promise<{ rows: object[]; rowCount: number }> {
    const rows = await this.database.query(text, values);
    return { rows, rowCount: rows.length };
  }
}

function stateOf(limit: number, result: RateLimiterRes, exceeded: boolean): RateState {
  return {
    limit,
    remaining: exceeded ? 0 : result.remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
    exceeded,
  };
}
