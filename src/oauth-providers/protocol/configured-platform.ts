import type { ClientCredentials } from './client-authentication.js';
import type { ProviderDefinition } from './define-provider.js';
import type { PlatformSettings } from './settings.js';

/** One platform with its settings read. */
export interface ConfiguredPlatform {
  readonly definition: ProviderDefinition;
  readonly settings: PlatformSettings;
  /** `null` where no browser is sent. */
  readonly redirectUri: string | null;
  /** `null`: it cannot be used. */
  readonly client: ClientCredentials | null;
}
