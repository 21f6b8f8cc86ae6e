import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.js';
import { runKeyCommand } from '../support/key-commands.js';
import { copyGrant } from '../support/many-grants.js';
import { startService } from '../support/service.js';
import { startWatchedSandbox, World } from '../support/world.js';

const [old, young] = [1, 2].map((byte) => `k${String(byte)}:${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];
const many = 100_000;

describe('rotating the sealing keys of 100,000 grants', () => {
  it('while people connect and accounts are checked › nothing fails, nothing is left, memory stays flat', async () => {
    const [database, sandbox] = [await createTestDatabase(), await startWatchedSandbox()];
    const start = (ring: string) => startService({ databaseUrl: database.url, env: { SANDBOX_URL: sandbox.url, SEALING_KEYS: ring } });
    let service = await start(old);
    try {
      const first = World.of(sandbox, service);
      await first.workspace('acme');
      const account = await first.connect('acme', 'ada');
      await copyGrant(service, 'acme', many);
      await service.stop();
      service = await start(`${young},${old}`);

      const at = World.of(sandbox, service);
      let isOver = false;
      const rotating = runKeyCommand('rotate', database.url, `${young},${old}`).finally(() => (isOver = true));
      let connects = 0;
      do {
        await at.connect('acme', ['mona', 'tess', 'otto'][connects++ % 3] ?? 'mona');
        const { body } = await at.api.post<{ verdict: string }>(`/v1/workspaces/acme/social-accounts/${account.id}/check`);
        expect(body.verdict).toBe('healthy');
      } while (!isOver);

      const { code, out, residentMiB } = await rotating;
      expect([code, out.includes('Nothing is left under the key "k1"')]).toEqual([0, true]);
      expect(connects).toBeGreaterThan(3);
      // The first batches fill the heap's young generation; what came after them must not have added to it.
      const [early, late] = [residentMiB.slice(0, residentMiB.length / 2), residentMiB.slice(residentMiB.length / 2)];
      expect(residentMiB.length).toBeGreaterThan(10);
      expect(Math.max(...late)).toBeLessThan(Math.max(...early) + 32);
      expect(await service.database.query(`SELECT DISTINCT split_part(sealed_tokens, '.', 2) AS kid FROM grants`)).toEqual([{ kid: 'k2' }]);
      expect((await runKeyCommand('verify', database.url, young)).out).toMatch(/^1000\d\d open\.$/m);
    } finally {
      await service.stop();
      await sandbox.stop();
      await database.drop();
    }
  }, 300_000);
});
