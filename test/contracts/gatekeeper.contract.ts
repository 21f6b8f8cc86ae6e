import { beforeEach, describe, expect, it } from '@jest/globals';
import { actorOf, type Caller, type PersonCaller, type Role } from '../../src/kernel/caller.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import { asId, type WorkspaceId } from '../../src/kernel/ids.js';
import { Clock } from '../../src/kernel/ports/clock.js';
import type { Gatekeeper } from '../../src/kernel/ports/gatekeeper.js';
import { Secret } from '../../src/kernel/secret.js';
import { Sha256Digest } from '../../src/runtime/crypto/sha256-digest.js';
import { SystemRandom } from '../../src/runtime/crypto/system-random.js';
import { ConfigServiceKeys } from '../../src/workspaces/adapters/config/configured-service-keys.js';
import { WorkspaceGatekeeper } from '../../src/workspaces/adapters/in-process/gatekeeper.js';
import { AdmitCaller } from '../../src/workspaces/application/admit-caller.js';
import { IdentifyCaller } from '../../src/workspaces/application/identify-caller.js';
import { MintServiceKey } from '../../src/workspaces/application/mint-service-key.js';
import { MintWorkspaceKey } from '../../src/workspaces/application/mint-workspace-key.js';
import { RevokeServiceKey } from '../../src/workspaces/application/revoke-service-key.js';
import { RevokeWorkspaceKey } from '../../src/workspaces/application/revoke-workspace-key.js';
import type { ApiKeyRepository } from '../../src/workspaces/ports/api-key-repository.js';
import { PersonTokens } from '../../src/workspaces/ports/person-tokens.js';
import type { WorkspaceRepository } from '../../src/workspaces/ports/workspace-repository.js';

const acme = asId<WorkspaceId>('acme');
const beta = asId<WorkspaceId>('beta');
const nowhere = asId<WorkspaceId>('nowhere');
const service: Caller = { kind: 'service_key', id: 'service' };
const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };

class SettableClock extends Clock {
  time = new Date('2026-11-24T12:00:00.000Z');

  override now(): Date {
    return this.time;
  }
}

/** Knows one token. */
class OneToken extends PersonTokens {
  override verify(token: Secret): Promise<PersonCaller | null> {
    return Promise.resolve(token.use((text) => (text === 'token-of-ana' ? personWith('admin', acme) : null)));
  }
}

function personWith(role: Role, ...workspaces: WorkspaceId[]): PersonCaller {
  return { kind: 'person', id: 'u_1', roles: new Map(workspaces.map((id) => [id, role])) };
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof DomainError)) throw new Error('was not refused');
  return { code: error.code, message: error.message };
}

