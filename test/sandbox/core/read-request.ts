import type { IncomingMessage } from 'node:http';

import { isForm, type SandboxRequest } from './http.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The request's body is larger than any platform would take. */
export class BodyTooLarge extends Error {}

/**
 * Reads a whole request and takes the real host out of its path.
 * @throws BodyTooLarge
 */
export async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const url = incoming.url ?? '/';
  const [location = '/', ...rest] = url.split('?');
  const [, host = '', ...segments] = location.split('/');
  const headers = flatten(incoming.headers);
  const body = await readBody(incoming);
  return {
    method: incoming.method ?? 'GET',
    host: host.toLowerCase(),
    path: `/${segments.join('/')}`,
    url,
    query: new URLSearchParams(rest.join('?')),
    headers,
    body,
    form: new URLSearchParams(isForm(headers) ? body.toString('utf8') : ''),
    json: parseJson(headers, body),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const);
  return Object.fromEntries(entries);
}

function parseJson(headers: Readonly<Record<string, string>>, body: Buffer): unknown {
  if (isForm(headers) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
