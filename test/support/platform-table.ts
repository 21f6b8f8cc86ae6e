import type { Renewal } from '../../src/oauth-providers/ports/provider.js';
import { documentedScopes, type ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';

const connects = {
  redirect: 'redirect, by your app',
  'redirect-per-instance': 'redirect, an app on every server',
  credentials: 'app password',
} as const satisfies Record<ProviderDefinition['connect']['kind'], string>;

const head = ['platform', 'connecting', 'picked', 'scopes', 'tokens live', 'renewed', 'a check proves by, and takes', 'given back'];

/** The table of `docs/platforms.md`, from the registry. */
export function platformTable(definitions: readonly ProviderDefinition[]): string {
  const rows = definitions.map((definition) => [
    `\`${definition.id}\``,
    connects[definition.connect.kind],
    definition.selection === null ? 'the profile itself' : definition.selection.label.toLowerCase(),
    documentedScopes(definition).map((scope) => (definition.requiredScopes.includes(scope) ? `**\`${scope}\`**` : `\`${scope}\``)).join(' ') || '–',
    definition.guide.tokenLife,
    renewed(definition.renewal),
    `${(definition.provenBy ?? 'probe') === 'renewal' ? 'a refresh' : 'asking'}: ${definition.guide.checkCost}`,
    { none: 'by the person only', token: 'for the account', person: 'for the whole person' }[definition.revocation],
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function renewed(renewal: Renewal): string {
  if (renewal.kind === 'none') return 'never';
  const lead = `${inWords(renewal.leadSeconds)} before the end`;
  if (renewal.kind === 'extend-access-token') return `${lead}, once ${inWords(renewal.minimumAgeSeconds)} old`;
  return renewal.rotates ? `${lead}, with a new refresh token each time` : lead;
}

function inWords(seconds: number): string {
  const [count, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, 'day'] : [seconds / 60, 'minute'];
  return count === 1 ? `a ${unit}` : `${String(count)} ${unit}s`;
}
