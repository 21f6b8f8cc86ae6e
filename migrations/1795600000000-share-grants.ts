import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grants that belong to a person and to no workspace, and authorizations whose person is not known yet. */
export class ShareGrants1795600000000 implements MigrationInterface {
  readonly name = 'ShareGrants1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE grants
        ALTER COLUMN workspace_id DROP NOT NULL,
        ADD COLUMN owner text NOT NULL GENERATED ALWAYS AS (coalesce(workspace_id, 'platform:' || platform)) STORED`);
    await runner.query(`CREATE UNIQUE INDEX grants_shared ON grants (platform, client_id, subject) WHERE workspace_id IS NULL`);
    await runner.query(`CREATE INDEX grants_shared_by_age ON grants (obtained_at) WHERE workspace_id IS NULL`);
    await runner.query(`
      CREATE TABLE unclaimed_authorizations (
        id             uuid PRIMARY KEY,
        platform       text NOT NULL,
        sealed_tokens  text NOT NULL,
        began_at       timestamptz NOT NULL,
        obtained_at    timestamptz NOT NULL,
        attempts       integer NOT NULL,
        next_try_at    timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX unclaimed_authorizations_due ON unclaimed_authorizations (next_try_at)`);
  }

  /** A shared grant cannot be given to one workspace: its ciphertext belongs to none. The accounts on it have to be connected again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE unclaimed_authorizations`);
    await runner.query(`
      UPDATE social_accounts a SET grant_id = NULL, sealed_credentials = NULL, removed_at = now(), updated_at = now()
      FROM grants g WHERE g.id = a.grant_id AND g.workspace_id IS NULL`);
    await runner.query(`DELETE FROM grants WHERE workspace_id IS NULL`);
    await runner.query(`DROP INDEX grants_shared, grants_shared_by_age`);
    await runner.query(`ALTER TABLE grants DROP COLUMN owner, ALTER COLUMN workspace_id SET NOT NULL`);
  }
}
