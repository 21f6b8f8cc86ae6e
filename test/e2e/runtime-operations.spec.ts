import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Lifecycle } from '../../src/runtime/health/lifecycle.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.js';
import { Gate, ProbeModule } from '../support/probe.module.js';
import { startService, type RunningService } from '../support/service.js';

async function readiness(service: RunningService): Promise<[number, unknown]> {
  const answer = await fetch(`${service.url}/health/ready`);
  return [answer.status, await answer.json()];
}

describe('health', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('a service that is well › is alive and ready', async () => {
    const live = await fetch(`${service.url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    expect(await readiness(service)).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok', migrations: 'ok', sealingKeys: 'ok', accepting: 'ok' } },
    ]);
  });

  it('a database that a migration is missing from › not ready, still alive', async () => {
    const empty = await createEmptyDatabase();
    const early = await startService({ databaseUrl: empty.url });
    try {
      expect(await readiness(early)).toEqual([
        503,
        { status: 'not_ready', checks: { database: 'ok', migrations: 'failed', sealingKeys: 'unknown', accepting: 'ok' } },
      ]);
      expect((await fetch(`${early.url}/health/live`)).status).toBe(200);
    } finally {
      await early.stop();
      await empty.drop();
    }
  });

  it('a database that falls silent › not ready within some two seconds, still alive', async () => {
    const database = await createTestDatabase();
    const valve = await Valve.before(database);
    const cut = await startService({ databaseUrl: valve.url });
    try {
      expect((await readiness(cut))[0]).toBe(200);
      valve.shut();
      const began = performance.now();
      expect(await readiness(cut)).toEqual([
        503,
        { status: 'not_ready', checks: { database: 'failed', migrations: 'unknown', sealingKeys: 'unknown', accepting: 'ok' } },
      ]);
      expect(performance.now() - began).toBeLessThan(4_000);
      expect((await fetch(`${cut.url}/health/live`)).status).toBe(200);
    } finally {
      valve.close();
      await cut.stop();
      await database.drop();
    }
  });
});

describe('shutdown', () => {
  it('with a request in flight › readiness fails first, the request is finished, nobody new is let in', async () => {
    const service = await startService({ extraModules: [ProbeModule] });
    const gate = service.app.get(Gate, { strict: false });
    const slow = fetch(`${service.url}/v1/probe/slow`);
    await gate.entered;
    service.app.get(Lifecycle, { strict: false }).drain();
    const [status, body] = await readiness(service);
    expect([status, (body as { checks: { accepting: string } }).checks.accepting]).toEqual([503, 'failed']);
    const stopping = service.stop();
    await closedDoor(service.url);
    gate.open();
    const answer = await slow;
    expect([answer.status, answer.headers.get('connection'), await answer.json()]).toEqual([200, 'close', { waited: true }]);
    await stopping;
  });

  it('with an idle kept-alive connection › does not wait for it', async () => {
    const service = await startService();
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const began = performance.now();
    await service.stop();
    await ended;
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('metrics', () => {
  it('a local caller › reads default and HTTP measurements by route, never by path', async () => {
    const service = await startService({ extraModules: [ProbeModule] });
    try {
      await fetch(`${service.url}/v1/probe/problems/not_found?code=planted`);
      const answer = await fetch(`${service.url}/metrics`);
      const text = await answer.text();
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/v1/probe/problems/:code",status="404"} 1');
      expect(text).toContain('process_cpu_seconds_total');
      expect(text).not.toContain('planted');
      const forwarded = await fetch(`${service.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
      expect(forwarded.status).toBe(404);
    } finally {
      await service.stop();
    }
  });

  it('with a token configured › only that token opens', async () => {
    const service = await startService({ env: { METRICS_TOKEN: 'measure-me' } });
    try {
      const statusWith = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(`${service.url}/metrics`, { headers })).status;
      expect(await statusWith({ authorization: 'Bearer measure-me' })).toBe(200);
      expect(await statusWith({ authorization: 'Bearer measure-you' })).toBe(401);
      expect(await statusWith({})).toBe(401);
    } finally {
      await service.stop();
    }
  });

  it('switched off › not found', async () => {
    const service = await startService({ env: { METRICS_ENABLED: 'false' } });
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
    await service.stop();
  });
});

describe('the listening server', () => {
  it('clients that drip their request › are cut off, and idle connections outlive those of a balancer', async () => {
    const service = await startService();
    const { headersTimeout, requestTimeout, keepAliveTimeout } = service.app.getHttpServer();
    expect({ headersTimeout, requestTimeout, keepAliveTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 });
    await service.stop();
  });

  it('a forwarded address › is believed of a proxy that was named', async () => {
    const service = await startService({ env: { TRUST_PROXY: '127.0.0.1' }, extraModules: [ProbeModule] });
    const answer = await fetch(`${service.url}/v1/probe/address`, { headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' } });
    expect(await answer.json()).toEqual({ address: '203.0.113.9' });
    await service.stop();
  });
});

describe('a worker process', () => {
  it('requests › only probes and measurements are answered', async () => {
    const service = await startService({ env: { PROCESS_ROLE: 'worker' }, extraModules: [ProbeModule] });
    const statuses = await Promise.all(
      ['/health/live', '/metrics', '/v1/probe/things', '/docs'].map(async (path) => (await fetch(`${service.url}${path}`)).status),
    );
    expect(statuses).toEqual([200, 200, 404, 404]);
    await service.stop();
  });
});

/** Resolves once the service takes no new connection any more. */
async function closedDoor(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (!open) return;
  }
}

/** A wire to PostgreSQL that can be made to swallow everything, as a broken network does. */
class Valve {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(database: TestDatabase): Promise<Valve> {
    const target = new URL(database.url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = new URL(database.url);
    own.hostname = '127.0.0.1';
    own.port = String((server.address() as AddressInfo).port);
    const valve = new Valve(server, own.href);
    server.on('connection', (near) => {
      const far = connect(Number(target.port), target.hostname);
      near.pipe(far);
      far.pipe(near);
      for (const socket of [near, far]) valve.#sockets.add(socket.on('error', () => near.destroy()));
    });
    return valve;
  }

  shut(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }
}
