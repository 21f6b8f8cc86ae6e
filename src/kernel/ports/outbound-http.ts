import type { Secret } from '../secret.js';

/** A value that goes out in a request; a `Secret` is revealed only while the request is written. */
export type OutboundValue = string | Secret;

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute https URL of the real platform; sandbox mode rewrites it underneath. */
  readonly url: string;
  readonly query?: Readonly<Record<string, OutboundValue>>;
  readonly headers?: Readonly<Record<string, OutboundValue>>;
  /**
   * `configuration` where the operator named the host: it may then stand in a private network. Any other host counts as named by people
   * or their servers: only public https servers on the usual port are called, at an address that was judged before connecting.
   */
  readonly hostFrom?: 'configuration';
  /** At most one of `form` (application/x-www-form-urlencoded) and `json`. */
  readonly form?: Readonly<Record<string, OutboundValue>>;
  readonly json?: unknown;
  /**
   * How many redirects are followed, each judged as if somebody had named it, also where the first host is the operator's. Only for a GET
   * that carries no secret; for any other request, beyond the last hop and without it, a redirect is the answer.
   */
  readonly hops?: number;
  /** The longest that the whole call may take, in milliseconds, redirects included; never longer than the port's own limit. */
  readonly timeoutMs?: number;
  /** Who is being called, for logs and metrics: the platform's key. */
  readonly peer: string;
  /** The leg of the protocol, for logs and metrics, such as `exchange` or `probe`. */
  readonly step: string;
}

export interface OutboundResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON, with integers beyond 2^53 kept as strings; `undefined` when it is not JSON. */
  readonly json: unknown;
}

/**
 * Why no usable answer came.
 *
 * - `timeout`: no whole answer came in time.
 * - `network`: the connection failed or broke.
 * - `too_large`: the answer is longer than the cap.
 * - `blocked`: the address, or one that a redirect leads to, may not be called.
 * - `unknown_host`: the host has no address.
 * - `certificate`: the server could not prove that it is this host.
 */
export type OutboundFailure = 'timeout' | 'network' | 'too_large' | 'blocked' | 'unknown_host' | 'certificate';

/** No usable answer was received. Whether the other side acted on the request is unknown unless `failure` is `blocked`. */
export class OutboundError extends Error {
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'OutboundError';
    this.failure = failure;
  }
}

/** Every call to another server goes through here: guarded addresses, time limits, size cap, connection reuse, masked logs. */
export abstract class OutboundHttp {
  /**
   * Sends one request and reads the whole answer; an HTTP error status is an answer, not a throw. Redirects are answers too, unless
   * `hops` allows following them.
   * @throws OutboundError when no usable answer was received.
   */
  abstract send(request: OutboundRequest): Promise<OutboundResponse>;
}
