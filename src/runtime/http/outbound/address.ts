import { OutboundError } from '../../../kernel/ports/outbound-http.js';
import { PlatformAddress } from '../../../kernel/ports/platform-address.js';

export interface AddressSettings {
  /** Base of the sandbox, or `null` when the real platforms are meant. */
  readonly sandboxUrl: string | null;
  /** `host:port` entries that are reached directly, also by plain http. */
  readonly egressAllow: readonly string[];
}

/** Where a platform is really reached: in sandbox mode its host moves into the path, so that adapters keep production URLs. */
export class OutboundAddress extends PlatformAddress {
  constructor(private readonly settings: AddressSettings) {
    super();
  }

  override browserUrl(url: string): string {
    return this.resolve(new URL(url)).href;
  }

  /** @throws OutboundError `blocked` for anything but https, unless the operator let it through by name. */
  resolve(url: URL): URL {
    if (this.#isAllowed(url)) return url;
    if (url.protocol !== 'https:') throw new OutboundError('blocked', 'Only https addresses are called.');
    return this.settings.sandboxUrl === null ? url : new URL(`${this.settings.sandboxUrl}/${url.host}${url.pathname}${url.search}`);
  }

  /**
   * Hosts that the sandbox does not play do not exist; it says so in a header, since a platform may answer 404 as well.
   * @throws OutboundError `unknown_host`.
   */
  assertPlayed(headers: Readonly<Record<string, string>>): void {
    if (this.settings.sandboxUrl === null || headers['x-sandbox-unknown-host'] === undefined) return;
    throw new OutboundError('unknown_host', 'The sandbox does not play this host.');
  }

  #isAllowed(url: URL): boolean {
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return ['http:', 'https:'].includes(url.protocol) && this.settings.egressAllow.includes(`${url.hostname}:${port}`);
  }
}
