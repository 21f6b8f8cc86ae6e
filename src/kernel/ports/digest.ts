import type { Secret } from '../secret.js';

/** One-way hashing of unguessable values, for what is compared and never read again. Not for passwords. */
export abstract class Digest {
  /** SHA-256 in lower-case hex. */
  abstract sha256(value: Secret | string): string;

  /** HMAC-SHA256 in lower-case hex: proves that whoever sends `value` knows `key`. */
  abstract hmacSha256(key: Secret, value: Secret): Secret;
}
