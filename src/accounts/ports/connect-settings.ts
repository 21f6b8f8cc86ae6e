/** How connecting is set up in this installation. */
export abstract class ConnectSettings {
  /** Base of links that we hand out, without a trailing slash. */
  abstract readonly publicUrl: string;
  /** Where people may be sent back to: exact scheme, host, port and path. */
  abstract readonly returnUrls: readonly string[];
  /** Life of a connect session in seconds. */
  abstract readonly sessionTtlSeconds: number;
  /** How many sessions of one workspace may be open at once. */
  abstract readonly maxOpenSessions: number;
}
