import { OutboundError, type OutboundRequest } from '../../../kernel/ports/outbound-http.js';
import { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import { hostForm } from '../../../kernel/public-host.js';

export interface AddressSettings {
  /** Base of the sandbox, or `null` when the real platforms are meant. */
  readonly sandboxUrl: string | null;
  /** `host:port` entries that are reached directly, also by plain http. */
  readonly egressAllow: readonly string[];
}

/** Where a call goes. */
export interface Route {
  readonly url: URL;
  /** Whether every address that the name has must be public. */
  readonly guarded: boolean;
}

/** Where a platform is really reached: in sandbox mode its host moves into the path, so that adapters keep production URLs. */
export class OutboundAddress extends PlatformAddress {
  constructor(private readonly settings: AddressSettings) {
    super();
  }

  override browserUrl(url: string): string {
    return this.route(new URL(url), 'configuration').url.href;
  }

  override isLetThrough(url: URL): boolean {
    const usualPort = { 'http:': '80', 'https:': '443' }[url.protocol];
    if (usualPort === undefined || url.username !== '' || url.password !== '') return false;
    return this.settings.egressAllow.includes(`${url.hostname}:${url.port || usualPort}`);
  }

  /**
   * @param hostFrom who named the host: the operator, or people and their servers. The form of theirs is judged in sandbox mode too.
   * @throws OutboundError `blocked` for anything but https, and for a form that no public server has, unless the operator let it through by name.
   */
  route(url: URL, hostFrom: OutboundRequest['hostFrom']): Route {
    if (this.isLetThrough(url)) return { url, guarded: false };
    if (url.protocol !== 'https:') throw new OutboundError('blocked', 'Only https addresses are called.');
    if (hostFrom !== 'configuration' && hostForm(url) !== 'public') throw new OutboundError('blocked', 'This is not an address of a public server.');
    if (this.settings.sandboxUrl === null) return { url, guarded: hostFrom !== 'configuration' };
    return { url: new URL(`${this.settings.sandboxUrl}/${url.host}${url.pathname}${url.search}`), guarded: false };
  }

  /**
   * Hosts that the sandbox does not play do not exist; it says so in a header, since a platform may answer 404 as well.
   * @throws OutboundError `unknown_host`.
   */
  assertPlayed(headers: Readonly<Record<string, string>>): void {
    if (this.settings.sandboxUrl === null || headers['x-sandbox-unknown-host'] === undefined) return;
    throw new OutboundError('unknown_host', 'The sandbox does not play this host.');
  }

}
