import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/load-config.js';
import { PinoLogger } from '../../logging/pino-logger.js';
import { SandboxClock } from '../../time/sandbox-clock.js';
import { SandboxFollower } from './sandbox-follower.js';

const day = 86_400_000;

describe('SandboxFollower', () => {
  let server: Server;
  let body = '';
  let follower: SandboxFollower;
  const told: string[] = [];

  beforeEach(async () => {
    told.length = 0;
    body = JSON.stringify({ now: new Date().toISOString(), offsetMs: 0, instanceId: 'first' });
    server = createServer((_, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    follower = new SandboxFollower(loadConfig({ SANDBOX_URL: `http://127.0.0.1:${port}` }), new PinoLogger('silent', { write: () => undefined }));
  });

  afterEach(async () => {
    follower.onApplicationShutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('a clock that was moved › is followed by the service', async () => {
    const clock = new SandboxClock(() => follower.offsetMs);
    body = JSON.stringify({ offsetMs: 60 * day });
    await follower.look();
    expect(Math.abs(clock.now().getTime() - (Date.now() + 60 * day))).toBeLessThan(1_000);
  });

  it('a sandbox that goes away or talks nonsense › the last offset stays', async () => {
    body = JSON.stringify({ offsetMs: day });
    await follower.look();
    for (const nonsense of ['<html>', '{}', '{"offsetMs":"soon"}']) {
      body = nonsense;
      await follower.look();
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await follower.look();
    expect(follower.offsetMs).toBe(day);
  });

  it('a sandbox that starts, and starts anew › listeners are told once each time', async () => {
    await follower.onSandboxStarted((id) => void told.push(id));
    await follower.look();
    await follower.look();
    body = JSON.stringify({ offsetMs: 0, instanceId: 'second' });
    await follower.look();
    expect(told).toEqual(['first', 'second']);
  });

  it('a listener that comes later › is told at once', async () => {
    await follower.look();
    await follower.onSandboxStarted((id) => void told.push(id));
    expect(told).toEqual(['first']);
  });

  it('a listener that fails › is told again at the next look', async () => {
    await follower.onSandboxStarted((id) => {
      told.push(id);
      if (told.length === 1) throw new Error('not yet');
    });
    await follower.look();
    await follower.look();
    await follower.look();
    expect(told).toEqual(['first', 'first']);
  });

  it('while the service runs › it looks by itself, within a second', async () => {
    await follower.onModuleInit();
    body = JSON.stringify({ offsetMs: day });
    const began = performance.now();
    while (follower.offsetMs !== day && performance.now() - began < 5_000) await new Promise((resolve) => setImmediate(resolve));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
