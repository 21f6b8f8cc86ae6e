import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { asId, type ApiKeyId, type WorkspaceId } from '../../src/kernel/ids.js';
import type { ServiceKey, WorkspaceKey } from '../../src/workspaces/domain/api-key.js';
import type { ApiKeyRepository } from '../../src/workspaces/ports/api-key-repository.js';
import type { WorkspaceRepository } from '../../src/workspaces/ports/workspace-repository.js';

const acme = asId<WorkspaceId>('acme');
const beta = asId<WorkspaceId>('beta');
const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };
const noon = new Date('2026-11-24T12:00:00.000Z');
const later = new Date('2026-11-24T12:05:00.000Z');

/** Id of the n-th key: later ones sort after earlier ones, as the ids of the service do. */
function keyId(n: number): ApiKeyId {
  return asId<ApiKeyId>(`01932f6e-8f2a-7000-8000-${String(n).padStart(12, '0')}`);
}

function workspaceKey(n: number, over: Partial<WorkspaceKey> = {}): WorkspaceKey {
  return {
    kind: 'workspace', id: keyId(n), workspaceId: acme, name: `Key ${n}`, hint: 'abcd', scopes: ['accounts:read', 'posts:write'],
    createdBy: { type: 'api_key', id: 'service' }, createdAt: noon, lastUsedAt: null, ...over,
  };
}

function serviceKey(n: number): ServiceKey {
  return { kind: 'service', id: keyId(n), name: null, hint: 'wxyz', createdBy: { type: 'system', id: 'system' }, createdAt: noon, lastUsedAt: null };
}

/** What every keeper of API keys does. `make` answers an empty one, and the workspaces beside it, for each test. */
export function describeApiKeyRepository(
  adapter: string,
  make: () => Promise<{ readonly keys: ApiKeyRepository; readonly workspaces: WorkspaceRepository }>,
): void {
  describe(`ApiKeyRepository (${adapter})`, () => {
    let keys: ApiKeyRepository;
    let workspaces: WorkspaceRepository;

    beforeEach(async () => {
      ({ keys, workspaces } = await make());
      await workspaces.save(acme, { name: 'Acme', plan: null, owner }, noon);
      await workspaces.save(beta, { name: 'Beta', plan: null, owner }, noon);
    });

    it.each([['workspace', workspaceKey(1)], ['nameless workspace', workspaceKey(2, { name: null })], ['service', serviceKey(3)]])(
      'insert › a %s key › is found by its digest as it was',
      async (_, key) => {
        expect(await keys.insert(key, 'digest')).toBe(true);
        expect(await keys.findByDigest('digest')).toEqual(key);
      },
    );

    it('insert › the digest of another key › throws', async () => {
      await keys.insert(workspaceKey(1), 'digest');

      await expect(keys.insert(workspaceKey(2), 'digest')).rejects.toThrow();
    });

    it('insert › for a workspace that does not exist › keeps nothing', async () => {
      expect(await keys.insert(workspaceKey(1, { workspaceId: asId<WorkspaceId>('nowhere') }), 'digest')).toBe(false);
      expect(await keys.findByDigest('digest')).toBeNull();
    });

    it('findByDigest › unknown › null', async () => {
      expect(await keys.findByDigest('digest')).toBeNull();
    });

    it('findByDigest › its workspace was removed › null', async () => {
      await keys.insert(workspaceKey(1), 'digest');
      await workspaces.remove(acme);

      expect(await keys.findByDigest('digest')).toBeNull();
    });

    it('noteUse › a first time and later › the latest moment', async () => {
      await keys.insert(workspaceKey(1), 'digest');
      await keys.noteUse(keyId(1), noon);
      await keys.noteUse(keyId(1), later);

      expect((await keys.findByDigest('digest'))?.lastUsedAt).toEqual(later);
    });

    it('noteUse › an earlier moment arrives late › stays the later one', async () => {
      await keys.insert(workspaceKey(1), 'digest');
      await keys.noteUse(keyId(1), later);
      await keys.noteUse(keyId(1), noon);

      expect((await keys.findByDigest('digest'))?.lastUsedAt).toEqual(later);
    });

    it('list › page by page › newest first, each once, only of this workspace', async () => {
      for (let n = 1; n <= 5; n += 1) await keys.insert(workspaceKey(n), `digest ${n}`);
      await keys.insert(workspaceKey(6, { workspaceId: beta }), 'digest 6');
      await keys.insert(serviceKey(7), 'digest 7');

      const first = await keys.list(acme, { limit: 2, position: null });
      const second = await keys.list(acme, { limit: 2, position: first.nextPosition });
      const third = await keys.list(acme, { limit: 2, position: second.nextPosition });

      expect([first, second, third].map((page) => page.data.map((key) => key.name))).toEqual([
        ['Key 5', 'Key 4'], ['Key 3', 'Key 2'], ['Key 1'],
      ]);
      expect(third.nextPosition).toBeNull();
    });

    it('revoke › once › found and listed no more; twice › false', async () => {
      await keys.insert(workspaceKey(1), 'digest');

      expect(await keys.revoke(acme, keyId(1), later)).toBe(true);
      expect(await keys.findByDigest('digest')).toBeNull();
      expect((await keys.list(acme, { limit: 10, position: null })).data).toEqual([]);
      expect(await keys.revoke(acme, keyId(1), later)).toBe(false);
    });

    it('revoke › two at once › one revokes', async () => {
      await keys.insert(workspaceKey(1), 'digest');

      const outcomes = await Promise.all([keys.revoke(acme, keyId(1), later), keys.revoke(acme, keyId(1), later)]);

      expect(outcomes.sort()).toEqual([false, true]);
    });

    it('revoke › by another workspace, unknown, or a service key › false and nothing changes', async () => {
      await keys.insert(workspaceKey(1), 'digest 1');
      await keys.insert(serviceKey(2), 'digest 2');

      expect(await keys.revoke(beta, keyId(1), later)).toBe(false);
      expect(await keys.revoke(acme, keyId(2), later)).toBe(false);
      expect(await keys.revoke(acme, asId<ApiKeyId>(randomUUID()), later)).toBe(false);
      expect(await keys.findByDigest('digest 1')).not.toBeNull();
      expect(await keys.findByDigest('digest 2')).not.toBeNull();
    });

    it('listService › some of both kinds › the service keys, newest first', async () => {
      await keys.insert(serviceKey(1), 'digest 1');
      await keys.insert(workspaceKey(2), 'digest 2');
      await keys.insert(serviceKey(3), 'digest 3');

      expect((await keys.listService()).map((key) => key.id)).toEqual([keyId(3), keyId(1)]);
    });

    it('revokeService › a service key › found and listed no more; a workspace key › false', async () => {
      await keys.insert(serviceKey(1), 'digest 1');
      await keys.insert(workspaceKey(2), 'digest 2');

      expect(await keys.revokeService(keyId(1), later)).toBe(true);
      expect(await keys.revokeService(keyId(1), later)).toBe(false);
      expect(await keys.revokeService(keyId(2), later)).toBe(false);
      expect(await keys.findByDigest('digest 1')).toBeNull();
      expect(await keys.findByDigest('digest 2')).not.toBeNull();
      expect(await keys.listService()).toEqual([]);
    });
  });
}
