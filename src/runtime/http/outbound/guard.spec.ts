import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedHosts } from '../../../../test/fakes/host-resolver.fake.js';
import { hostileForms, hostileNames, rebindingName } from '../../../../test/support/hostile-hosts.js';
import { WatchedSockets } from '../../../../test/support/watched-sockets.js';
import { OutboundError, type OutboundRequest } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';
import { PinoLogger } from '../../logging/pino-logger.js';
import { Metrics } from '../../metrics/metrics.js';
import { OutboundAddress } from './address.js';
import { failureOf } from './failures.js';
import { UndiciOutboundHttp } from './undici-outbound-http.js';

describe('the guard of outgoing calls', () => {
  let server: Server;
  let port: number;
  let answer: (path: string, response: ServerResponse) => void;
  let hosts: FixedHosts;
  let sockets: WatchedSockets;
  let http: UndiciOutboundHttp;

  beforeEach(async () => {
    answer = (_, response) => response.end('{}');
    server = createServer((request, response) => answer(request.url ?? '', response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    hosts = new FixedHosts({ ...hostileNames, [rebindingName.name]: rebindingName.answers });
    sockets = WatchedSockets.start();
    const address = new OutboundAddress({ sandboxUrl: null, egressAllow: [`127.0.0.1:${port}`] });
    http = new UndiciOutboundHttp(address, hosts, new PinoLogger('silent'), new Metrics());
  });

  afterEach(async () => {
    sockets.stop();
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function outcome(url: string, more: Partial<OutboundRequest> = {}): Promise<string | number> {
    try {
      return (await http.send({ method: 'GET', url, peer: 'mastodon', step: 'discover', ...more })).status;
    } catch (error) {
      if (error instanceof OutboundError) return error.failure;
      throw error;
    }
  }

  /** How a call was refused; one that broke otherwise tells why. */
  async function refusal(url: string): Promise<string> {
    const error: unknown = await http.send({ method: 'GET', url, peer: 'mastodon', step: 'discover', hops: 3 }).catch((failure: unknown) => failure);
    if (!(error instanceof OutboundError)) return 'answered';
    return error.failure === 'network' ? `network: ${inspect(error.cause)}` : error.failure;
  }

  const allowed = (path = ''): string => `http://127.0.0.1:${port}/${path}`;

  it.each(hostileForms)('https://%s › blocked, without a socket', async (host) => {
    expect([await outcome(`https://${host}/`), sockets.attempts]).toEqual(['blocked', []]);
  });

  it.each(Object.keys(hostileNames))('%s › blocked, without a socket', async (host) => {
    expect([await outcome(`https://${host}/`), sockets.attempts]).toEqual(['blocked', []]);
    expect([await outcome(`https://${host}./`), sockets.attempts]).toEqual(['blocked', []]);
  });

  it('a name without an address › unknown_host', async () => {
    expect(await outcome('https://nowhere.example/')).toBe('unknown_host');
  });

  it('a name that leads outside › is connected to at the address that was judged, asked for once', async () => {
    expect(await outcome(`https://${rebindingName.name}/`)).toBe('network');
    expect([sockets.attempts, hosts.asked]).toEqual([[`${rebindingName.first}:443`], [rebindingName.name]]);
  });

  it('a name that changes its answer › is judged at every connection', async () => {
    for (let i = 0; i < 3; i += 1) await outcome(`https://${rebindingName.name}/`);
    expect(await outcome(`https://${rebindingName.name}/`)).toBe('blocked');
    expect(sockets.attempts).toEqual([`${rebindingName.first}:443`]);
  });

  it('what the operator let through or names himself › is not judged', async () => {
    expect(await outcome(allowed())).toBe(200);
    expect(sockets.attempts).toEqual([`127.0.0.1:${port}`]);
    expect(await outcome('https://10.0.0.7:8443/', { hostFrom: 'configuration' })).toBe('network');
    expect(sockets.attempts[1]).toBe('10.0.0.7:8443');
  });

  describe('redirects', () => {
    const leadTo = (location: string): void => {
      answer = (_, response) => response.writeHead(302, { location: Buffer.from(location).toString('latin1') }).end();
    };

    it.each([...hostileForms, ...Object.keys(hostileNames)].map((host) => `https://${host}/`))('to %s › blocked, nothing is reached', async (location) => {
      leadTo(location);
      expect(await refusal(allowed())).toBe('blocked');
      expect(sockets.beyond(port)).toEqual([]);
    });

    it.each(['http://mastodon.social/', 'file:///etc/passwd', 'gopher://127.0.0.1:6379/_', 'data:text/plain,x', '//127.0.0.1/', 'https://'])(
      'to %s › blocked',
      async (location) => {
        leadTo(location);
        expect(await outcome(allowed(), { hops: 3 })).toBe('blocked');
        expect(sockets.beyond(port)).toEqual([]);
      },
    );

    it("from the operator's host inside › blocked: whoever redirects names the host", async () => {
      leadTo('https://10.0.0.7/');
      expect(await outcome(allowed(), { hops: 3, hostFrom: 'configuration' })).toBe('blocked');
    });

    it('of a host that is allowed › are followed as far as the hops go, also relative ones', async () => {
      const paths: string[] = [];
      answer = (path, response) => {
        paths.push(path);
        response.writeHead(302, { location: `${path}x` }).end();
      };
      expect(await outcome(allowed('a'), { hops: 3 })).toBe(302);
      expect(paths).toEqual(['/a', '/ax', '/axx', '/axxx']);
      expect(await outcome(allowed('b'))).toBe(302);
      expect(paths).toHaveLength(5);
    });

    it.each<[string, Partial<OutboundRequest>]>([
      ['a POST', { method: 'POST', form: { a: 'b' } }],
      ['a secret header', { headers: { authorization: Secret.of('Bearer x') } }],
      ['a secret in the query', { query: { token: Secret.of('x') } }],
    ])('of a request with %s › are answered, not followed', async (_, more) => {
      let calls = 0;
      answer = (_path, response) => {
        calls += 1;
        response.writeHead(307, { location: '/elsewhere' }).end();
      };
      expect(await outcome(allowed(), { hops: 3, ...more })).toBe(307);
      expect(calls).toBe(1);
    });
  });

  describe('limits', () => {
    it('a head that never comes › timeout, after the time that the request allows', async () => {
      answer = () => undefined;
      expect(await outcome(allowed(), { timeoutMs: 100 })).toBe('timeout');
    });

    it('redirects that take their time › timeout of them all together', async () => {
      answer = (path, response) => void setTimeout(() => response.writeHead(302, { location: `${path}x` }).end(), 60);
      expect(await outcome(allowed('a'), { hops: 50, timeoutMs: 200 })).toBe('timeout');
    });

    it('a body that drips › timeout', async () => {
      answer = (_, response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      };
      expect(await outcome(allowed(), { timeoutMs: 200 })).toBe('timeout');
    });

    it('a head without end › too_large', async () => {
      answer = (_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(64 * 1024) }).end();
      expect(await outcome(allowed())).toBe('too_large');
    });
  });

  it.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])('%s › certificate', (code) => {
    expect(failureOf(Object.assign(new Error('tls'), { code })).failure).toBe('certificate');
  });
});
