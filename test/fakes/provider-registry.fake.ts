import { DomainError } from '../../src/kernel/domain-error.js';
import type { PlatformKey } from '../../src/kernel/ids.js';
import type { Provider } from '../../src/oauth-providers/ports/provider.js';
import { ProviderRegistry, type RegisteredPlatform } from '../../src/oauth-providers/ports/provider-registry.js';

/** A registry of the platforms handed to it; `unavailable` ones are known but not configured. */
export class FakeProviderRegistry extends ProviderRegistry {
  readonly #platforms = new Map<string, RegisteredPlatform>();

  constructor(available: readonly Provider[], unavailable: readonly Provider[] = []) {
    super();
    for (const provider of available) {
      this.#platforms.set(provider.platform, { facts: provider, provider, unavailableReason: null });
    }
    for (const facts of unavailable) {
      this.#platforms.set(facts.platform, { facts, provider: null, unavailableReason: 'Its app credentials are not configured.' });
    }
  }

  override list(): readonly RegisteredPlatform[] {
    return [...this.#platforms.values()];
  }

  override find(platform: string): RegisteredPlatform | null {
    return this.#platforms.get(platform) ?? null;
  }

  override require(platform: PlatformKey): Provider {
    const provider = this.find(platform)?.provider ?? null;
    if (provider === null) throw new DomainError('platform_not_configured', `${platform} is not configured here.`);
    return provider;
  }
}
