import { createHash, createHmac } from 'node:crypto';
import { Digest } from '../../kernel/ports/digest.js';
import { Secret } from '../../kernel/secret.js';

export class Sha256Digest extends Digest {
  override sha256(value: Secret | string): string {
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    return typeof value === 'string' ? hash(value) : value.use(hash);
  }

  override hmacSha256(key: Secret, value: Secret): Secret {
    return Secret.of(key.use((secret) => value.use((text) => createHmac('sha256', secret).update(text).digest('hex'))));
  }
}
