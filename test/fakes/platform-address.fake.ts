import { PlatformAddress } from '../../src/kernel/ports/platform-address.js';

/** Everything stands where it says; the operator let the given origins through. */
export class PlainAddresses extends PlatformAddress {
  readonly #letThrough: readonly string[];

  constructor(...letThrough: readonly string[]) {
    super();
    this.#letThrough = letThrough;
  }

  override browserUrl(url: string): string {
    return url;
  }

  override isLetThrough(url: URL): boolean {
    return this.#letThrough.includes(url.origin);
  }
}
