import type { Secret } from '../../kernel/secret.js';

/** The service keys that stand in the configuration. */
export abstract class ConfiguredServiceKeys {
  /** Whether the credential is one of them; takes as long for a near miss as for any other. */
  abstract include(credential: Secret): boolean;
}
