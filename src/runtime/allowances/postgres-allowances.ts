import { Injectable } from '@nestjs/common';
import { Allowances, type Allowance, type Permission } from '../../kernel/ports/allowances.js';
import { Clock } from '../../kernel/ports/clock.js';
import { Digest } from '../../kernel/ports/digest.js';
import { Database } from '../database/database.js';

/** Counts in PostgreSQL, one row per allowance and subject, so that all processes share them. */
@Injectable()
export class PostgresAllowances extends Allowances {
  constructor(
    private readonly database: Database,
    private readonly digest: Digest,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async take({ name, times, windowSeconds }: Allowance, subject: string): Promise<Permission> {
    const now = this.clock.now();
    const end = new Date(now.getTime() + windowSeconds * 1000);
    const key = [name, this.digest.sha256(subject)];
    const taken = await this.database.queryOne(
      `INSERT INTO allowances (name, subject, taken, ends_at) VALUES ($1, $2, 1, $4)
       ON CONFLICT (name, subject) DO UPDATE SET
         taken = CASE WHEN allowances.ends_at <= $3 THEN 1 ELSE allowances.taken + 1 END,
         ends_at = CASE WHEN allowances.ends_at <= $3 THEN $4 ELSE allowances.ends_at END
       WHERE allowances.ends_at <= $3 OR allowances.taken < $5
       RETURNING taken`,
      [...key, now, end, times],
    );
    await this.#forgetSome(now);
    if (taken !== null) return { granted: true };
    const row = await this.database.queryOne<{ ends_at: Date }>('SELECT ends_at FROM allowances WHERE name = $1 AND subject = $2', key);
    const milliseconds = (row?.ends_at.getTime() ?? 0) - now.getTime();
    return { granted: false, retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) };
  }

  override async giveBack({ name }: Allowance, subject: string): Promise<void> {
    await this.database.query(
      'UPDATE allowances SET taken = taken - 1 WHERE name = $1 AND subject = $2 AND taken > 0 AND ends_at > $3',
      [name, this.digest.sha256(subject), this.clock.now()],
    );
  }

  /** Each taking forgets a few that have run out, so that the table stays as small as what is counted. */
  async #forgetSome(now: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM allowances WHERE ctid IN (SELECT ctid FROM allowances WHERE ends_at <= $1 LIMIT 10 FOR UPDATE SKIP LOCKED)`,
      [now],
    );
  }
}
