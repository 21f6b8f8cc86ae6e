import type { Logger } from '../../../kernel/ports/logger.js';
import type { AuthConfig } from '../../../runtime/config/config.js';
import type { PersonTokens } from '../../ports/person-tokens.js';
import { fetchKeySet } from './fetch-key-set.js';
import { JosePersonTokens, NoPersonTokens } from './jose-person-tokens.js';
import { KeySetCache } from './key-set-cache.js';

const limits = { timeoutMilliseconds: 3_000, maxBytes: 262_144 };

/** Tokens as the configuration says; `null`: there is no identity provider. */
export function createPersonTokens(auth: AuthConfig | null, logger: Logger, now: () => number = Date.now): PersonTokens {
  if (auth === null) return new NoPersonTokens();
  const keys = new KeySetCache({
    fetch: () => fetchKeySet(auth.jwksUrl, limits),
    now,
    onFailure: (error) => logger.warn('auth.key_set_not_read', { error: error instanceof Error ? error.message : 'unknown' }),
  });
  return new JosePersonTokens(auth, keys, now);
}
