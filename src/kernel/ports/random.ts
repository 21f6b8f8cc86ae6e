import type { Secret } from '../secret.js';

/** Identifiers and unguessable values. */
export abstract class Random {
  /** A new UUIDv7: unique, and later ones sort after earlier ones. */
  abstract uuid(): string;

  /** 256 unguessable bits in base64url (43 characters). */
  abstract token(): Secret;
}