/** What the door does, over any keeper of keys and workspaces. */
export function describeGatekeeper(
  adapter: string,
  make: () => Promise<{ readonly keys: ApiKeyRepository; readonly workspaces: WorkspaceRepository }>,
): void {
  describe(`Gatekeeper (${adapter})`, () => {
    const digest = new Sha256Digest();
    let clock: SettableClock;
    let keys: ApiKeyRepository;
    let workspaces: WorkspaceRepository;
    let gatekeeper: Gatekeeper;

    beforeEach(async () => {
      clock = new SettableClock();
      ({ keys, workspaces } = await make());
      await workspaces.save(acme, { name: 'Acme', plan: null, owner }, clock.now());
      await workspaces.save(beta, { name: 'Beta', plan: null, owner }, clock.now());
      const serviceApiKeys = ['first-configured-key', 'second-configured-key'].map((key) => Secret.of(key));
      const configured = new ConfigServiceKeys({ serviceApiKeys } as never, digest);
      gatekeeper = new WorkspaceGatekeeper(new IdentifyCaller(configured, keys, new OneToken(), digest, clock), new AdmitCaller(workspaces));
    });

    const identify = (text: string): Promise<Caller | null> => gatekeeper.identify(Secret.of(text));
    const mint = new Map<string, () => Promise<{ id: string; text: string }>>([
      ['workspace', async () => {
        const minting = new MintWorkspaceKey(keys, new SystemRandom(clock), digest, clock);
        const { key, text } = await minting.execute({ workspaceId: acme, name: null, scopes: ['posts:read'], caller: service });
        return { id: key.id, text: text.use((value) => value) };
      }],
      ['service', async () => {
        const { key, text } = await new MintServiceKey(keys, new SystemRandom(clock), digest, clock).execute({ name: 'ops' });
        return { id: key.id, text: text.use((value) => value) };
      }],
    ]);
    const minted = (kind: string): Promise<{ id: string; text: string }> => mint.get(kind)!();

    describe('identify', () => {
      it.each(['first-configured-key', 'second-configured-key'])('a configured key (%s) › the one service caller', async (key) => {
        expect(await identify(key)).toEqual(service);
      });

      it('a minted service key › a service caller of its own id', async () => {
        const { id, text } = await minted('service');

        expect(text).toMatch(/^sak_svc_[A-Za-z0-9_-]{43}$/);
        expect(await identify(text)).toEqual({ kind: 'service_key', id });
      });

      it('a workspace key › its workspace and scopes', async () => {
        const { id, text } = await minted('workspace');

        expect(text).toMatch(/^sak_ws_[A-Za-z0-9_-]{43}$/);
        expect(await identify(text)).toEqual({ kind: 'workspace_key', id, workspaceId: acme, scopes: ['posts:read'] });
      });

      it('a token of the identity provider › the person', async () => {
        expect(await identify('token-of-ana')).toEqual(personWith('admin', acme));
      });

      it.each(['', 'first-configured-ke', 'first-configured-key ', 'FIRST-CONFIGURED-KEY', `sak_ws_${'A'.repeat(43)}`, `sak_svc_${'A'.repeat(43)}`, 'sak_ws_', 'a.b.c'])(
        'an unknown credential (%s) › nobody',
        async (text) => {
          expect(await identify(text)).toBeNull();
        },
      );

      it('a key with its last character changed or more behind it › nobody', async () => {
        const { text } = await minted('workspace');

        expect(await identify(text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A'))).toBeNull();
        expect(await identify(`${text}A`)).toBeNull();
        expect(await identify(`${text}\n`)).toBeNull();
      });

      it('a key of one kind with the prefix of the other › nobody', async () => {
        const { text } = await minted('workspace');

        expect(await identify(text.replace('sak_ws_', 'sak_svc_'))).toBeNull();
      });

      it('the digest of a key instead of the key › nobody', async () => {
        const { text } = await minted('service');

        expect(await identify(digest.sha256(text))).toBeNull();
      });

      it('a revoked workspace key › nobody', async () => {
        const { id, text } = await minted('workspace');
        await new RevokeWorkspaceKey(keys, clock).execute({ workspaceId: acme, keyId: asId(id) });

        expect(await identify(text)).toBeNull();
      });

      it('a revoked service key › nobody', async () => {
        const { id, text } = await minted('service');
        await new RevokeServiceKey(keys, clock).execute(id);

        expect(await identify(text)).toBeNull();
      });

      it('a key of a workspace that was removed › nobody', async () => {
        const { text } = await minted('workspace');
        await workspaces.remove(acme);

        expect(await identify(text)).toBeNull();
      });

      it('a key presented often › its use is written once a minute', async () => {
        const { text } = await minted('workspace');
        const lastUse = async (): Promise<Date | null | undefined> => (await keys.findByDigest(digest.sha256(text)))?.lastUsedAt;
        expect(await lastUse()).toBeNull();

        await identify(text);
        expect(await lastUse()).toEqual(new Date('2026-11-24T12:00:00.000Z'));
        clock.time = new Date('2026-11-24T12:00:59.999Z');
        await identify(text);
        expect(await lastUse()).toEqual(new Date('2026-11-24T12:00:00.000Z'));
        clock.time = new Date('2026-11-24T12:01:00.000Z');
        await identify(text);
        expect(await lastUse()).toEqual(new Date('2026-11-24T12:01:00.000Z'));
      });
    });

    describe('admit', () => {
      const keyOf = (workspaceId: WorkspaceId): Caller => ({ kind: 'workspace_key', id: 'k', workspaceId, scopes: ['accounts:read'] });
      const read = (workspaceId: WorkspaceId | null) => ({ permission: 'accounts:read', workspaceId, workspaceMustExist: true }) as const;
      const manage = (workspaceId: WorkspaceId, workspaceMustExist: boolean) =>
        ({ permission: 'workspaces:manage', workspaceId, workspaceMustExist }) as const;

      it.each([['a service key', service], ['a workspace key', keyOf(acme)], ['a person', personWith('viewer', acme)]])(
        '%s that may › goes on',
        async (_, caller) => {
          await expect(gatekeeper.admit(caller, read(acme))).resolves.toBeUndefined();
        },
      );

      it.each([['a workspace key', keyOf(acme)], ['a person', personWith('owner', acme)]])(
        '%s, a foreign and an unknown workspace › the same not found',
        async (_, caller) => {
          const foreign = await refusalOf(gatekeeper.admit(caller, read(beta)));
          const unknown = await refusalOf(gatekeeper.admit(caller, read(nowhere)));

          expect(foreign.code).toBe('not_found');
          expect(foreign).toEqual(unknown);
        },
      );

      it.each([['a service key', service], ['a workspace key', keyOf(nowhere)], ['a person', personWith('owner', nowhere)]])(
        '%s, its workspace does not exist › not found',
        async (_, caller) => {
          expect(await refusalOf(gatekeeper.admit(caller, read(nowhere)))).toMatchObject({ code: 'not_found' });
        },
      );

      it('a viewer who wants to write where the workspace is gone › not found, not forbidden', async () => {
        const refusal = refusalOf(gatekeeper.admit(personWith('viewer', nowhere), { ...read(nowhere), permission: 'accounts:write' }));

        expect(await refusal).toMatchObject({ code: 'not_found' });
      });

      it.each([['a workspace key', keyOf(acme)], ['a viewer', personWith('viewer', acme)], ['a member', personWith('member', acme)]])(
        '%s without the permission › forbidden',
        async (_, caller) => {
          expect(await refusalOf(gatekeeper.admit(caller, { ...read(acme), permission: 'accounts:write' }))).toMatchObject({ code: 'forbidden' });
        },
      );

      it('a service key, a workspace about to be created › goes on', async () => {
        await expect(gatekeeper.admit(service, manage(nowhere, false))).resolves.toBeUndefined();
      });

      it.each([['a workspace key', keyOf(acme)], ['an owner', personWith('owner', acme)]])('%s, managing its own workspace › forbidden', async (_, caller) => {
        expect(await refusalOf(gatekeeper.admit(caller, manage(acme, false)))).toMatchObject({ code: 'forbidden' });
      });

      it.each([['a workspace key', keyOf(acme)], ['an owner', personWith('owner', acme)]])('%s, creating another workspace › not found', async (_, caller) => {
        expect(await refusalOf(gatekeeper.admit(caller, manage(nowhere, false)))).toMatchObject({ code: 'not_found' });
      });

      it.each(['', 'a b', 'ä', 'a'.repeat(65), 'a\u0000', '../acme'])('an id that cannot be one (%j) › not found for everybody', async (id) => {
        const admission = manage(asId<WorkspaceId>(id), false);

        expect(await refusalOf(gatekeeper.admit(service, admission))).toMatchObject({ code: 'not_found' });
      });

      it('any credential, no workspace › goes on', async () => {
        const admission = { permission: 'any-credential', workspaceId: null, workspaceMustExist: false } as const;

        await expect(gatekeeper.admit(personWith('viewer'), admission)).resolves.toBeUndefined();
      });

      it('what belongs to no workspace › only workspaces:manage is for service keys alone', async () => {
        const admission = { permission: 'workspaces:manage', workspaceId: null, workspaceMustExist: false } as const;

        await expect(gatekeeper.admit(service, admission)).resolves.toBeUndefined();
        expect(await refusalOf(gatekeeper.admit(personWith('owner', acme), admission))).toMatchObject({ code: 'forbidden' });
        await expect(gatekeeper.admit(keyOf(acme), read(null))).resolves.toBeUndefined();
      });
    });

    it('who did it › service and workspace keys are api_key actors, people are users', async () => {
      const { id, text } = await minted('workspace');

      expect(actorOf((await identify(text))!)).toEqual({ type: 'api_key', id });
      expect(actorOf((await identify('token-of-ana'))!)).toEqual({ type: 'user', id: 'u_1' });
    });
  });
}
