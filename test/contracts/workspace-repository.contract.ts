import { beforeEach, describe, expect, it } from '@jest/globals';
import { asId, type WorkspaceId } from '../../src/kernel/ids.js';
import type { WorkspaceRepository } from '../../src/workspaces/ports/workspace-repository.js';

const acme = asId<WorkspaceId>('acme');
const beta = asId<WorkspaceId>('beta');
const ana = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };
const profile = { name: 'Acme', plan: 'starter', owner: ana } as const;
const monday = new Date('2026-11-23T09:00:00.123Z');
const tuesday = new Date('2026-11-24T09:00:00.456Z');

/** What every keeper of workspaces does. `make` answers an empty one for each test. */
export function describeWorkspaceRepository(adapter: string, make: () => Promise<WorkspaceRepository>): void {
  describe(`WorkspaceRepository (${adapter})`, () => {
    let workspaces: WorkspaceRepository;

    beforeEach(async () => {
      workspaces = await make();
    });

    it('save › new › creates it as it was said', async () => {
      const saved = await workspaces.save(acme, profile, monday);

      expect(saved).toEqual({ created: true, workspace: { id: acme, ...profile, createdAt: monday, updatedAt: monday } });
      expect(await workspaces.find(acme)).toEqual(saved.workspace);
    });

    it('save › again › replaces everything but the moment of creation', async () => {
      await workspaces.save(acme, profile, monday);
      const changed = { name: 'Acme Inc.', plan: null, owner: { userId: 'u_2', name: 'Bo', email: 'bo@acme.test', locale: 'pt-BR' } };

      const saved = await workspaces.save(acme, changed, tuesday);

      expect(saved).toEqual({ created: false, workspace: { id: acme, ...changed, createdAt: monday, updatedAt: tuesday } });
      expect(await workspaces.find(acme)).toEqual(saved.workspace);
    });

    it('save › many at once for a new id › exactly one creates', async () => {
      const saves = await Promise.all(Array.from({ length: 12 }, () => workspaces.save(acme, profile, monday)));

      expect(saves.filter((saved) => saved.created)).toHaveLength(1);
    });

    it('save › another id that differs in case only › another workspace', async () => {
      await workspaces.save(acme, profile, monday);

      expect((await workspaces.save(asId<WorkspaceId>('Acme'), profile, monday)).created).toBe(true);
    });

    it('find, exists, lock › unknown › nothing', async () => {
      await workspaces.save(acme, profile, monday);

      expect(await workspaces.find(beta)).toBeNull();
      expect(await workspaces.exists(beta)).toBe(false);
      expect(await workspaces.lock(beta)).toBeNull();
    });

    it('exists, lock › known › the workspace', async () => {
      const { workspace } = await workspaces.save(acme, profile, monday);

      expect(await workspaces.exists(acme)).toBe(true);
      expect(await workspaces.lock(acme)).toEqual(workspace);
    });

    it('remove › known › it is gone and others stay', async () => {
      await workspaces.save(acme, profile, monday);
      await workspaces.save(beta, profile, monday);

      expect(await workspaces.remove(acme)).toBe(true);
      expect(await workspaces.exists(acme)).toBe(false);
      expect(await workspaces.exists(beta)).toBe(true);
    });

    it('remove › twice › the second finds nothing', async () => {
      await workspaces.save(acme, profile, monday);
      await workspaces.remove(acme);

      expect(await workspaces.remove(acme)).toBe(false);
    });

    it('remove › two at once › one removes', async () => {
      await workspaces.save(acme, profile, monday);

      expect((await Promise.all([workspaces.remove(acme), workspaces.remove(acme)])).sort()).toEqual([false, true]);
    });

    it('save › after a removal › a new workspace', async () => {
      await workspaces.save(acme, profile, monday);
      await workspaces.remove(acme);

      expect(await workspaces.save(acme, profile, tuesday)).toMatchObject({ created: true, workspace: { createdAt: tuesday } });
    });
  });
}
