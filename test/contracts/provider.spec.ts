import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import { credentialsContract } from './credentials.contract.js';
import { openProviderBench } from './provider-bench.js';
import { expectations, furtherExpectations } from './provider-expectations.js';
import { providerContract } from './provider.contract.js';
import { openSandboxBench } from './sandbox-bench.js';

for (const definition of platforms) {
  const expected = expectations[definition.id];
  if ('loginEndpoint' in expected) credentialsContract(definition.id, expected, () => openSandboxBench(definition));
  else providerContract(definition.id, expected, () => openProviderBench(definition, expected));
  for (const [where, further] of Object.entries(furtherExpectations[definition.id] ?? {})) {
    providerContract(`${definition.id} ${where}`, further, () => openProviderBench(definition, further));
  }
}
