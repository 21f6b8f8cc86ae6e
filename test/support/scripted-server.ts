import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed.js';

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that answers as a test says, by path; what is not listed is a page that was not found. */
export class ScriptedServer {
  replies: Readonly<Record<string, Reply>> = {};
  /** What was asked for, in order, without queries. */
  readonly asked: string[] = [];
  /** Everything that was sent to it, whole: first lines, headers and bodies. */
  received = '';

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  static start(): Promise<ScriptedServer> {
    return ScriptedServer.on(createServer(), 'http');
  }

  /** One whose certificate nobody vouches for. */
  static startUntrusted(): Promise<ScriptedServer> {
    return ScriptedServer.on(createTlsServer(selfSigned('localhost')), 'https');
  }

  private static async on(server: Server, scheme: 'http' | 'https'): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(server, scheme);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => scripted.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get host(): string {
    return `localhost:${String(this.port)}`;
  }

  get url(): string {
    return `${this.scheme}://${this.host}`;
  }

  /** Between two tests. */
  forget(): void {
    this.replies = {};
    this.asked.splice(0);
    this.received = '';
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    // The service's own questions about the simulated time.
    if (pathname.startsWith('/_sandbox/')) return void response.writeHead(404).end();
    this.asked.push(pathname);
    this.received += `${request.method ?? ''} ${request.url ?? ''}\n${JSON.stringify(request.rawHeaders)}\n`;
    request.on('data', (chunk: Buffer) => void (this.received += chunk.toString()));
    (this.replies[pathname] ?? page)(request, response);
  }
}

const page: Reply = (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><title>Not found</title>');

export function text(body: string, status = 200): Reply {
  return (_, response) => void response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
}

export function json(body: unknown, status = 200): Reply {
  return (_, response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function redirect(location: string, status = 302): Reply {
  return (_, response) => void response.writeHead(status, { location }).end();
}

/** As much as the other side takes, without an end. */
export const flood: Reply = (_, response) => {
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour);
  pour();
};

/** A little now and then, without an end. */
export const drip: Reply = (_, response) => {
  const timer = setInterval(() => response.write(' '), 100);
  response.on('close', () => clearInterval(timer));
};

/** The beginning of an answer, and nothing more. */
export const stall: Reply = (_, response) => void response.writeHead(200).write('{"domain":');

/** Nothing at all. */
export const silence: Reply = () => undefined;
