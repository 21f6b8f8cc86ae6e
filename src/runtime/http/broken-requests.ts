import type { Socket } from 'node:net';
import { v7 } from 'uuid';
import { DomainError } from '../../kernel/domain-error.js';
import { problemOf } from './problem.js';

/** Answers bytes that are no HTTP request (or one whose head never ends) with a problem document, and hangs up. */
export function answerBrokenRequest(publicUrl: string, error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = v7();
  const failure = new DomainError('malformed_request', 'This is not an HTTP request that could be read.');
  const body = JSON.stringify(problemOf(failure, { publicUrl, instance: '', requestId }));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
