import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters of the rate limiter; losing them on a crash of the database costs nothing, hence unlogged. */
export class CreateRateLimits1795400000002 implements MigrationInterface {
  readonly name = 'CreateRateLimits1795400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE rate_limits`);
  }
}
