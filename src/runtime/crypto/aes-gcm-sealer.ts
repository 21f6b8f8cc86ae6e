import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Sealer, type SealContext } from '../../kernel/ports/sealer.js';
import { Secret } from '../../kernel/secret.js';
import type { SealingKey } from '../config/config.js';

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with a ring of keys. A ciphertext reads `v1.<kid>.<iv>.<ciphertext and tag>`, the last two in base64url. */
export class AesGcmSealer extends Sealer {
  readonly #ring: ReadonlyMap<string, KeyObject>;
  readonly #first: string | null;

  /** @param keys the first encrypts, all decrypt. */
  constructor(keys: readonly SealingKey[]) {
    super();
    this.#ring = new Map(keys.map(({ kid, key }) => [kid, key.use((encoded) => createSecretKey(encoded, 'base64'))]));
    this.#first = keys[0]?.kid ?? null;
  }

  override seal(plaintext: Secret, context: SealContext): string {
    if (this.#first === null) throw new Error('There is no sealing key.');
    const kid = this.#first;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key(kid), iv).setAAD(additionalData(kid, context));
    const body = plaintext.use((text) => Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]));
    return [version, kid, iv.toString('base64url'), body.toString('base64url')].join('.');
  }

  override open(sealed: string, context: SealContext): Secret {
    const [form, kid = '', iv = '', body = '', ...rest] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (form !== version || rest.length > 0 || bytes.length < tagBytes) throw new Error('This is not a ciphertext of ours.');
    const nonce = Buffer.from(iv, 'base64url');
    if (nonce.length !== ivBytes) throw new Error('This is not a ciphertext of ours.');
    const decipher = createDecipheriv('aes-256-gcm', this.#key(kid), nonce, { authTagLength: tagBytes });
    decipher.setAAD(additionalData(kid, context)).setAuthTag(bytes.subarray(-tagBytes));
    const plaintext = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    return Secret.of(plaintext.toString('utf8'));
  }

  #key(kid: string): KeyObject {
    const key = this.#ring.get(kid);
    if (key === undefined) throw new Error('The ciphertext names a key that is not in the ring.');
    return key;
  }
}

/** Each part with its length before it, so that no two contexts ever read the same. */
function additionalData(kid: string, { purpose, record, owner }: SealContext): Buffer {
  return Buffer.concat(
    [version, kid, purpose, record, owner].map((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );
}
