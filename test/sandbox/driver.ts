/** An answer with its body read; `json` is `null` when the body is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown> | null;
  /** The redirect's address. */
  readonly location: URL | null;
}

type Fields = Readonly<Record<string, string>>;

/** What tests of the sandbox do with it: call platforms, send a browser's forms, and steer. Redirects are not followed. */
export class Driver {
  constructor(private readonly url: string) {}

  get(path: string, query: Fields = {}, headers: Fields = {}): Promise<Reply> {
    const search = new URLSearchParams(query).toString();
    return this.send(search === '' ? path : `${path}?${search}`, { headers });
  }

  form(path: string, fields: Fields | readonly (readonly [string, string])[], headers: Fields = {}): Promise<Reply> {
    const body = new URLSearchParams(pairsOf(fields));
    return this.send(path, { method: 'POST', body, headers });
  }

  /** A call to the control API whose answer is looked at. */
  steer(path: string, body: unknown): Promise<Reply> {
    const headers = { 'content-type': 'application/json' };
    return this.send(`/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  }

  /** A call to the control API that has to succeed. */
  async control(path: string, body: unknown): Promise<Record<string, unknown>> {
    const reply = await this.steer(path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${String(reply.status)} ${reply.text}`);
    return reply.json ?? {};
  }

  /** The entries of a list of the control API. */
  async list(path: string): Promise<readonly Record<string, unknown>[]> {
    const { json } = await this.get(`/_sandbox/${path}`);
    return (json?.['data'] ?? []) as Record<string, unknown>[];
  }

  async send(path: string, init: RequestInit): Promise<Reply> {
    const response = await fetch(this.url + path, { redirect: 'manual', ...init });
    const text = await response.text();
    const location = response.headers.get('location');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: asJson(text),
      location: location === null ? null : new URL(location, this.url),
    };
  }
}

function asJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function pairsOf(fields: Fields | readonly (readonly [string, string])[]): [string, string][] {
  return [...(isList(fields) ? fields : Object.entries(fields))].map(([name, value]) => [name, value]);
}

function isList(fields: Fields | readonly (readonly [string, string])[]): fields is readonly (readonly [string, string])[] {
  return Array.isArray(fields);
}
