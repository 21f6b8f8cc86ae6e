import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema: workspaces and their keys, grants, accounts and their history, connect sessions. */
export class CreateSchema1795400000000 implements MigrationInterface {
  readonly name = 'CreateSchema1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspaces (
        id               text COLLATE "C" PRIMARY KEY,
        name             text NOT NULL,
        plan             text,
        owner_user_id    text NOT NULL,
        owner_name       text NOT NULL,
        owner_email      text NOT NULL,
        owner_locale     text NOT NULL,
        created_at       timestamptz NOT NULL,
        updated_at       timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE api_keys (
        id               uuid PRIMARY KEY,
        workspace_id     text COLLATE "C" REFERENCES workspaces ON DELETE CASCADE,
        kind             text NOT NULL CHECK (kind IN ('service', 'workspace')),
        name             text NOT NULL,
        hint             text NOT NULL,
        key_hash         text NOT NULL UNIQUE,
        scopes           text[] NOT NULL,
        created_by_type  text NOT NULL,
        created_by_id    text NOT NULL,
        created_at       timestamptz NOT NULL,
        last_used_at     timestamptz,
        revoked_at       timestamptz,
        CHECK ((kind = 'workspace') = (workspace_id IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX api_keys_by_workspace ON api_keys (workspace_id, created_at DESC, id DESC)`);
    await runner.query(`
      CREATE TABLE grants (
        id                        uuid PRIMARY KEY,
        workspace_id              text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
        platform                  text NOT NULL,
        client_id                 text NOT NULL,
        subject                   text NOT NULL,
        sealed_tokens             text NOT NULL,
        scopes                    text[] NOT NULL,
        access_token_expires_at   timestamptz,
        refresh_token_expires_at  timestamptz,
        reauthorize_by            timestamptz,
        version                   integer NOT NULL,
        obtained_at               timestamptz NOT NULL,
        created_at                timestamptz NOT NULL,
        updated_at                timestamptz NOT NULL,
        UNIQUE (workspace_id, platform, client_id, subject)
      )`);
    await runner.query(`CREATE INDEX grants_by_person ON grants (platform, client_id, subject)`);
    await runner.query(`
      CREATE TABLE social_accounts (
        id                  uuid PRIMARY KEY,
        workspace_id        text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
        platform            text COLLATE "C" NOT NULL,
        platform_user_id    text NOT NULL,
        grant_id            uuid REFERENCES grants,
        sealed_credentials  text,
        network             text NOT NULL,
        account_type        text NOT NULL,
        username            text,
        display_name        text COLLATE "und-x-icu" NOT NULL,
        avatar_url          text,
        profile_url         text,
        is_active           boolean NOT NULL,
        status              text NOT NULL CHECK (status IN ('connected', 'disconnected', 'token_expired')),
        reason_code         text,
        reason_since        timestamptz,
        missing_scopes      text[] NOT NULL,
        connected_at        timestamptz NOT NULL,
        connected_by        text NOT NULL,
        last_verified_at    timestamptz,
        removed_at          timestamptz,
        created_at          timestamptz NOT NULL,
        updated_at          timestamptz NOT NULL,
        UNIQUE (workspace_id, platform, platform_user_id),
        CHECK ((removed_at IS NULL) = (grant_id IS NOT NULL))
      )`);
    await runner.query(`
      CREATE INDEX social_accounts_list ON social_accounts (workspace_id, platform, display_name, id) WHERE removed_at IS NULL`);
    await runner.query(`CREATE INDEX social_accounts_by_grant ON social_accounts (grant_id) WHERE grant_id IS NOT NULL`);
    await runner.query(`
      CREATE TABLE account_history (
        id              uuid PRIMARY KEY,
        workspace_id    text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
        account_id      uuid NOT NULL REFERENCES social_accounts ON DELETE CASCADE,
        type            text NOT NULL,
        at              timestamptz NOT NULL,
        actor_type      text NOT NULL,
        actor_id        text NOT NULL,
        reason_code     text,
        data            jsonb NOT NULL
      )`);
    await runner.query(`CREATE INDEX account_history_list ON account_history (account_id, id DESC)`);
    await runner.query(`
      CREATE TABLE connect_sessions (
        id                    uuid PRIMARY KEY,
        workspace_id          text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
        platform              text NOT NULL,
        status                text NOT NULL,
        begun_by_kind         text NOT NULL,
        begun_by_id           text NOT NULL,
        on_behalf_of          text,
        return_url            text NOT NULL,
        reconnect_account_id  uuid,
        launch_token_hash     text UNIQUE,
        browser_hash          text,
        state_hash            text UNIQUE,
        attempt               integer NOT NULL,
        connect_code_hash     text,
        sealed                text,
        candidate_count       integer NOT NULL,
        account_ids           uuid[] NOT NULL,
        error_code            text,
        error_message         text,
        created_at            timestamptz NOT NULL,
        expires_at            timestamptz NOT NULL,
        updated_at            timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE INDEX connect_sessions_open ON connect_sessions (expires_at)
      WHERE status IN ('awaiting_authorization', 'awaiting_completion')`);
    await runner.query(`
      CREATE INDEX connect_sessions_open_by_workspace ON connect_sessions (workspace_id)
      WHERE status IN ('awaiting_authorization', 'awaiting_completion')`);
    await runner.query(`CREATE INDEX connect_sessions_ended ON connect_sessions (updated_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['connect_sessions', 'account_history', 'social_accounts', 'grants', 'api_keys', 'workspaces']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
