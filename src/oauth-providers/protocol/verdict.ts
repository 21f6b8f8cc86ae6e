import type { ProbeVerdict } from '../ports/provider.js';
import type { ProviderError } from '../ports/provider-error.js';

/** What a failed call says about an account: only an answer that was classified as being about it changes anything. */
export function verdictOf(error: ProviderError): ProbeVerdict {
  if (error.kind === 'revoked') return { verdict: 'broken', reason: error.reason ?? 'authorization_invalid' };
  if (error.kind === 'token_expired') return { verdict: 'expired' };
  if (error.kind === 'missing_scopes') return { verdict: 'missing-scopes', scopes: error.scopes };
  if (error.kind === 'restricted') return { verdict: 'restricted' };
  return inconclusive(error);
}

/** The verdict of a call that proved nothing. */
export function inconclusive(error: ProviderError): ProbeVerdict {
  return { verdict: 'inconclusive', cause: error.kind, retryAfterSeconds: error.retryAfterSeconds };
}
