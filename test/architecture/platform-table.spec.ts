import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { credentialVariables } from '../../src/oauth-providers/protocol/settings.js';
import { platformTable } from '../support/platform-table.js';

const guide = readFileSync('docs/platforms.md', 'utf8');
const definitions: readonly ProviderDefinition[] = platforms;

describe('docs/platforms.md', () => {
  it('holds the table as the registry makes it', () => {
    const table = /<!-- table -->\n([\s\S]*?)\n<!-- end of table -->/.exec(guide)?.[1];
    expect(table).toBe(platformTable(definitions));
  });

  it('says of every platform with an app how to get one, and which variables take it', () => {
    for (const { id, settings } of definitions.filter(({ connect }) => connect.kind === 'redirect')) {
      const variables = credentialVariables(settings);
      const section = guide.split(/^## /m).find((text) => text.startsWith(`\`${id}\``)) ?? '';
      expect([id, section.includes(variables.id), section.includes(variables.secret)]).toEqual([id, true, true]);
    }
  });
});
