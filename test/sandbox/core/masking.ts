import { createHmac, randomBytes } from 'node:crypto';

import { isForm, type SandboxRequest } from './http.js';

const SECRET_NAME = /token|secret|password|verifier|challenge|assertion|proof|jwt|cookie|signed_request|^code$|^state$|^nonce$/i;
const PUBLIC_NAME = /^(token_type|token_type_hint|code_challenge_method|token_endpoint_auth_method)$/i;
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|dpop|x-api-key)$/i;

/**
 * Hides secrets of what was called, and still lets a test see whether two calls carried the same one:
 * equal values get equal marks within one sandbox. The marks cannot be turned back.
 */
export class Masking {
  private readonly key = randomBytes(32);

  mask(value: string): string {
    return `[masked:${createHmac('sha256', this.key).update(value).digest('hex').slice(0, 8)}]`;
  }

  parameters(parameters: URLSearchParams): Record<string, string | string[]> {
    const shown: Record<string, string | string[]> = {};
    for (const name of new Set(parameters.keys())) {
      const values = parameters.getAll(name).map((value) => this.named(name, value));
      shown[name] = values.length === 1 ? (values[0] ?? '') : values;
    }
    return shown;
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.header(name, value)]));
  }

  body(request: SandboxRequest): unknown {
    if (request.body.length === 0) return null;
    if (isForm(request.headers)) return this.parameters(request.form);
    if (request.json !== undefined) return this.json(request.json);
    return `[${request.body.length} bytes of ${request.headers['content-type'] ?? 'unknown type'}]`;
  }

  private json(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, typeof inner === 'string' ? this.named(name, inner) : this.json(inner)]),
    );
  }

  private named(name: string, value: string): string {
    return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name) ? this.mask(value) : value;
  }

  private header(name: string, value: string): string {
    // A referrer can carry a whole authorize URL with its state.
    if (name === 'referer') return value.split('?')[0] ?? '';
    if (!SECRET_HEADER.test(name)) return value;
    // The scheme stays readable: whether a client used Basic or Bearer is what a reader wants to know.
    const scheme = /^(basic|bearer|dpop) +(.+)$/i.exec(value);
    return scheme ? `${scheme[1]} ${this.mask(scheme[2] ?? '')}` : this.mask(value);
  }
}
