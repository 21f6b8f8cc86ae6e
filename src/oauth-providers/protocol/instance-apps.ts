import type { ClientCredentials } from './client-authentication.js';

/** One server of a network of many, and how it speaks. */
export interface InstanceServer {
  /** `https://` and the host, nothing more. */
  readonly origin: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl: string;
  /** `null` where the server does not announce PKCE. */
  readonly pkce: 'S256' | null;
  /** The scopes to ask for there. */
  readonly scopes: readonly string[];
}

/** What two connects must have in common to share an app. */
export interface InstanceAppKey {
  readonly platform: string;
  readonly origin: string;
  /** Base of the redirect URI; the app's id and `/callback` follow. */
  readonly redirectBase: string;
  /** The scopes that were to be asked for; a server that knows coarse ones only may have been given others. */
  readonly scopes: readonly string[];
  /** The name that people see on the server's consent page. */
  readonly clientName: string;
}

/** What a server gave our app, and how it is to be spoken to from then on. */
export interface InstanceRegistration {
  readonly server: InstanceServer;
  readonly client: ClientCredentials;
  /** Whether the server can be asked if it still knows the app: it grants client credentials. */
  readonly confirmable: boolean;
}

/** Our app on one server. */
export interface InstanceApp extends InstanceRegistration {
  /** A UUID of ours, part of the app's redirect URI. */
  readonly id: string;
  readonly key: InstanceAppKey;
  /** When the server last showed that it knows the app. */
  readonly confirmedAt: Date;
  /** The server forgot it: kept for what still refers to it, never used for a new connect. */
  readonly retired: boolean;
}

/** The right to register an app, for a while, under this id. */
export interface RegistrationLease {
  readonly id: string;
  readonly owner: string;
}

/** Who registers an app: nobody, since it is there; the one who asked; or somebody else, who is at it. */
export type InstanceAppClaim =
  | { readonly state: 'registered'; readonly app: InstanceApp }
  | { readonly state: 'leased'; readonly lease: RegistrationLease }
  | { readonly state: 'taken' };

/** Our apps on the servers of networks of many, shared by all processes. Client secrets are sealed here. */
export abstract class InstanceApps {
  /** The app of this id, a retired one too; `null` when there is none, or none yet. */
  abstract find(id: string): Promise<InstanceApp | null>;

  /** The app that a server knows by this client id, a retired one too; `null` when there is none. */
  abstract findByClient(platform: string, origin: string, clientId: string): Promise<InstanceApp | null>;

  /**
   * The app of this key; where there is none, the lease to register it until `leaseUntil`. A lease that ran out before `at` goes
   * to who asks next, so that a process that died blocks nobody.
   */
  abstract claim(key: InstanceAppKey, at: Date, leaseUntil: Date): Promise<InstanceAppClaim>;

  /** Keeps what was registered under a lease. `null`, and nothing kept, when somebody else has the lease by now. */
  abstract complete(lease: RegistrationLease, registration: InstanceRegistration, at: Date): Promise<InstanceApp | null>;

  /** Gives a lease back whose registration failed; one that somebody else has by now is left alone. */
  abstract release(lease: RegistrationLease): Promise<void>;

  /** Writes down that the server knew the app at `at`, and how it speaks now. */
  abstract confirm(id: string, server: InstanceServer, at: Date): Promise<void>;

  /** Takes an app out of use; the next claim of its key registers anew. Does nothing to one that is retired already. */
  abstract retire(id: string, at: Date): Promise<void>;
}
