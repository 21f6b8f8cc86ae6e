import { describe, expect, it } from '@jest/globals';
import { FakeInstanceApps } from '../../../../test/fakes/instance-apps.fake.js';
import { PlainAddresses } from '../../../../test/fakes/platform-address.fake.js';
import { EndlessAllowances, NoDns, StandingTime } from '../../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../../test/fakes/provider-definition.fake.js';
import { ScriptedHttp } from '../../../../test/fakes/provider-transport.fake.js';
import { DomainError } from '../../../kernel/domain-error.js';
import { asId, type PlatformKey } from '../../../kernel/ids.js';
import { Sha256Digest } from '../../../runtime/crypto/sha256-digest.js';
import { PlatformSettingsError } from '../../protocol/settings.js';
import { ConfiguredProviderRegistry, type RegistrySources } from './configured-provider-registry.js';

const credentials = { STANDARD_CLIENT_ID: 'own-id', STANDARD_CLIENT_SECRET: 'own-secret' };

function registryWith(environment: Record<string, string>, overrides: Partial<RegistrySources> = {}): ConfiguredProviderRegistry {
  const time = new StandingTime();
  return new ConfiguredProviderRegistry({
    definitions: [standardPlatform()],
    environment,
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
    ...overrides,
  });
}

const standard = asId<PlatformKey>('standard');

describe('ConfiguredProviderRegistry', () => {
  it('makes a platform with credentials usable', () => {
    const registry = registryWith(credentials);

    expect(registry.find('standard')?.unavailableReason).toBeNull();
    expect(registry.require(standard).clientId).toBe('own-id');
    expect(registry.list().map(({ facts }) => facts.platform)).toEqual(['standard']);
  });

  it('lists a platform without credentials with what to set and what to register', () => {
    const registry = registryWith({ STANDARD_SCOPES: 'write admin' });

    const found = registry.find('standard');
    expect(found?.provider).toBeNull();
    expect(found?.unavailableReason).toBe('Its app credentials are not configured: set STANDARD_CLIENT_ID and STANDARD_CLIENT_SECRET.');
    expect(found?.facts.redirectUri).toBe('https://service.test/v1/oauth/standard/callback');
    expect(found?.facts.scopes).toEqual(['write', 'admin']);
    expect(registry.apps).toEqual([]);
  });

  it('says by which variable a platform was switched off', () => {
    expect(registryWith({ ...credentials, STANDARD_ENABLED: 'false' }, { sandbox: true }).find('standard')).toMatchObject({
      provider: null,
      unavailableReason: 'Switched off by STANDARD_ENABLED.',
    });
  });

  it.each([
    ['standard', 'set STANDARD_CLIENT_ID'],
    ['elsewhere', 'does not know'],
  ])('refuses to hand out %s when it cannot be used', (platform, detail) => {
    const refuse = () => registryWith({}).require(asId<PlatformKey>(platform));

    expect(refuse).toThrow(DomainError);
    expect(refuse).toThrow(expect.objectContaining({ code: 'platform_not_configured', message: expect.stringContaining(detail) }));
  });

  it('does not know what the release does not have', () => {
    expect(registryWith({}).find('toString')).toBeNull();
  });

  describe('in the sandbox', () => {
    it('gives a platform without credentials those of the sandbox', () => {
      const registry = registryWith({}, { sandbox: true });

      expect(registry.require(standard).clientId).toBe('sandbox-standard-client');
      expect(registry.apps).toMatchObject([
        { platform: 'standard', client: { clientId: 'sandbox-standard-client' }, redirectUri: 'https://service.test/v1/oauth/standard/callback' },
      ]);
      expect(registry.apps[0]?.client.clientSecret.use((secret) => secret)).toBe('sandbox-secret-of-standard');
    });

    it('leaves a platform its own', () => {
      expect(registryWith(credentials, { sandbox: true }).require(standard).clientId).toBe('own-id');
    });

    it('still refuses half-set credentials', () => {
      expect(() => registryWith({ STANDARD_CLIENT_ID: 'own-id' }, { sandbox: true })).toThrow('STANDARD_CLIENT_SECRET');
    });
  });

  it('names the variables of every platform that is wrong, at once', () => {
    const other = standardPlatform({ id: 'other', settings: { ...standardPlatform().settings, prefix: 'OTHER' } });
    const make = () =>
      registryWith({ STANDARD_CLIENT_SECRET: 'hunter2', OTHER_ENABLED: 'hunter2' }, { definitions: [standardPlatform(), other] });

    expect(make).toThrow(PlatformSettingsError);
    expect(make).toThrow(expect.objectContaining({ variables: ['STANDARD_CLIENT_ID', 'OTHER_ENABLED'] }));
    expect(make).not.toThrow(/hunter2/);
  });
});
