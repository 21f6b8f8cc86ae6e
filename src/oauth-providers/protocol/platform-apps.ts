import type { ClientCredentials } from './client-authentication.js';

/** Our app at one platform, as it is registered there. */
export interface PlatformApp {
  readonly platform: string;
  readonly client: ClientCredentials;
  readonly redirectUri: string;
}

/** Our apps at the platforms that can be used. */
export abstract class PlatformApps {
  abstract readonly apps: readonly PlatformApp[];
}
