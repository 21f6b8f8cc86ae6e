import { ProviderRegistry } from '../../src/oauth-providers/ports/provider-registry.js';
import type { RunningService } from './service.js';

/** Lets a running service offer the platforms of another registry instead of its own. */
export function replacePlatforms(service: RunningService, registry: ProviderRegistry): void {
  const own = service.app.get(ProviderRegistry);
  own.list = () => registry.list();
  own.find = (platform) => registry.find(platform);
  own.require = (platform) => registry.require(platform);
}
