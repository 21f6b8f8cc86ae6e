import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Fault } from './faults.js';
import type { Answer } from './http.js';

const CHUNK_BYTES = 64 * 1024;

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** Ends the connection with a TCP reset, as a crashed peer would. */
export function cutConnection(incoming: IncomingMessage): void {
  incoming.socket.resetAndDestroy();
}

/** Promises the whole body, sends the first half of it, and cuts the connection. */
export async function writeTruncated(incoming: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Math.max(2, body.length) });
  await new Promise<void>((sent) => response.write(body.subarray(0, Math.max(1, body.length >> 1)), () => sent()));
  incoming.socket.destroy();
}

/** Sends a well-formed JSON string of the wanted size, as fast as the other side reads. */
export async function writeHuge(response: ServerResponse, bytes: number, fault: Fault): Promise<void> {
  response.writeHead(fault.status ?? 200, { 'content-type': 'application/json', ...fault.headers, 'content-length': bytes });
  try {
    await pipeline(Readable.from(padding(bytes)), response);
  } catch {
    // Hanging up on it is what a careful client does.
  }
}

function* padding(bytes: number): Generator<Buffer> {
  yield Buffer.from('"');
  for (let left = bytes - 2; left > 0; left -= CHUNK_BYTES) yield Buffer.alloc(Math.min(left, CHUNK_BYTES), 'a');
  yield Buffer.from('"');
}
