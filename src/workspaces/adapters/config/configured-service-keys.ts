import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Digest } from '../../../kernel/ports/digest.js';
import type { Secret } from '../../../kernel/secret.js';
import { Config } from '../../../runtime/config/config.js';
import { ConfiguredServiceKeys } from '../../ports/configured-service-keys.js';

/** Compares digests, which have one length whatever the key's, each in constant time and always all of them. */
@Injectable()
export class ConfigServiceKeys extends ConfiguredServiceKeys {
  readonly #digests: readonly Buffer[];

  constructor(
    config: Config,
    private readonly digest: Digest,
  ) {
    super();
    this.#digests = config.serviceApiKeys.map((key) => this.digestOf(key));
  }

  override include(credential: Secret): boolean {
    const presented = this.digestOf(credential);
    return this.#digests.filter((digest) => timingSafeEqual(digest, presented)).length > 0;
  }

  private digestOf(key: Secret): Buffer {
    return Buffer.from(this.digest.sha256(key), 'hex');
  }
}
