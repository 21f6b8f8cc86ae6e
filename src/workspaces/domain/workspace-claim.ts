import type { Role } from '../../kernel/caller.js';
import { isWorkspaceId, type WorkspaceId } from '../../kernel/ids.js';

/** From the least to the most. */
const roles: readonly Role[] = ['viewer', 'member', 'admin', 'owner'];

/** How many entries of one token are read; the rest is left out. */
const mostEntries = 1_000;

/**
 * Reads the claim that lists a person's workspaces: `[{ "id": "acme", "role": "admin" }]`. An entry of another shape, with a role
 * that is not known or an id that cannot be one is left out, so that one bad entry locks nobody out of the others.
 * Of two entries for one workspace the lesser role holds.
 */
export function rolesFromClaim(claim: unknown): ReadonlyMap<WorkspaceId, Role> {
  const found = new Map<WorkspaceId, Role>();
  if (!Array.isArray(claim)) return found;
  for (const entry of claim.slice(0, mostEntries)) {
    const { id, role } = readEntry(entry);
    if (id === null || role === null) continue;
    const other = found.get(id);
    if (other === undefined || roles.indexOf(role) < roles.indexOf(other)) found.set(id, role);
  }
  return found;
}

function readEntry(entry: unknown): { readonly id: WorkspaceId | null; readonly role: Role | null } {
  if (typeof entry !== 'object' || entry === null) return { id: null, role: null };
  const { id, role } = entry as { readonly id?: unknown; readonly role?: unknown };
  return {
    id: typeof id === 'string' && isWorkspaceId(id) ? id : null,
    role: roles.find((known) => known === role) ?? null,
  };
}
