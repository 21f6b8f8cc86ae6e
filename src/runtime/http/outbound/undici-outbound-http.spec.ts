import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundError, type OutboundRequest } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';
import { PinoLogger } from '../../logging/pino-logger.js';
import { Metrics } from '../../metrics/metrics.js';
import { FixedHosts } from '../../../../test/fakes/host-resolver.fake.js';
import { OutboundAddress } from './address.js';
import { defaultLimits, UndiciOutboundHttp, type OutboundLimits } from './undici-outbound-http.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const limits: OutboundLimits = {
  connectTimeoutMs: 1_000,
  headersTimeoutMs: 5_000,
  bodyTimeoutMs: 5_000,
  totalTimeoutMs: 5_000,
  responseBytes: 1024 * 1024,
};

describe('UndiciOutboundHttp', () => {
  let server: Server;
  let answer: Answer = (_, response) => response.end();
  let sockets = 0;
  let lines: Record<string, unknown>[] = [];
  let metrics: Metrics;
  let http: UndiciOutboundHttp;

  beforeEach(async () => {
    [sockets, lines, metrics] = [0, [], new Metrics()];
    server = createServer((request, response) => answer(request, response)).on('connection', () => (sockets += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    http = client(limits);
  });

  afterEach(async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Sandbox mode is how a platform's https address reaches a plain server. */
  function client(its: OutboundLimits, sandboxUrl = `http://127.0.0.1:${portOf(server)}`): UndiciOutboundHttp {
    const logger = new PinoLogger('debug', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
    return new UndiciOutboundHttp(new OutboundAddress({ sandboxUrl, egressAllow: [] }), new FixedHosts({}), logger, metrics, its);
  }

  const request = (more: Partial<OutboundRequest> = {}): OutboundRequest => ({
    method: 'GET',
    url: 'https://api.platform.test/v2/me',
    peer: 'linkedin',
    step: 'identify',
    ...more,
  });

  async function failure(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      if (error instanceof OutboundError) return error.failure;
      throw error;
    }
    return 'none';
  }

  async function withLimits<T>(its: Partial<OutboundLimits>, work: (http: UndiciOutboundHttp) => Promise<T>): Promise<T> {
    const own = client({ ...limits, ...its });
    try {
      return await work(own);
    } finally {
      await own.close();
    }
  }

  describe('what is sent', () => {
    it('a host that the sandbox does not play › does not exist', async () => {
      answer = (_, response) => response.writeHead(404, { 'x-sandbox-unknown-host': 'true' }).end('{}');
      expect(await failure(http.send(request()))).toBe('unknown_host');
    });

    it('query, headers and form › arrive with secrets revealed, at the address moved into the sandbox', async () => {
      let seen = {};
      answer = (incoming, response) => {
        void read(incoming).then((body) => {
          const { method, url, headers } = incoming;
          seen = { method, url, authorization: headers.authorization, type: headers['content-type'], body };
          response.end('{}');
        });
      };
      await http.send(
        request({
          method: 'POST',
          query: { fields: 'id name', access_token: Secret.of('planted-query') },
          headers: { Authorization: Secret.of('Bearer planted-header') },
          form: { code: Secret.of('planted code&'), grant_type: 'authorization_code' },
        }),
      );
      expect(seen).toEqual({
        method: 'POST',
        url: '/api.platform.test/v2/me?fields=id+name&access_token=planted-query',
        authorization: 'Bearer planted-header',
        type: 'application/x-www-form-urlencoded',
        body: 'code=planted+code%26&grant_type=authorization_code',
      });
    });

    it('JSON › arrives with secrets revealed at any depth', async () => {
      let body = '';
      answer = (incoming, response) => void read(incoming).then((text) => response.end((body = text)));
      await http.send(request({ method: 'POST', json: { identifier: 'ada', deep: [{ password: Secret.of('planted') }] } }));
      expect(JSON.parse(body)).toEqual({ identifier: 'ada', deep: [{ password: 'planted' }] });
    });
  });

  describe('what is answered', () => {
    it('status, headers and JSON › come back, integers beyond 2^53 as strings', async () => {
      answer = (_, response) =>
        response
          .writeHead(403, { 'X-Trace': 'abc', 'Set-Cookie': ['a=1', 'b=2'] })
          .end('{"id":17841400000000000001,"small":12,"negative":-9007199254740993,"real":1.5,"exponent":1e3,"id":17841400000000000002}');
      const response = await http.send(request());
      expect(response).toMatchObject({ status: 403, headers: { 'x-trace': 'abc', 'set-cookie': 'a=1, b=2' } });
      expect(response.json).toEqual({ id: '17841400000000000002', small: 12, negative: '-9007199254740993', real: 1.5, exponent: 1000 });
    });

    it.each([
      ['HTML', '<html>502</html>'],
      ['half a JSON', '{"access_token":"x'],
      ['nothing', ''],
    ])('%s › has no json and keeps its text', async (_, text) => {
      answer = (_incoming, response) => response.end(text);
      expect(await http.send(request())).toMatchObject({ status: 200, text, json: undefined });
    });

    it('a redirect › is answered, not followed', async () => {
      let calls = 0;
      answer = (_, response) => {
        calls += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      };
      expect(await http.send(request())).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
      expect(calls).toBe(1);
    });

    it('a gzipped answer › is unpacked', async () => {
      answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"packed":true}'));
      expect((await http.send(request())).json).toEqual({ packed: true });
    });

    it('calls one after the other › share a connection', async () => {
      answer = (_, response) => response.end('{}');
      for (let i = 0; i < 20; i += 1) await http.send(request());
      // The second is opened when a call comes before the first has quite noticed that its answer is over.
      expect(sockets).toBeLessThanOrEqual(2);
    });
  });

  describe('what goes wrong', () => {
    it('no head in time › timeout', async () => {
      answer = () => undefined;
      expect(await withLimits({ headersTimeoutMs: 50 }, (own) => failure(own.send(request())))).toBe('timeout');
    });

    it('silence inside the body › timeout', async () => {
      answer = (_, response) => response.write('{"a":');
      expect(await withLimits({ bodyTimeoutMs: 50 }, (own) => failure(own.send(request())))).toBe('timeout');
    });

    it('a body that drips for ever › timeout, although it is never silent', async () => {
      answer = (_, response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      };
      expect(await withLimits({ totalTimeoutMs: 300, bodyTimeoutMs: 2_000 }, (own) => failure(own.send(request())))).toBe('timeout');
    });

    it('a peer that accepts and never speaks TLS › timeout of the connection', async () => {
      const silent = createTcpServer();
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const open = new Set<{ destroy(): void }>();
      silent.on('connection', (socket) => open.add(socket));
      const own = client({ ...limits, connectTimeoutMs: 100 }, `https://127.0.0.1:${portOf(silent)}`);
      expect(await failure(own.send(request()))).toBe('timeout');
      await own.close();
      open.forEach((socket) => socket.destroy());
      await new Promise((resolve) => silent.close(resolve));
    });

    it('nobody listens › network', async () => {
      const own = client(limits, 'http://127.0.0.1:1');
      expect(await failure(own.send(request()))).toBe('network');
      await own.close();
    });

    it.each([
      ['a reset before the answer', (_: IncomingMessage, response: ServerResponse) => void response.socket?.resetAndDestroy()],
      [
        'a body shorter than announced',
        (_: IncomingMessage, response: ServerResponse) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('{"a":1', () => response.socket?.destroy());
        },
      ],
      [
        'a packed body that is broken',
        (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
      ],
      [
        'a packing that was not asked for',
        (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'),
      ],
    ])('%s › network', async (_, how) => {
      answer = how;
      expect(await failure(http.send(request()))).toBe('network');
    });

    it('an answer above the cap › too_large, and the connection is dropped', async () => {
      let dropped: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => (dropped = resolve));
      answer = (_, response) => {
        response.on('close', dropped);
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        const pour = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', pour);
        pour();
      };
      expect(await failure(http.send(request()))).toBe('too_large');
      await closed;
    });

    it('a small answer that unpacks to a large one › too_large', async () => {
      answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(4 * 1024 * 1024)));
      expect(await failure(http.send(request()))).toBe('too_large');
    });

    it.each(['http://api.platform.test/v2/me', 'ftp://api.platform.test/', 'not a url'])('%s › blocked', async (url) => {
      expect(await failure(http.send(request({ url })))).toBe('blocked');
    });

    it('a header that would split the request › fails without being sent', async () => {
      let calls = 0;
      answer = (_, response) => {
        calls += 1;
        response.end();
      };
      expect(await failure(http.send(request({ headers: { authorization: Secret.of('a\r\nx: planted') } })))).toBe('network');
      expect(calls).toBe(0);
    });
  });

  describe('what is told about it', () => {
    it('a call that was answered › one line and one measurement, without query, headers or bodies', async () => {
      answer = (_, response) => response.end('{"access_token":"planted-answer"}');
      await http.send(
        request({ method: 'POST', query: { q: 'planted-query' }, headers: { 'x-key': 'planted-header' }, form: { code: 'planted-form' } }),
      );
      expect(lines).toEqual([
        expect.objectContaining({
          event: 'outbound.answered',
          peer: 'linkedin',
          step: 'identify',
          method: 'POST',
          place: 'api.platform.test/v2/me',
          status: 200,
          durationMs: expect.any(Number),
        }),
      ]);
      expect(JSON.stringify(lines)).not.toContain('planted');
      expect(await metrics.registry.metrics()).toContain('_count{peer="linkedin",step="identify",outcome="200"} 1');
    });

    it('a call that failed › one line with the kind of failure, and no secret in line or error', async () => {
      answer = (_, response) => void response.socket?.resetAndDestroy();
      const thrown: unknown = await http.send(request({ headers: { authorization: Secret.of('planted') } })).catch((error: unknown) => error);
      expect(lines).toEqual([expect.objectContaining({ event: 'outbound.failed', outcome: 'network', status: null })]);
      expect(`${JSON.stringify(lines)}${String((thrown as Error).stack)}`).not.toContain('planted');
    });
  });

  it('the limits in use › are shorter than a lease on a grant can be', () => {
    expect(defaultLimits.totalTimeoutMs).toBeLessThanOrEqual(30_000);
  });
});

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
