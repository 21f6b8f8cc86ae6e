// Reading a page of 50 accounts over HTTP, as a ratio to a bare server that runs the same query and writes the same bytes, in one run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import pg from 'pg';

// What is measured is the build, which a fresh clone does not have while its imports are checked.
const { startEmbeddedServer } = await import(new URL('../../dist/src/runtime/database/embedded-server.js', import.meta.url).href);

const seconds = 5;
const rounds = 2;
const connections = 32;
const port = 34_567;
const key = 'sak_svc_bench-0123456789abcdef';
const sealed = `bench:${Buffer.alloc(32, 1).toString('base64')}`;
const query = `SELECT a.*, g.scopes, g.access_token_expires_at, g.reauthorize_by FROM social_accounts a JOIN grants g ON g.id = a.grant_id
  WHERE a.workspace_id = $1 AND a.removed_at IS NULL ORDER BY a.platform, a.display_name, a.id LIMIT 51`;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const server = await startEmbeddedServer({ dataFolder: folder });
const env = {
  ...process.env,
  PORT: String(port),
  PUBLIC_URL: `http://localhost:${String(port)}`,
  DATABASE_URL: server.url,
  SERVICE_API_KEY: key,
  SEALING_KEYS: sealed,
  LOG_LEVEL: 'silent',
  RATE_LIMIT_PER_MINUTE: '1000000',
};
const pool = new pg.Pool({ connectionString: server.url, max: 10 });
let service = null;
let bare = null;
try {
  await once(spawn(process.execPath, ['dist/src/migrate.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
  await fill();
  service = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${String(port)}/v1/workspaces/bench/social-accounts`;
  const headers = { authorization: `Bearer ${key}` };
  const body = await firstAnswer(url, headers);
  bare = createServer((_request, response) => {
    pool.query(query, ['bench']).then(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      () => response.writeHead(500).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const bareUrl = `http://127.0.0.1:${String(bare.address().port)}/`;
  for (let round = 1; round <= rounds; round += 1) {
    const ours = await rate(url, headers);
    const baseline = await rate(bareUrl, {});
    console.log(`round ${String(round)}: service ${ours.toFixed(0)}/s, bare ${baseline.toFixed(0)}/s, ratio ${(ours / baseline).toFixed(2)}`);
  }
} finally {
  service?.kill('SIGTERM');
  if (service !== null && service.exitCode === null) await once(service, 'exit');
  bare?.close();
  await pool.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function fill() {
  await pool.query(`INSERT INTO workspaces VALUES ('bench', 'Bench', 'max', 'u', 'Ana', 'ana@acme.test', 'en', now(), now())`);
  await pool.query(
    `WITH made AS (
       INSERT INTO grants (id, workspace_id, platform, client_id, subject, sealed_tokens, scopes, version, obtained_at, created_at, updated_at)
       SELECT gen_random_uuid(), 'bench', 'p', 'c', n::text, 'none', '{a,b}', 1, now(), now(), now() FROM generate_series(1, 50) n RETURNING id, subject)
     INSERT INTO social_accounts (id, workspace_id, platform, platform_user_id, grant_id, network, account_type, display_name, is_active,
       status, missing_scopes, connected_at, connected_by, created_at, updated_at)
     SELECT gen_random_uuid(), 'bench', 'p', subject, id, 'p', 'personal', subject, true, 'connected', '{}', now(), 'u', now(), now() FROM made`,
  );
}

async function firstAnswer(url, headers) {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.status === 200) return response.text();
    await wait(100);
  }
  throw new Error('the service did not start');
}

async function rate(url, headers) {
  const result = await autocannon({ url, headers, connections, duration: seconds });
  if (result.non2xx + result.errors > 0) throw new Error(`${String(result.non2xx)} answers were not 2xx, ${String(result.errors)} failed`);
  return result.requests.average;
}
