import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of what may only happen so often; `subject` is a digest. */
export class CreateAllowances1795500000001 implements MigrationInterface {
  readonly name = 'CreateAllowances1795500000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE allowances (
        name     text NOT NULL,
        subject  text NOT NULL,
        taken    integer NOT NULL,
        ends_at  timestamptz NOT NULL,
        PRIMARY KEY (name, subject)
      )`);
    await runner.query(`CREATE INDEX allowances_ended ON allowances (ends_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE allowances`);
  }
}
