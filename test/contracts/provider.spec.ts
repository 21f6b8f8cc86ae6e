import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import { openProviderBench } from './provider-bench.js';
import { expectations } from './provider-expectations.js';
import { providerContract } from './provider.contract.js';

for (const definition of platforms) {
  const expected = expectations[definition.id];
  providerContract(definition.id, expected, () => openProviderBench(definition, expected.appFeatures));
}
