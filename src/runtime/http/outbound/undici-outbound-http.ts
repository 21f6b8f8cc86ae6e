import { Agent, errors, request as send, type Dispatcher } from 'undici';
import type { Logger } from '../../../kernel/ports/logger.js';
import {
  OutboundError,
  OutboundHttp,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundValue,
} from '../../../kernel/ports/outbound-http.js';
import type { Metrics } from '../../metrics/metrics.js';
import type { OutboundAddress } from './address.js';
import { readBody } from './body.js';
import { readJson, writeJson } from './json.js';

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

const timeoutErrors = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError];

/** The one way out of this process. Every call leaves one log line and one measurement, never with a header, query or body. */
export class UndiciOutboundHttp extends OutboundHttp {
  readonly #agent: Agent;

  constructor(
    private readonly address: OutboundAddress,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly limits: OutboundLimits = defaultLimits,
  ) {
    super();
    this.#agent = new Agent({
      connect: { timeout: limits.connectTimeoutMs },
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      connections: 32,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 32 * 1024,
    });
  }

  override async send(request: OutboundRequest): Promise<OutboundResponse> {
    const began = performance.now();
    let place = '';
    try {
      const url = addressed(request);
      place = `${url.host}${url.pathname}`;
      const response = await this.#call(request, this.address.resolve(url));
      this.#record(request, place, began, String(response.status), response.status);
      return response;
    } catch (error) {
      const failure = failureOf(error);
      this.#record(request, place, began, failure.failure, null, failure.cause);
      throw failure;
    }
  }

  /** Ends the idle connections and waits for the calls that are under way. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #call(request: OutboundRequest, url: URL): Promise<OutboundResponse> {
    const signal = AbortSignal.timeout(this.limits.totalTimeoutMs);
    try {
      const { headers, body } = written(request);
      const answer = await send(url, { dispatcher: this.#agent, method: request.method, headers, body, signal });
      const answered = flat(answer.headers);
      const text = await readBody(answer.body, answered['content-encoding'] ?? '', this.limits.responseBytes);
      this.address.assertPlayed(answered);
      return { status: answer.statusCode, headers: answered, text, json: readJson(text) };
    } catch (error) {
      throw signal.aborted ? new OutboundError('timeout', 'No whole answer came in time.', { cause: error }) : error;
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

function addressed(request: OutboundRequest): URL {
  if (!URL.canParse(request.url)) throw new OutboundError('blocked', 'This is not an address that can be called.');
  const url = new URL(request.url);
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

function failureOf(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  if (timeoutErrors.some((kind) => error instanceof kind)) return new OutboundError('timeout', 'No answer came in time.', { cause: error });
  return new OutboundError('network', 'The connection failed.', { cause: error });
}

/** The structured code of what failed underneath; never its message, which may quote what was sent. */
function reasonOf(cause: unknown): string | null {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : null;
}
