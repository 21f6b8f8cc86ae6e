import { Agent, request as send, type Dispatcher } from 'undici';
import type { Logger } from '../../../kernel/ports/logger.js';
import {
  OutboundError,
  OutboundHttp,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundValue,
} from '../../../kernel/ports/outbound-http.js';
import type { Metrics } from '../../metrics/metrics.js';
import type { OutboundAddress, Route } from './address.js';
import { readBody } from './body.js';
import { failureOf, reasonOf } from './failures.js';
import { guardedLookup } from './guarded-lookup.js';
import type { HostResolver } from './host-resolver.js';
import { readJson, writeJson } from './json.js';
import { hopsOf, nextHop } from './redirects.js';

export interface OutboundLimits {
  readonly connectTimeoutMs: number;
  /** From the request's last byte to the answer's head. */
  readonly headersTimeoutMs: number;
  /** Longest silence inside an answer. */
  readonly bodyTimeoutMs: number;
  /** From the first to the last moment of a call, whatever trickles in meanwhile. */
  readonly totalTimeoutMs: number;
  readonly responseBytes: number;
}

export const defaultLimits: OutboundLimits = {
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 20_000,
  bodyTimeoutMs: 10_000,
  totalTimeoutMs: 25_000,
  responseBytes: 1024 * 1024,
};

/** The one way out of this process. Every call leaves one log line and one measurement, never with a header, query or body. */
export class UndiciOutboundHttp extends OutboundHttp {
  readonly #agent: Agent;
  /** Apart from the other: a connection that was opened unjudged must never serve a call to somebody's host. */
  readonly #guardedAgent: Agent;

  constructor(
    private readonly address: OutboundAddress,
    resolver: HostResolver,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly limits: OutboundLimits = defaultLimits,
  ) {
    super();
    const timeout = limits.connectTimeoutMs;
    this.#agent = agentWith({ timeout }, limits);
    this.#guardedAgent = agentWith({ timeout, lookup: guardedLookup(resolver) }, limits);
  }

  override async send(request: OutboundRequest): Promise<OutboundResponse> {
    const began = performance.now();
    const call = { place: '' };
    try {
      const response = await this.#follow(request, call);
      this.#record(request, call.place, began, String(response.status), response.status);
      return response;
    } catch (error) {
      const failure = failureOf(error);
      this.#record(request, call.place, began, failure.failure, null, failure.cause);
      throw failure;
    }
  }

  /** Ends the idle connections and waits for the calls that are under way. */
  async close(): Promise<void> {
    await Promise.all([this.#agent.close(), this.#guardedAgent.close()]);
  }

  /** One call with the redirects that it may follow, within one limit of time. `call.place` is where it has got to. */
  async #follow(request: OutboundRequest, call: { place: string }): Promise<OutboundResponse> {
    const signal = AbortSignal.timeout(Math.min(request.timeoutMs ?? Infinity, this.limits.totalTimeoutMs));
    let url = addressed(request);
    let hostFrom = request.hostFrom;
    for (let hops = hopsOf(request); ; hops -= 1) {
      call.place = `${url.host}${url.pathname}`;
      const response = await this.#call(request, this.address.route(url, hostFrom), signal);
      const next = hops > 0 ? nextHop(response, url) : null;
      if (next === null) return response;
      url = next;
      hostFrom = undefined;
    }
  }

  async #call(request: OutboundRequest, { url, guarded }: Route, signal: AbortSignal): Promise<OutboundResponse> {
    try {
      const { headers, body } = written(request);
      const dispatcher = guarded ? this.#guardedAgent : this.#agent;
      const answer = await send(url, { dispatcher, method: request.method, headers, body, signal });
      const answered = flat(answer.headers);
      const text = await readBody(answer.body, answered['content-encoding'] ?? '', this.limits.responseBytes);
      this.address.assertPlayed(answered);
      return { status: answer.statusCode, headers: answered, text, json: readJson(text) };
    } catch (error) {
      if (!signal.aborted || error instanceof OutboundError) throw error;
      throw new OutboundError('timeout', 'No whole answer came in time.', { cause: error });
    }
  }

  #record(request: OutboundRequest, place: string, began: number, outcome: string, status: number | null, cause?: unknown): void {
    const milliseconds = performance.now() - began;
    const { peer, step, method } = request;
    this.metrics.observeOutbound({ peer, step, outcome }, milliseconds / 1000);
    const fields = { peer, step, method, place, status, durationMs: Math.round(milliseconds), outcome };
    if (status === null) this.logger.warn('outbound.failed', { ...fields, reason: reasonOf(cause) });
    else this.logger.info('outbound.answered', fields);
  }
}

function agentWith(connect: Agent.Options['connect'], limits: OutboundLimits): Agent {
  return new Agent({
    connect,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    connections: 32,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32 * 1024,
  });
}

function addressed(request: OutboundRequest): URL {
  if (!URL.canParse(request.url)) throw new OutboundError('blocked', 'This is not an address that can be called.');
  const url = new URL(request.url);
  url.hash = '';
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, revealed(value));
  return url;
}

function written(request: OutboundRequest): { headers: Record<string, string>; body: string | null } {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'gzip, deflate', 'user-agent': 'social-accounts' };
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = revealed(value);
  return { headers, body: bodyOf(request) };
}

function bodyOf({ form, json }: OutboundRequest): string | null {
  if (form !== undefined) {
    return new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, revealed(value)])).toString();
  }
  return json === undefined ? null : writeJson(json);
}

function revealed(value: OutboundValue): string {
  return typeof value === 'string' ? value : value.use((text) => text);
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]])),
  );
}
