import type { JSONWebKeySet, JWK } from 'jose';
import { Agent, request } from 'undici';

export interface FetchLimits {
  /** For the whole exchange, from the connection to the last byte. */
  readonly timeoutMilliseconds: number;
  readonly maxBytes: number;
}

/**
 * Reads a key set. The address is the operator's own, so it may be a private one, which the guarded client for platforms
 * refuses, and it must not be rewritten to the sandbox; the limits are the same in kind. Redirects are not followed.
 * @throws Error when no usable key set came.
 */
export async function fetchKeySet(url: string, limits: FetchLimits): Promise<JSONWebKeySet> {
  const dispatcher = new Agent({
    connect: { timeout: limits.timeoutMilliseconds },
    maxResponseSize: limits.maxBytes,
    pipelining: 0,
  });
  try {
    const signal = AbortSignal.timeout(limits.timeoutMilliseconds);
    const response = await request(url, { dispatcher, signal, headers: { accept: 'application/jwk-set+json, application/json' } });
    const body = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`the identity provider answered ${response.statusCode} instead of its keys`);
    return keySetFrom(JSON.parse(body));
  } finally {
    await dispatcher.destroy();
  }
}

function keySetFrom(body: unknown): JSONWebKeySet {
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : null;
  if (!Array.isArray(keys)) throw new Error('the identity provider answered something that is not a key set');
  return { keys: keys.filter(isKey) };
}

/** One entry of a kind that nobody knows must not make the others unusable. */
function isKey(entry: unknown): entry is JWK {
  return typeof entry === 'object' && entry !== null && 'kty' in entry && typeof entry.kty === 'string';
}
