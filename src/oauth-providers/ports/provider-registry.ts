import type { PlatformKey } from '../../kernel/ids.js';
import type { PlatformFacts, Provider } from './provider.js';

/** A platform as this installation has it: usable, or listed with the reason why not. */
export type RegisteredPlatform =
  | { readonly facts: PlatformFacts; readonly provider: Provider; readonly unavailableReason: null }
  | { readonly facts: PlatformFacts; readonly provider: null; readonly unavailableReason: string };

/** Every platform that this release knows, in the order in which a person should see them. */
export abstract class ProviderRegistry {
  abstract list(): readonly RegisteredPlatform[];

  /** The platform of this key, or `null` when this release does not know it. */
  abstract find(platform: string): RegisteredPlatform | null;

  /**
   * The usable provider of a platform that an account or session already names.
   * @throws DomainError `platform_not_configured` when its credentials are not configured (any more).
   */
  abstract require(platform: PlatformKey): Provider;
}
