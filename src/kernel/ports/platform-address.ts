/** How the operator has the servers of platforms reached. */
export abstract class PlatformAddress {
  /** The absolute URL to send a browser to, for an absolute URL of the real platform: sandbox mode moves it, as it moves our own calls. */
  abstract browserUrl(url: string): string;

  /** Whether the operator let this very host and port through, whatever else is wrong with such an address: no https, inside a network. */
  abstract isLetThrough(url: URL): boolean;
}
