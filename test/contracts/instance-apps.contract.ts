import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { InstanceAppKey, InstanceApps, InstanceRegistration, RegistrationLease } from '../../src/oauth-providers/protocol/instance-apps.js';

export interface InstanceAppsBench {
  readonly apps: InstanceApps;
  close(): Promise<void>;
}

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 23, 12, 0, seconds));

let origins = 0;

function aKey(overrides: Partial<InstanceAppKey> = {}): InstanceAppKey {
  origins += 1;
  return {
    platform: 'mastodon',
    origin: `https://host-${String(origins)}.test`,
    redirectBase: 'https://service.test/v1/oauth/mastodon',
    scopes: ['read:accounts', 'write:statuses'],
    clientName: 'Ours',
    ...overrides,
  };
}

function registration({ origin }: InstanceAppKey, clientId = 'client-1'): InstanceRegistration {
  const server = {
    origin,
    authorizeUrl: `${origin}/oauth/authorize`,
    tokenUrl: `${origin}/oauth/token`,
    revokeUrl: `${origin}/oauth/revoke`,
    pkce: 'S256',
    scopes: ['read', 'write'],
  } as const;
  return { server, client: { clientId, clientSecret: Secret.of(`secret of ${clientId}`) }, confirmable: true };
}

/** What every store of instance apps must do. */
export function instanceAppsContract(name: string, open: () => Promise<InstanceAppsBench>): void {
  describe(`instance apps ${name}`, () => {
    let bench: InstanceAppsBench;
    let apps: InstanceApps;

    beforeAll(async () => {
      bench = await open();
      apps = bench.apps;
    });
    afterAll(() => bench.close());

    async function lease(key: InstanceAppKey, from = 0, until = 30): Promise<RegistrationLease> {
      const claim = await apps.claim(key, at(from), at(until));
      if (claim.state !== 'leased') throw new Error(`no lease: ${claim.state}`);
      return claim.lease;
    }

    async function registered(key: InstanceAppKey, clientId?: string) {
      const app = await apps.complete(await lease(key), registration(key, clientId), at(1));
      if (app === null) throw new Error('nothing was kept');
      return app;
    }

    it('gives one of many who come at once the lease', async () => {
      const key = aKey();
      const claims = await Promise.all(Array.from({ length: 12 }, () => apps.claim(key, at(0), at(30))));

      expect(claims.map(({ state }) => state).sort()).toEqual(['leased', ...Array<string>(11).fill('taken')]);
    });

    it('answers what was registered, under the id of the lease, with its secret', async () => {
      const key = aKey();
      const held = await lease(key);
      const app = await apps.complete(held, registration(key), at(1));

      expect(app).toEqual({ ...registration(key), id: held.id, key, confirmedAt: at(1), retired: false });
      expect(app?.client.clientSecret.use((secret) => secret)).toBe('secret of client-1');
      expect(await apps.find(held.id)).toEqual(app);
      expect(await apps.findByClient('mastodon', key.origin, 'client-1')).toEqual(app);
      expect(await apps.claim({ ...key, scopes: [...key.scopes].reverse() }, at(2), at(32))).toEqual({ state: 'registered', app });
    });

    it.each<[string, Partial<InstanceAppKey>]>([
      ['platform', { platform: 'other' }],
      ['server', { origin: 'https://elsewhere.test' }],
      ['redirect URI', { redirectBase: 'https://moved.test/v1/oauth/mastodon' }],
      ['scopes', { scopes: ['read:accounts'] }],
      ['name', { clientName: 'Theirs' }],
    ])('is another app for another %s', async (_name, difference) => {
      const key = aKey();
      await registered(key);

      expect((await apps.claim({ ...key, ...difference, ...(difference.origin && { origin: aKey().origin }) }, at(2), at(32))).state).toBe('leased');
    });

    it('finds nothing that is only being registered, and nothing of another server', async () => {
      const key = aKey();
      const { id } = await lease(key);
      expect(await apps.find(id)).toBeNull();

      const app = await registered(aKey(), 'client-of-one-server');
      expect(await apps.findByClient('mastodon', key.origin, 'client-of-one-server')).toBeNull();
      expect(await apps.findByClient('other', app.key.origin, 'client-of-one-server')).toBeNull();
      expect(await apps.find('00000000-0000-7000-8000-000000000000')).toBeNull();
    });

    it('passes a lease that ran out on, and nobody else’s result is kept then', async () => {
      const key = aKey();
      const first = await lease(key, 0, 30);
      expect((await apps.claim(key, at(29), at(59))).state).toBe('taken');
      const second = await lease(key, 30, 60);

      expect(await apps.complete(first, registration(key, 'late'), at(31))).toBeNull();
      await apps.release(first);
      expect((await apps.complete(second, registration(key, 'in-time'), at(32)))?.client.clientId).toBe('in-time');
      expect(await apps.complete(first, registration(key, 'later'), at(33))).toBeNull();
      expect((await apps.find(second.id))?.client.clientId).toBe('in-time');
    });

    it('lets the next one try at once after a registration that failed', async () => {
      const key = aKey();
      await apps.release(await lease(key));

      expect((await apps.claim(key, at(1), at(31))).state).toBe('leased');
    });

    it('keeps a retired app for those who name it, and registers its successor once', async () => {
      const key = aKey();
      const old = await registered(key, 'old');
      await apps.retire(old.id, at(5));
      await apps.retire(old.id, at(6));
      const claims = await Promise.all([apps.claim(key, at(7), at(37)), apps.claim(key, at(7), at(37))]);
      const leased = claims.find((claim) => claim.state === 'leased');

      expect(claims.map(({ state }) => state).sort()).toEqual(['leased', 'taken']);
      const successor = await apps.complete(leased?.state === 'leased' ? leased.lease : { id: '', owner: '' }, registration(key, 'new'), at(8));
      expect(successor?.id).not.toBe(old.id);
      expect(await apps.find(old.id)).toEqual({ ...old, retired: true });
      expect((await apps.findByClient('mastodon', key.origin, 'old'))?.id).toBe(old.id);
      expect(await apps.claim(key, at(9), at(39))).toEqual({ state: 'registered', app: successor });
    });

    it('notes when a server knew the app and how it speaks since; never an earlier moment', async () => {
      const key = aKey();
      const app = await registered(key);
      const server = { ...app.server, pkce: null, tokenUrl: `${key.origin}/token` };
      await apps.confirm(app.id, server, at(20));
      await apps.confirm(app.id, server, at(10));

      expect(await apps.find(app.id)).toEqual({ ...app, server, confirmedAt: at(20) });
    });
  });
}
