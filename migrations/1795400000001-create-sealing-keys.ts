import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which sealing keys have ever encrypted here, each with a canary that only the right key opens. */
export class CreateSealingKeys1795400000001 implements MigrationInterface {
  readonly name = 'CreateSealingKeys1795400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sealing_keys (
        kid            text PRIMARY KEY,
        canary         text NOT NULL,
        first_used_at  timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sealing_keys`);
  }
}
