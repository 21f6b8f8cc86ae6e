import type { WorkspaceId } from '../../kernel/ids.js';
import type { Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import type { GrantHolder, GrantPolicy } from '../domain/grant.js';

/** Whose authorization these tokens are; `workspaceId` is `null` where workspaces share it. */
export function holderOf(provider: Provider, tokens: TokenSet, subject: string, workspaceId: WorkspaceId | null): GrantHolder {
  return { workspaceId, platform: provider.platform, clientId: tokens.clientId ?? provider.clientId, subject };
}

/** How grants of this platform live. */
export function policyOf({ renewal, scopes }: Provider): GrantPolicy {
  return { renewal, requestedScopes: scopes };
}
