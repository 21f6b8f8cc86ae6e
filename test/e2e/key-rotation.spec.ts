import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sealedColumns } from '../../src/sealed-columns.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runKeyCommand } from '../support/key-commands.js';
import { copyGrant } from '../support/many-grants.js';
import { startService, type RunningService } from '../support/service.js';
import { startWatchedSandbox, World } from '../support/world.js';

const [old, young] = [1, 2].map((byte) => `k${String(byte)}:${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];

describe('rotating the sealing keys', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let service: RunningService | null;

  beforeEach(async () => {
    [database, sandbox, service] = [await createTestDatabase(), await startWatchedSandbox(), null];
  });

  afterEach(async () => {
    await service?.stop();
    await sandbox.stop();
    await database.drop();
  });

  /** The service, started anew with this ring on the same database. */
  async function restart(ring: string): Promise<World> {
    await service?.stop();
    service = null;
    service = await startService({ databaseUrl: database.url, env: { SANDBOX_URL: sandbox.url, SEALING_KEYS: ring } });
    return World.of(sandbox, service);
  }

  const underKeys = async (at: World): Promise<readonly unknown[]> =>
    at.service.database.query(`SELECT DISTINCT split_part(sealed_tokens, '.', 2) AS kid FROM grants ORDER BY 1`);

  it('every column that holds something sealed › is declared', async () => {
    const at = await restart(old);
    const columns = await at.service.database.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name LIKE 'sealed%' ORDER BY 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort());
  });

  it('while people connect and accounts are checked › nothing fails, everything moves, and the old key can go', async () => {
    let at = await restart(old);
    await at.workspace('acme');
    await at.connect('acme', 'ada');
    await copyGrant(at.service, 'acme', 4_000);

    at = await restart(`${young},${old}`);
    const open = await at.authorize('acme', 'tess');
    const rotating = runKeyCommand('rotate', database.url, `${young},${old}`);
    let isOver = false;
    const ended = rotating.finally(() => (isOver = true));
    const [account] = await at.accounts('acme');
    const verdicts = new Set<string>();
    do {
      await at.connect('acme', 'mona');
      const { body } = await at.api.post<{ verdict: string }>(`/v1/workspaces/acme/social-accounts/${String(account?.id)}/check`);
      verdicts.add(body.verdict);
    } while (!isOver);

    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining('Nothing is left under the key "k1"') });
    expect([...verdicts]).toEqual(['healthy']);
    expect(await underKeys(at)).toEqual([{ kid: 'k2' }]);
    expect(await runKeyCommand('verify', database.url, young)).toMatchObject({ code: 0, out: expect.stringMatching(/^400\d open\.$/m) });
    expect((await runKeyCommand('status', database.url, young)).out).not.toContain('k1');
    const { code } = open;
    at = await restart(young);
    expect((await at.complete('acme', open.session.id, { connectCode: code })).status).toBe(200);
    expect((await at.api.post<{ verdict: string }>(`/v1/workspaces/acme/social-accounts/${String(account?.id)}/check`)).body.verdict).toBe('healthy');
  });

  it('killed halfway › loses nothing, keeps both keys needed, and the next run finishes', async () => {
    let at = await restart(old);
    await at.workspace('acme');
    await at.connect('acme', 'ada');
    await copyGrant(at.service, 'acme', 12_000);
    at = await restart(`${young},${old}`);

    const killed = await runKeyCommand('rotate', database.url, `${young},${old}`, { killAt: 'grants.sealed_tokens\t5000' });

    expect(killed.signal).toBe('SIGKILL');
    expect(await underKeys(at)).toEqual([{ kid: 'k1' }, { kid: 'k2' }]);
    expect(await runKeyCommand('status', database.url, young)).toMatchObject({ code: 1, out: expect.stringContaining('lacks the key "k1"') });
    await expect(restart(young)).rejects.toThrow('lacks the key "k1"');
    const runs = await Promise.all([1, 2].map(() => runKeyCommand('rotate', database.url, `${young},${old}`)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    at = await restart(young);
    expect(await underKeys(at)).toEqual([{ kid: 'k2' }]);
  });

  it('something that does not open › is told, left as it is, and stops nothing', async () => {
    const at = await restart(old);
    await at.workspace('acme');
    await at.connect('acme', 'ada');
    await copyGrant(at.service, 'acme', 3);
    await at.service.database.query(
      `UPDATE grants SET sealed_tokens = (SELECT min(sealed_tokens) FROM grants) WHERE sealed_tokens = (SELECT max(sealed_tokens) FROM grants)`,
    );
    await restart(`${young},${old}`);
    const rotated = await runKeyCommand('rotate', database.url, `${young},${old}`);
    expect(rotated).toMatchObject({ code: 1, out: expect.stringContaining('1 DO NOT OPEN') });
    expect(rotated.out).toContain('The key "k1" is still in use 1 times.');
    expect(rotated.out).not.toContain('v1.');
    expect((await runKeyCommand('verify', database.url, `${young},${old}`)).code).toBe(1);
  });
});
