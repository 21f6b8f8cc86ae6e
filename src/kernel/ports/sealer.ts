import type { Secret } from '../secret.js';

/**
 * What a ciphertext belongs to. It is authenticated with the ciphertext, so that one moved to another column (`purpose`),
 * row (`record`) or owner does not open.
 */
export interface SealContext {
  /** What the plaintext is, such as `grant.tokens`. */
  readonly purpose: string;
  /** Id of the row that holds it. */
  readonly record: string;
  /** Workspace id, or the scope that owns the row when no single workspace does. */
  readonly owner: string;
}

/** Authenticated encryption of what we must read again (AES-256-GCM, key id inside the ciphertext). */
export abstract class Sealer {
  /** Encrypts with the first key of the ring. */
  abstract seal(plaintext: Secret, context: SealContext): string;

  /**
   * Decrypts with the key that the ciphertext names.
   * @throws Error when the key is unknown, the ciphertext was altered, or it belongs to another context.
   */
  abstract open(sealed: string, context: SealContext): Secret;
}
