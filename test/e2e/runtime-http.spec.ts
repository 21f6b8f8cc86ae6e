import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemTable } from '../../src/runtime/http/problem-table.js';
import { ProbeModule, UndeclaredModule } from '../support/probe.module.js';
import { startService, type RunningService } from '../support/service.js';

const json = { 'content-type': 'application/json' };
const thing = { name: 'Acme', owner: { name: 'Ana', email: 'ana@acme.test' } };

describe('the HTTP application', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService({ extraModules: [ProbeModule], env: { CORS_ORIGINS: 'https://app.example' } });
  });
  afterAll(() => service.stop());

  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${service.url}${path}`, init);
  const post = (path: string, body: string, headers: Record<string, string> = json): Promise<Response> =>
    call(path, { method: 'POST', body, headers });
  const problem = async (answer: Response): Promise<Record<string, unknown>> => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return (await answer.json()) as Record<string, unknown>;
  };
  const lines = (event: string): Record<string, unknown>[] =>
    service.logs.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event);

  describe('problem documents', () => {
    it('a known failure › carries every member and header of the contract', async () => {
      const answer = await call('/v1/probe/problems/account_limit_reached?code=planted');
      expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([402, '7', 'no-store']);
      expect(await problem(answer)).toEqual({
        type: `${service.url}/docs/errors#account_limit_reached`,
        title: 'Account limit reached',
        status: 402,
        detail: 'As asked.',
        instance: '/v1/probe/problems/account_limit_reached',
        code: 'account_limit_reached',
        requestId: answer.headers.get('x-request-id'),
        plan: 'starter',
      });
    });

    it.each(Object.entries(problemTable))('%s › has its status', async (code, { status }) => {
      const answer = await call(`/v1/probe/problems/${code}`);
      expect([answer.status, (await problem(answer))['code']]).toEqual([status, code]);
    });

    it('an unforeseen failure › is a 500 that tells nothing, and is logged with its stack', async () => {
      const answer = await call('/v1/probe/crash');
      const body = await problem(answer);
      expect([answer.status, body['code']]).toEqual([500, 'internal_error']);
      expect(JSON.stringify(body)).not.toMatch(/planted|SELECT|probe\.module/);
      const logged = lines('http.failed').find((line) => line['requestId'] === body['requestId']);
      expect(JSON.stringify(logged)).toMatch(/probe\.module/);
    });

    it.each([
      ['an unknown path', '/v1/nowhere', 'GET', 404, 'not_found'],
      ['a method that the path does not have', '/v1/probe/things', 'PUT', 404, 'not_found'],
      ['a path that cannot be decoded', '/v1/%zz', 'GET', 400, 'malformed_request'],
      ['an endless path segment', `/v1/probe/problems/${'x'.repeat(600)}`, 'GET', 404, 'not_found'],
      ['NUL in the query', '/v1/probe/things?limit=%00', 'GET', 400, 'malformed_request'],
      ['NUL in the path', '/v1/probe/problems/%00', 'GET', 400, 'malformed_request'],
    ])('%s › is told as a problem with a request id', async (_, path, method, status, code) => {
      const answer = await call(path, { method });
      const body = await problem(answer);
      expect([answer.status, body['code']]).toEqual([status, code]);
      expect(answer.headers.get('x-request-id')).toBe(body['requestId']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it.each([
      ['an address that is none', '/v1/nowhere/planted-token', 'GET', 404, ''],
      ['an address called by the wrong method', '/v1/probe/problems/planted-token', 'PUT', 404, ''],
      ['an address that cannot be decoded', '/v1/planted-token/%zz', 'GET', 400, ''],
      ['a credential in the place of an id', '/v1/probe/problems/sak_svc_planted-token', 'GET', 500, '/v1/probe/problems/[redacted]'],
    ])('%s › is not repeated', async (_, path, method, status, instance) => {
      const answer = await call(path, { method });
      expect([answer.status, await problem(answer)]).toMatchObject([status, { instance }]);
    });

    it('bytes that are no HTTP › are answered by a problem and a closed connection', async () => {
      const text = await raw(service.url, 'NONSENSE\r\n\r\n');
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text).toContain('"code":"malformed_request"');
    });
  });

  describe('bodies', () => {
    it('a good one › arrives', async () => {
      const answer = await post('/v1/probe/things', JSON.stringify(thing));
      expect([answer.status, await answer.json()]).toEqual([201, { received: thing }]);
    });

    it('wrong and unknown fields › are each named by path', async () => {
      const answer = await post('/v1/probe/things', JSON.stringify({ name: 1, extra: true, owner: { name: 'Ana', email: 'x', role: 1 } }));
      const body = await problem(answer);
      expect([answer.status, body['code']]).toEqual([422, 'validation_failed']);
      expect(body['errors']).toEqual(
        expect.arrayContaining([
          { field: 'name', message: 'must be a string' },
          { field: 'extra', message: 'is not a known field' },
          { field: 'owner.email', message: 'must be an email' },
          { field: 'owner.role', message: 'is not a known field' },
        ]),
      );
    });

    it('an unknown query parameter › is refused', async () => {
      expect((await call('/v1/probe/things?limit=2')).status).toBe(200);
      expect((await call('/v1/probe/things?limt=2')).status).toBe(422);
    });

    it.each([
      ['broken JSON', '{"name":', json, 400, 'malformed_request'],
      ['a poisoned prototype', '{"__proto__":{"name":"x"}}', json, 400, 'malformed_request'],
      ['NUL in a string', '{"name":"a\\u0000b"}', json, 400, 'malformed_request'],
      ['an array', '[]', json, 422, 'validation_failed'],
      ['a string', '"x"', json, 422, 'validation_failed'],
      ['nothing at all', '', json, 422, 'validation_failed'],
      ['too much', `{"name":"${'x'.repeat(256 * 1024)}"}`, json, 413, 'payload_too_large'],
      ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
      ['plain text', 'name', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
      ['a type that is none', 'name', { 'content-type': 'nonsense' }, 415, 'unsupported_media_type'],
    ])('%s › is refused', async (_, body, headers, status, code) => {
      const answer = await post('/v1/probe/things', body, headers);
      expect([answer.status, (await problem(answer))['code']]).toEqual([status, code]);
    });

    it('a backslash before u0000 › is not NUL', async () => {
      const answer = await post('/v1/probe/things', JSON.stringify({ ...thing, name: '\\u0000' }));
      expect(answer.status).toBe(201);
    });
  });

  describe('request ids', () => {
    it('a well-formed one of the caller › comes back', async () => {
      const answer = await call('/health/live', { headers: { 'x-request-id': 'abc-1.2_3' } });
      expect(answer.headers.get('x-request-id')).toBe('abc-1.2_3');
    });

    it.each(['', 'a b', 'x'.repeat(129), '<script>'])('an ill-formed one (%j) › is replaced by a UUIDv7', async (given) => {
      const answer = await call('/health/live', { headers: { 'x-request-id': given } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    });
  });

  describe('headers', () => {
    it('answers under /v1 › are not stored, unless the route says otherwise', async () => {
      expect((await call('/v1/probe/things')).headers.get('cache-control')).toBe('no-store');
      expect((await call('/v1/probe/own-headers')).headers.get('cache-control')).toBe('private, max-age=60');
    });

    it('every answer › may be framed nowhere and runs no script', async () => {
      const { headers } = await call('/v1/probe/things');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('the documentation › runs its own scripts and no others', async () => {
      const page = await call('/docs');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(await page.text()).not.toMatch(/<script>(?!\s*<)/);
      for (const path of ['/docs/swagger-ui-bundle.js', '/openapi.json']) {
        const answer = await call(path);
        expect([answer.status, (await answer.text()).length > 1000]).toEqual([200, true]);
      }
    });
  });

  describe('CORS', () => {
    it('a listed origin › may read the answer and its headers', async () => {
      const { headers } = await call('/v1/probe/problems/not_found', { headers: { origin: 'https://app.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(headers.get('access-control-expose-headers')).toBe('ETag, Retry-After, RateLimit, X-Request-Id');
    });

    it('a preflight › allows the credential header and every method', async () => {
      const { status, headers } = await call('/v1/probe/things', {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.example',
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization,content-type,x-connect-code',
        },
      });
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(headers.get('access-control-allow-headers')).toContain('x-connect-code');
    });

    it('another origin › is not allowed', async () => {
      const { headers } = await call('/v1/probe/things', { headers: { origin: 'https://evil.example' } });
      expect(headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
    });
  });

  describe('the log', () => {
    it('each request › has one line with the route pattern and without the query', async () => {
      const answer = await call('/v1/probe/problems/not_found?code=planted-code&state=planted-state');
      await answer.text();
      const line = lines('http.request').find((each) => each['requestId'] === answer.headers.get('x-request-id'));
      expect(line).toMatchObject({ method: 'GET', route: '/v1/probe/problems/:code', status: 404, problem: 'not_found' });
      expect(service.logs.join('')).not.toMatch(/planted-code|planted-state/);
    });

    it('lines written while serving › carry the request id, also when the body came late, and no secret', async () => {
      const answer = await inPieces(service.url, '/v1/probe/log', JSON.stringify(thing));
      const [line] = lines('probe.log');
      expect(answer).toContain(`x-request-id: ${String(line?.['requestId'])}`);
      expect(service.logs.join('')).not.toMatch(/planted-token|planted-secret/);
    });
  });

  describe('addresses', () => {
    it('a forwarded one › is not believed of a stranger', async () => {
      const answer = await call('/v1/probe/address', { headers: { 'x-forwarded-for': '203.0.113.9' } });
      expect(await answer.json()).toEqual({ address: '127.0.0.1' });
    });
  });
});

describe('an application with a route that does not say who may call it', () => {
  it('boot › is refused and names the route', async () => {
    await expect(startService({ extraModules: [UndeclaredModule] })).rejects.toThrow('UndeclaredController.readUndeclared');
  });
});

/** A POST whose body leaves only after the head has arrived, in two pieces. */
async function inPieces(url: string, path: string, body: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue'];
  socket.write(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(body.slice(0, 5));
  socket.end(body.slice(5));
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
