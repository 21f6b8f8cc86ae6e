import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/kernel/domain-error.js';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import type { ProviderRegistry } from '../../src/oauth-providers/ports/provider-registry.js';

/** What every registry must do. `open` makes one that has `usable` configured, and then `unset`, which is not. */
export function providerRegistryContract(name: string, open: () => ProviderRegistry): void {
  describe(`registry ${name}`, () => {
    const registry = open();
    const refusalOf = (platform: string): unknown => {
      try {
        return registry.require(asId<PlatformKey>(platform));
      } catch (error) {
        return error;
      }
    };

    it('lists every platform, configured or not, in order', () => {
      expect(registry.list().map(({ facts, unavailableReason }) => [facts.platform, unavailableReason === null])).toEqual([
        ['usable', true],
        ['unset', false],
      ]);
    });

    it('hands out what is configured', () => {
      expect(registry.require(asId<PlatformKey>('usable')).platform).toBe('usable');
      expect(registry.find('usable')?.provider?.platform).toBe('usable');
    });

    it('knows what is not configured, with a reason, and hands it out to nobody', () => {
      expect(registry.find('unset')).toMatchObject({ provider: null, unavailableReason: expect.stringMatching(/\w+/) });
      expect(refusalOf('unset')).toBeInstanceOf(DomainError);
      expect(refusalOf('unset')).toMatchObject({ code: 'platform_not_configured' });
    });

    it.each(['elsewhere', 'toString', '__proto__', ''])('does not know "%s"', (platform) => {
      expect(registry.find(platform)).toBeNull();
      expect(refusalOf(platform)).toMatchObject({ code: 'platform_not_configured' });
    });
  });
}
