import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Our apps on the servers of networks of many. A row without a client id is being registered, under the lease that it names. */
export class CreateInstanceApps1795500000010 implements MigrationInterface {
  readonly name = 'CreateInstanceApps1795500000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE instance_apps (
        id                    uuid PRIMARY KEY,
        platform              text NOT NULL,
        origin                text NOT NULL,
        redirect_base         text NOT NULL,
        scopes                text NOT NULL,
        client_name           text NOT NULL,
        lease_owner           uuid,
        lease_until           timestamptz,
        client_id             text,
        sealed_client_secret  text,
        server                jsonb,
        confirmable           boolean NOT NULL DEFAULT true,
        created_at            timestamptz NOT NULL,
        confirmed_at          timestamptz,
        retired_at            timestamptz,
        CHECK ((client_id IS NULL) = (sealed_client_secret IS NULL)),
        CHECK ((client_id IS NULL) = (server IS NULL)),
        CHECK ((client_id IS NULL) = (confirmed_at IS NULL)),
        CHECK ((client_id IS NULL) = (lease_owner IS NOT NULL)),
        CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX instance_apps_in_use ON instance_apps (platform, origin, redirect_base, scopes, client_name)
      WHERE retired_at IS NULL`);
    await runner.query(`CREATE INDEX instance_apps_by_client ON instance_apps (platform, origin, client_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE instance_apps`);
  }
}
