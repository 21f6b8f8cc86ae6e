import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import { PostgresInstanceApps } from '../../src/oauth-providers/adapters/postgres/instance-apps.js';
import { AesGcmSealer } from '../../src/runtime/crypto/aes-gcm-sealer.js';
import { SystemRandom } from '../../src/runtime/crypto/system-random.js';
import { SystemClock } from '../../src/runtime/time/system-clock.js';
import { FakeInstanceApps } from '../fakes/instance-apps.fake.js';
import { instanceAppsContract } from './instance-apps.contract.js';
import { WorkspaceDatabase } from './workspace-database.js';

const sealer = new AesGcmSealer([{ kid: 'test', key: Secret.of(Buffer.alloc(32, 7).toString('base64')) }]);

async function openPostgres() {
  const world = await WorkspaceDatabase.open();
  const apps = new PostgresInstanceApps(world.database, sealer, new SystemRandom(new SystemClock()));
  return { world, apps, close: () => world.close() };
}

instanceAppsContract('in memory', () => Promise.resolve({ apps: new FakeInstanceApps(), close: () => Promise.resolve() }));
instanceAppsContract('in PostgreSQL', openPostgres);

describe('instance apps in PostgreSQL', () => {
  it('hold no client secret in clear, and open none that was moved to another server', async () => {
    const { world, apps, close } = await openPostgres();
    try {
      const origin = 'https://sealed.test';
      const claim = await apps.claim({ platform: 'p', origin, redirectBase: 'b', scopes: ['s'], clientName: 'n' }, new Date(), new Date(Date.now() + 9_000));
      if (claim.state !== 'leased') throw new Error('no lease');
      const server = { origin, authorizeUrl: 'a', tokenUrl: 't', revokeUrl: 'r', pkce: null, scopes: ['s'] };
      await apps.complete(claim.lease, { server, client: { clientId: 'c', clientSecret: Secret.of('planted-secret') }, confirmable: true }, new Date());
      const rows = await world.database.query('SELECT * FROM instance_apps');
      expect(JSON.stringify(rows)).not.toContain('planted-secret');

      await world.database.query(`UPDATE instance_apps SET origin = 'https://hostile.test'`);
      await expect(apps.find(claim.lease.id)).rejects.toThrow();
    } finally {
      await close();
    }
  });
});
