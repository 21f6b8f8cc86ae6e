import type { PersonaName } from './personas.js';

/** One call that reached the sandbox, taken apart. `host` and `path` are those of the real platform, without the sandbox's own. */
export interface SandboxRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Path and query as they were sent, the host's segment included. */
  readonly url: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body as a form; empty unless it is `application/x-www-form-urlencoded`. */
  readonly form: URLSearchParams;
  /** The body as JSON; `undefined` when it is none. */
  readonly json: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Whose authorization this answer is about, for the journal and for personas who take their time. */
  readonly persona?: PersonaName;
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** What the sandbox itself says when something is wrong with the request, as opposed to what a platform would say. */
export function errorAnswer(status: number, error: string, message: string): Answer {
  return jsonAnswer(status, { error, message });
}

export function htmlAnswer(status: number, html: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
    },
    body: html,
  };
}

/** Redirects the browser; 303 so that it always arrives by GET, also after a form. */
export function redirectAnswer(location: string): Answer {
  return { status: 303, headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, body: '' };
}

/** Whether a browser asks, which wants a page where a program wants JSON. */
export function wantsHtml(request: SandboxRequest): boolean {
  return (request.headers['accept'] ?? '').includes('text/html');
}

export function isForm(headers: Readonly<Record<string, string>>): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
