import { randomUUID } from 'node:crypto';
import {
  InstanceApps,
  type InstanceApp,
  type InstanceAppClaim,
  type InstanceAppKey,
  type InstanceRegistration,
  type InstanceServer,
  type RegistrationLease,
} from '../../src/oauth-providers/protocol/instance-apps.js';

interface Registering {
  readonly key: InstanceAppKey;
  readonly id: string;
  owner: string;
  until: Date;
}

/** Apps in memory. */
export class FakeInstanceApps extends InstanceApps {
  readonly #apps = new Map<string, InstanceApp>();
  readonly #registering = new Map<string, Registering>();

  override find(id: string): Promise<InstanceApp | null> {
    return Promise.resolve(this.#apps.get(id) ?? null);
  }

  override findByClient(platform: string, origin: string, clientId: string): Promise<InstanceApp | null> {
    const found = [...this.#apps.values()].filter(({ key, client }) => key.platform === platform && key.origin === origin && client.clientId === clientId);
    return Promise.resolve(found.at(-1) ?? null);
  }

  override claim(key: InstanceAppKey, at: Date, leaseUntil: Date): Promise<InstanceAppClaim> {
    const name = nameOf(key);
    const app = [...this.#apps.values()].find((one) => !one.retired && nameOf(one.key) === name);
    if (app !== undefined) return Promise.resolve({ state: 'registered', app });
    const other = this.#registering.get(name);
    if (other !== undefined && other.until > at) return Promise.resolve({ state: 'taken' });
    const lease = { id: other?.id ?? randomUUID(), owner: randomUUID() };
    this.#registering.set(name, { key: { ...key, scopes: [...key.scopes].sort() }, ...lease, until: leaseUntil });
    return Promise.resolve({ state: 'leased', lease });
  }

  override complete(lease: RegistrationLease, registration: InstanceRegistration, at: Date): Promise<InstanceApp | null> {
    const mine = this.#held(lease);
    if (mine === null) return Promise.resolve(null);
    this.#registering.delete(nameOf(mine.key));
    const app = { ...registration, id: lease.id, key: mine.key, confirmedAt: at, retired: false };
    this.#apps.set(app.id, app);
    return Promise.resolve(app);
  }

  override release(lease: RegistrationLease): Promise<void> {
    const mine = this.#held(lease);
    if (mine !== null) this.#registering.delete(nameOf(mine.key));
    return Promise.resolve();
  }

  override confirm(id: string, server: InstanceServer, at: Date): Promise<void> {
    return this.#change(id, (app) => ({ ...app, server, confirmedAt: at > app.confirmedAt ? at : app.confirmedAt }));
  }

  override retire(id: string): Promise<void> {
    return this.#change(id, (app) => ({ ...app, retired: true }));
  }

  #held({ id, owner }: RegistrationLease): Registering | null {
    return [...this.#registering.values()].find((one) => one.id === id && one.owner === owner) ?? null;
  }

  #change(id: string, change: (app: InstanceApp) => InstanceApp): Promise<void> {
    const app = this.#apps.get(id);
    if (app !== undefined) this.#apps.set(id, change(app));
    return Promise.resolve();
  }
}

function nameOf({ platform, origin, redirectBase, scopes, clientName }: InstanceAppKey): string {
  return JSON.stringify([platform, origin, redirectBase, [...scopes].sort(), clientName]);
}
