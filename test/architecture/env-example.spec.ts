import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import { settingsDefaults, type ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { variableNames } from '../../src/oauth-providers/protocol/settings.js';
import { variables } from '../../src/runtime/config/variables.js';

const lines = readFileSync('.env.example', 'utf8').split('\n');

const variablesOf = (definition: ProviderDefinition): readonly string[] => variableNames(settingsDefaults(definition));

describe('.env.example', () => {
  it('lists exactly the variables that are read, in their order, and sets none', () => {
    const listed = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(listed).toEqual([...variables.map(({ name }) => name), ...platforms.flatMap(variablesOf)].map((name) => `${name}=`));
  });

  it("says of each of the service's variables what it means and what holds without it", () => {
    for (const { name, meaning, fallback } of variables) {
      expect([name, lines[lines.indexOf(`${name}=`) - 1]]).toEqual([name, `# ${meaning} (default: ${fallback})`]);
    }
  });
});
