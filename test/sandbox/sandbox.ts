import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { ControlApi } from './control/control-api.js';
import { Dispatcher } from './core/dispatcher.js';
import { errorAnswer, htmlAnswer, type Answer, type SandboxRequest } from './core/http.js';
import { PlatformTraffic, type SecretSeen, type Wait } from './core/platform-traffic.js';
import { BodyTooLarge, readRequest } from './core/read-request.js';
import { SandboxState } from './core/state.js';
import { StateFile } from './core/state-file.js';
import { writeAnswer } from './core/write-answer.js';
import type { Twins } from './platforms/twin.js';
import { twins as allTwins } from './platforms/twins.js';
import { favicon } from './ui/kit.js';
import { frontPage } from './ui/front-page.js';

export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** `127.0.0.1` unless told. */
  readonly host?: string;
  /** Base URL of the service: every platform gets an app whose redirect URI is the service's callback for it. */
  readonly publicUrl?: string;
  /** Where apps, grants, mails and the clock are kept between runs; forgotten unless given. */
  readonly stateFile?: string;
  /** The platforms to play; all of them unless told. */
  readonly twins?: Twins;
  /** For tests that look for secrets where they should not be; nobody is told unless given. */
  readonly secretSeen?: SecretSeen;
}

export interface Sandbox {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the simulator of the platforms: one HTTP server, where the first path segment is the real host. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const twins = options.twins ?? allTwins;
  const state = new SandboxState();
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile, state);
  const stopping = new AbortController();
  const control = new ControlApi(twins, state);
  const traffic = new PlatformTraffic(new Dispatcher(twins, state), state, waitUntil(stopping.signal), options.secretSeen ?? null);
  if (options.publicUrl !== undefined) registerDefaultApps(control, twins, options.publicUrl);

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    const own = ownAnswer(request, control, twins, state);
    if (own) return writeAnswer(response, own);
    return traffic.serve(request, incoming, response);
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((failure: unknown) => fail(failure, response));
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, host, () => listening());
  });
  // Only who got the port owns the file.
  stateFile?.open();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    port,
    stop: () =>
      new Promise((stopped) => {
        stopping.abort();
        server.close(() => {
          stateFile?.close();
          stopped();
        });
        server.closeAllConnections();
      }),
  };
}

/** What the sandbox answers as itself and not as a platform; `null` for everything else. */
function ownAnswer(request: SandboxRequest, control: ControlApi, twins: Twins, state: SandboxState): Answer | null {
  if (request.host === '_sandbox') return control.answer(request);
  if (request.host === 'favicon.ico') return favicon;
  if (request.host !== '') return null;
  if (request.method !== 'GET') return errorAnswer(405, 'method_not_allowed', 'The front page takes GET.');
  return htmlAnswer(200, frontPage(twins, state));
}

function registerDefaultApps(control: ControlApi, twins: Twins, publicUrl: string): void {
  for (const [platform, { oauth }] of Object.entries(twins)) {
    if (oauth === null) continue;
    control.registerApp({
      platform,
      server: null,
      clientId: `sandbox-${platform}-client`,
      clientSecret: `sandbox-secret-of-${platform}`,
      redirectUris: [`${publicUrl.replace(/\/+$/, '')}/v1/oauth/${platform}/callback`],
      features: [],
    });
  }
}

function waitUntil(stopped: AbortSignal): Wait {
  return async (milliseconds) => {
    if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: stopped }).catch(() => undefined);
  };
}

function fail(failure: unknown, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (failure instanceof BodyTooLarge) return writeAnswer(response, errorAnswer(413, 'payload_too_large', 'The body is too large.'));
  const message = failure instanceof Error ? failure.message : 'unknown';
  process.stderr.write(`sandbox: ${failure instanceof Error ? (failure.stack ?? message) : message}\n`);
  writeAnswer(response, errorAnswer(500, 'sandbox_failed', `The sandbox itself failed: ${message}`));
}
