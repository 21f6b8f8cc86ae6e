import { OutboundError, OutboundHttp, type OutboundFailure, type OutboundRequest, type OutboundResponse, type OutboundValue } from '../../src/kernel/ports/outbound-http.js';

/** An answer to script: an object becomes JSON, a string stands as it is. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request as it would have been written, secrets in clear. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly peer: string;
  readonly step: string;
}

/** A transport that answers what it was told to, in that order, and keeps what was sent. */
export class ScriptedHttp extends OutboundHttp {
  readonly sent: SentRequest[] = [];
  readonly #script: (ScriptedAnswer | OutboundFailure)[];

  constructor(...script: readonly (ScriptedAnswer | OutboundFailure)[]) {
    super();
    this.#script = [...script];
  }

  answerNext(...script: readonly (ScriptedAnswer | OutboundFailure)[]): this {
    this.#script.push(...script);
    return this;
  }

  override async send(request: OutboundRequest): Promise<OutboundResponse> {
    this.sent.push(revealed(request));
    const next = this.#script.shift();
    if (next === undefined) throw new Error(`Nothing is scripted for ${request.method} ${request.url}`);
    if (typeof next === 'string') throw new OutboundError(next, `scripted ${next}`);
    const text = typeof next.body === 'string' ? next.body : next.body === undefined ? '' : JSON.stringify(next.body);
    return { status: next.status ?? 200, headers: next.headers ?? {}, text, json: parsed(text) };
  }
}

function revealed(request: OutboundRequest): SentRequest {
  return {
    method: request.method,
    url: request.url,
    query: clear(request.query),
    headers: clear(request.headers),
    form: clear(request.form),
    json: request.json,
    peer: request.peer,
    step: request.step,
  };
}

function clear(values: Readonly<Record<string, OutboundValue>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : value.use((secret) => secret)]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
