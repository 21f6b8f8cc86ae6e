import type { TokenSet } from '../../ports/provider.js';

/** Reading who one is: `profile` since 4.3, which allows nothing else; before that the whole of `read:accounts`. */
const identityScopes: readonly string[] = ['profile', 'read:accounts'];

/** The scopes to ask a server for that supports these; `null`: it does not say, as before 4.3. */
export function serversScopes(wanted: readonly string[], supported: readonly string[] | null): readonly string[] {
  const identity = supported?.includes('profile') === true ? 'profile' : 'read:accounts';
  const fitting = wanted.map((scope) => (identityScopes.includes(scope) ? identity : scope));
  return distinct(fitting.map((scope) => (supported === null || supported.includes(scope) ? scope : coarse(scope))));
}

/** The same for servers that know only `read` and `write`. */
export function coarseScopes(scopes: readonly string[]): readonly string[] {
  return distinct(scopes.map(coarse));
}

/** Scopes are hierarchical: those that a coarse one stands for are named beside it, so that they are found where they are needed. */
export function withImpliedScopes(tokens: TokenSet, known: readonly string[]): TokenSet {
  const granted = tokens.scopes;
  if (granted === null) return tokens;
  return { ...tokens, scopes: distinct([...granted, ...known.filter((scope) => granted.includes(coarse(scope)))]) };
}

function coarse(scope: string): string {
  return scope === 'profile' ? 'read' : (scope.split(':')[0] ?? scope);
}

function distinct(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes)];
}
