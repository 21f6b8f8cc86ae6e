import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of platforms where each server has an app of its own, and sessions without a browser. */
export class WidenConnectSessions1795500000000 implements MigrationInterface {
  readonly name = 'WidenConnectSessions1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE connect_sessions ADD app_id uuid, ALTER return_url DROP NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM connect_sessions WHERE return_url IS NULL OR app_id IS NOT NULL`);
    await runner.query(`ALTER TABLE connect_sessions DROP app_id, ALTER return_url SET NOT NULL`);
  }
}
