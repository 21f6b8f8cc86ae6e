import type { ProviderDefinition } from './define-provider.js';

/**
 * The definitions that a process knows, where they are not the release's own: a global module that provides this
 * replaces them, and everything else (settings, catalogue, connecting) follows.
 */
export abstract class PlatformCatalogue {
  abstract readonly definitions: readonly ProviderDefinition[];
}
