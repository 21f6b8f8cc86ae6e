import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { ConfiguredProviderRegistry } from '../../src/oauth-providers/adapters/environment/configured-provider-registry.js';
import { Sha256Digest } from '../../src/runtime/crypto/sha256-digest.js';
import { FakeInstanceApps } from '../fakes/instance-apps.fake.js';
import { PlainAddresses } from '../fakes/platform-address.fake.js';
import { EndlessAllowances, NoDns, StandingTime } from '../fakes/provider-context.fake.js';
import { standardPlatform } from '../fakes/provider-definition.fake.js';
import { FakeProviderRegistry } from '../fakes/provider-registry.fake.js';
import { ScriptedHttp } from '../fakes/provider-transport.fake.js';
import { FakeProvider } from '../fakes/provider.fake.js';
import { providerRegistryContract } from './provider-registry.contract.js';

providerRegistryContract('in memory', () => {
  const [usable, unset] = ['usable', 'unset'].map((platform) => new FakeProvider({ platform: asId<PlatformKey>(platform) }));
  return new FakeProviderRegistry(usable === undefined ? [] : [usable], unset === undefined ? [] : [unset]);
});

providerRegistryContract('configured by the environment', () => {
  const time = new StandingTime();
  const { settings } = standardPlatform();
  return new ConfiguredProviderRegistry({
    definitions: ['usable', 'unset'].map((id) => standardPlatform({ id, settings: { ...settings, prefix: id.toUpperCase() } })),
    environment: { USABLE_CLIENT_ID: 'id', USABLE_CLIENT_SECRET: 'secret' },
    publicUrl: 'https://service.test',
    sandbox: false,
    http: new ScriptedHttp(),
    clock: time,
    timer: time.timer,
    digest: new Sha256Digest(),
    dns: new NoDns(),
    allowances: new EndlessAllowances(),
    addresses: new PlainAddresses(),
    instanceApps: new FakeInstanceApps(),
    authorizationCodeLeg: () => ({
      authorize: () => Promise.reject(new Error('not here')),
      exchange: () => Promise.reject(new Error('not here')),
    }),
  });
});
