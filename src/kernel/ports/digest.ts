import type { Secret } from '../secret.js';

/** One-way hashing of unguessable values, for what is compared and never read again. Not for passwords. */
export abstract class Digest {
  /** SHA-256 in lower-case hex. */
  abstract sha256(value: Secret | string): string;
}
