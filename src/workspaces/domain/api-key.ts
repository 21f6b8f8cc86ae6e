import type { Actor, KeyScope } from '../../kernel/caller.js';
import type { ApiKeyId, WorkspaceId } from '../../kernel/ids.js';
import { Secret } from '../../kernel/secret.js';

interface ApiKeyFacts {
  readonly id: ApiKeyId;
  /** What its minter calls it, or `null`. */
  readonly name: string | null;
  /** The last four characters, by which people tell keys apart. */
  readonly hint: string;
  readonly createdBy: Actor;
  readonly createdAt: Date;
  /** When it was last presented, at most a minute behind; `null`: never. */
  readonly lastUsedAt: Date | null;
}

/** A key of the product's backend or an operator: everything, every workspace. */
export interface ServiceKey extends ApiKeyFacts {
  readonly kind: 'service';
}

/** A key of one workspace's script or integration. */
export interface WorkspaceKey extends ApiKeyFacts {
  readonly kind: 'workspace';
  readonly workspaceId: WorkspaceId;
  readonly scopes: readonly KeyScope[];
}

export type ApiKey = ServiceKey | WorkspaceKey;

const prefixes: Readonly<Record<ApiKey['kind'], string>> = { service: 'sak_svc_', workspace: 'sak_ws_' };
const minted = /^sak_(svc|ws)_[A-Za-z0-9_-]{43}$/;
const noteUseEveryMilliseconds = 60_000;

/** The text of a new key around 256 random bits; recognisable, so that leaks can be searched for. */
export function keyText(kind: ApiKey['kind'], random: Secret): Secret {
  return random.use((bits) => Secret.of(prefixes[kind] + bits));
}

export function hintOf(key: Secret): string {
  return key.use((text) => text.slice(-4));
}

/** Whether a credential has the form of a minted key; anything else needs no look into the database. */
export function looksMinted(credential: Secret): boolean {
  return credential.use((text) => minted.test(text));
}

/** Whether a use at `at` is worth writing down: once a minute is enough, a write per request is not. */
export function shouldNoteUse(key: ApiKey, at: Date): boolean {
  return key.lastUsedAt === null || at.getTime() - key.lastUsedAt.getTime() >= noteUseEveryMilliseconds;
}
