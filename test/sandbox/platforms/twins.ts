import { linkedin } from './linkedin/linkedin.twin.js';
import type { Twins } from './twin.js';

type RegisteredPlatformKey = 'linkedin';

/** One twin for every platform that the service registers; a platform without its twin does not compile. */
export const twins = { linkedin } satisfies Record<RegisteredPlatformKey, Twins[string]>;
