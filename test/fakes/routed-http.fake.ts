import { OutboundError, OutboundHttp, type OutboundFailure, type OutboundRequest, type OutboundResponse } from '../../src/kernel/ports/outbound-http.js';
import type { ScriptedAnswer } from './provider-transport.fake.js';

type Reply = ScriptedAnswer | OutboundFailure;

/** Servers by address: `https://host/path`, without the query. What is not listed answers 404; hosts with nothing listed do not exist. */
export class RoutedHttp extends OutboundHttp {
  readonly sent: (OutboundRequest & { readonly fields: Readonly<Record<string, string>> })[] = [];

  constructor(private readonly routes: Readonly<Record<string, Reply | readonly Reply[]>>) {
    super();
  }

  override send(request: OutboundRequest): Promise<OutboundResponse> {
    const url = new URL(request.url);
    const values = { ...request.query, ...request.form };
    const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : value.use((text) => text)]));
    this.sent.push({ ...request, fields });
    const reply = this.#reply(`${url.origin}${url.pathname}`, url.origin);
    if (typeof reply === 'string') return Promise.reject(new OutboundError(reply, `scripted ${reply}`));
    const text = typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body);
    return Promise.resolve({ status: reply.status ?? 200, headers: reply.headers ?? {}, text, json: parsed(text) });
  }

  /** What was asked of an address, in order. */
  asked(address: string): readonly Readonly<Record<string, string>>[] {
    return this.sent.filter(({ url }) => url === address).map(({ fields }) => fields);
  }

  #reply(address: string, origin: string): Reply {
    const known = this.routes[address] ?? this.routes[origin];
    if (known === undefined) {
      const exists = Object.keys(this.routes).some((route) => route.startsWith(`${origin}/`));
      return exists ? { status: 404, body: '<html>not found</html>' } : 'unknown_host';
    }
    if (!isList(known)) return known;
    const asked = this.sent.filter(({ url }) => url === address).length;
    return known[Math.min(asked, known.length) - 1] ?? { status: 404 };
  }
}

function isList(value: Reply | readonly Reply[]): value is readonly Reply[] {
  return Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
