/** Where a person's browser reaches a platform: sandbox mode moves it, as it moves our own calls. */
export abstract class PlatformAddress {
  /** The absolute URL to send a browser to, for an absolute URL of the real platform. */
  abstract browserUrl(url: string): string;
}
