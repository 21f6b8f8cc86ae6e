import { DomainError, notFound } from './domain-error.js';
import type { WorkspaceId } from './ids.js';

/** What a caller may be allowed to do. `workspaces:manage` is the product's backend's alone. */
export type Permission =
  | 'accounts:read'
  | 'accounts:write'
  | 'notifications:read'
  | 'notifications:write'
  | 'posts:read'
  | 'posts:write'
  | 'keys:manage'
  | 'workspaces:manage';

/** What a workspace key may be minted with. */
export const keyScopes = [
  'accounts:read',
  'accounts:write',
  'notifications:read',
  'notifications:write',
  'posts:read',
  'posts:write',
] as const satisfies readonly Permission[];

export type KeyScope = (typeof keyScopes)[number];

/** A person's role in one workspace, as the product's identity provider says it. */
export type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** The product's backend or an operator. `id` is the same for every configured key, so that rotating it changes nobody. */
export interface ServiceCaller {
  readonly kind: 'service_key';
  readonly id: string;
}

/** A workspace's script or integration. */
export interface WorkspaceKeyCaller {
  readonly kind: 'workspace_key';
  readonly id: string;
  readonly workspaceId: WorkspaceId;
  readonly scopes: readonly KeyScope[];
}

/** A person in the front-end; `id` is the `sub` of the token. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly id: string;
  readonly roles: ReadonlyMap<WorkspaceId, Role>;
}

export type Caller = ServiceCaller | WorkspaceKeyCaller | PersonCaller;

/** Who did something, as history records it. */
export interface Actor {
  readonly type: 'user' | 'api_key' | 'system';
  readonly id: string;
}

export const systemActor: Actor = { type: 'system', id: 'system' };

const viewer: readonly Permission[] = ['accounts:read', 'notifications:read', 'posts:read'];
const member: readonly Permission[] = [...viewer, 'posts:write'];
const admin: readonly Permission[] = [...member, 'accounts:write', 'notifications:write', 'keys:manage'];

const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = { owner: admin, admin, member, viewer };

/**
 * The rule of who may do what where. `workspaceId` is `null` for what belongs to no workspace.
 * @throws DomainError `not_found` when the workspace is not the caller's (as if it did not exist), `forbidden` when it is
 * but the role or scope does not suffice.
 */
export function authorize(caller: Caller, permission: Permission, workspaceId: WorkspaceId | null): void {
  if (caller.kind === 'service_key') return;
  if (workspaceId === null) {
    if (permission === 'workspaces:manage') throw forbidden();
    return;
  }
  const granted = permissionsIn(caller, workspaceId);
  if (granted === null) throw notFound();
  if (!granted.includes(permission)) throw forbidden();
}

function permissionsIn(caller: WorkspaceKeyCaller | PersonCaller, workspaceId: WorkspaceId): readonly Permission[] | null {
  if (caller.kind === 'workspace_key') return caller.workspaceId === workspaceId ? caller.scopes : null;
  const role = caller.roles.get(workspaceId);
  return role === undefined ? null : permissionsOfRole[role];
}

function forbidden(): DomainError {
  return new DomainError('forbidden', 'Your role or key scope does not allow this.');
}

/** The actor that history records for a caller. */
export function actorOf(caller: Caller): Actor {
  return caller.kind === 'person' ? { type: 'user', id: caller.id } : { type: 'api_key', id: caller.id };
}
