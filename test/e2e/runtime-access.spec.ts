import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProbeModule } from '../support/probe.module.js';
import { startService, type RunningService } from '../support/service.js';

const workspace = { name: 'Acme', plan: 'starter', owner: { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' } };

const good = 'sak_svc_good-0123456789abcdef';
const other = 'sak_svc_other-0123456789abcdef';

describe('access to routes', () => {
  let service: RunningService;
  let workspaceKey = '';

  beforeAll(async () => {
    service = await startService({ extraModules: [ProbeModule] });
    await call(service, '/v1/workspaces/acme', service.serviceKey, 'PUT', workspace);
    await call(service, '/v1/workspaces/other', service.serviceKey, 'PUT', workspace);
    const minted = await call(service, '/v1/workspaces/acme/api-keys', service.serviceKey, 'POST', { name: 'k', scopes: ['accounts:read'] });
    workspaceKey = ((await minted.json()) as { key: string }).key;
  });
  afterAll(() => service.stop());

  const codeOf = async (path: string, key: string | null): Promise<[number, unknown]> => {
    const answer = await call(service, path, key);
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };

  it.each([
    ['no credential', null],
    ['an unknown key', 'sak_svc_wrong-0123456789abcdef'],
    ['something that is no credential', 'a b c'],
    ['an endless one', 'x'.repeat(9000)],
  ])('%s › 401 with the scheme to use', async (_, key) => {
    const answer = await call(service, '/v1/probe/anybody', key);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(((await answer.json()) as { code: string }).code).toBe('unauthenticated');
  });

  it('a wrong credential on a missing workspace › 401, so that nothing of the workspace is told', async () => {
    expect(await codeOf('/v1/probe/workspaces/nowhere/accounts', 'sak_ws_wrong')).toEqual([401, 'unauthenticated']);
  });

  it.each([
    ['another workspace', 'other'],
    ['one that does not exist', 'nowhere'],
    ['an id that cannot be one', 'no%20spaces'],
  ])('%s › 404, the same body for all', async (_, id) => {
    const answer = await call(service, `/v1/probe/workspaces/${id}/accounts`, workspaceKey);
    const body = (await answer.json()) as Record<string, unknown>;
    expect([answer.status, body['code'], body['detail']]).toEqual([404, 'not_found', 'There is no such resource, or it is not yours.']);
  });

  it('an id that cannot be one, where the workspace is about to be created › 404, also for the service key', async () => {
    const answer = await call(service, '/v1/workspaces/no%20spaces', service.serviceKey, 'PUT', workspace);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not_found']);
  });

  it('a workspace of the caller without the scope › 403', async () => {
    expect(await codeOf('/v1/probe/workspaces/acme/accounts', workspaceKey)).toEqual([403, 'forbidden']);
  });

  it('the caller who may › is let in and named in the access line', async () => {
    const answer = await call(service, '/v1/probe/workspaces/acme/accounts', service.serviceKey);
    expect(await answer.json()).toEqual({ caller: 'service_key' });
    const line = service.logs.find((each) => each.includes(answer.headers.get('x-request-id') ?? '?') && each.includes('http.request'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ callerKind: 'service_key', callerId: expect.any(String) });
  });

  it('every credential that was presented › is absent from the log', () => {
    expect(service.logs.join('')).not.toContain(service.serviceKey);
    expect(service.logs.join('')).not.toContain(workspaceKey);
    expect(service.logs.join('')).not.toContain('sak_svc_wrong');
  });
});

describe('rate limits', () => {
  it('two processes on one database › share one limit per credential, told in headers', async () => {
    const env = { RATE_LIMIT_PER_MINUTE: '6' };
    const one = await startService({ extraModules: [ProbeModule], env });
    const two = await startService({ extraModules: [ProbeModule], env, databaseUrl: one.databaseUrl });
    try {
      const answers: Response[] = [];
      for (let i = 0; i < 8; i += 1) answers.push(await call(i % 2 === 0 ? one : two, '/v1/probe/anybody', one.serviceKey));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
      expect(answers[1]?.headers.get('ratelimit-policy')).toBe('"credential";q=6;w=60');
      expect(answers[1]?.headers.get('ratelimit')).toMatch(/^"credential";r=4;t=\d+$/);
      const refused = answers[7];
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused?.json()).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(await rows(one)).toHaveLength(1);
    } finally {
      await two.stop();
      await one.stop();
    }
  });

  describe('wrong credentials from one address', () => {
    const env = { RATE_LIMIT_PER_MINUTE: '5', SERVICE_API_KEY: `${good},${other}` };
    let service: RunningService;

    beforeAll(async () => {
      service = await startService({ extraModules: [ProbeModule], env });
    });
    afterAll(() => service.stop());

    it('more than a few › are refused with 429, also those that could be a key, until the window ends', async () => {
      const guesses: Response[] = [];
      for (let i = 0; i < 7; i += 1) guesses.push(await call(service, '/v1/probe/anybody', `sak_svc_guess-${i}-0123456789`));

      expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
      expect(Number(guesses[6]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await call(service, '/v1/probe/anybody', `sak_svc_${'A'.repeat(43)}`)).status).toBe(429);
      expect((await call(service, '/v1/probe/anybody', null)).status).toBe(401);
    });

    it('a good credential behind the blocked address › is served, though it was never seen before', async () => {
      expect((await call(service, '/v1/probe/anybody', good)).status).toBe(200);
      await call(service, '/v1/workspaces/acme', good, 'PUT', workspace);
      const minted = await call(service, '/v1/workspaces/acme/api-keys', good, 'POST', { scopes: ['accounts:read'] });
      const { key } = (await minted.json()) as { key: string };
      expect((await call(service, '/v1/workspaces/acme', key)).status).toBe(200);
      expect((await call(service, '/v1/probe/anybody', `sak_svc_guess-0123456789`)).status).toBe(429);
    });
  });

  it('two configured service keys › each has a budget of its own, and both are one caller', async () => {
    const env = { RATE_LIMIT_PER_MINUTE: '4', SERVICE_API_KEY: `${good},${other}` };
    const service = await startService({ extraModules: [ProbeModule], env });
    const callers = (key: string): Promise<number> => call(service, '/v1/probe/anybody', key).then(({ status }) => status);
    try {
      expect([await callers(good), await callers(good), await callers(good), await callers(good), await callers(good)]).toEqual([200, 200, 200, 200, 429]);
      expect(await callers(other)).toBe(200);
      const lines = service.logs.map((line) => JSON.parse(line) as { callerId?: string }).flatMap(({ callerId }) => callerId ?? []);
      expect(new Set(lines).size).toBe(1);
    } finally {
      await service.stop();
    }
  });

  it('a store that fails › lets callers pass and says so in the log', async () => {
    const service = await startService({ extraModules: [ProbeModule] });
    try {
      await service.database.run(() => service.database.query('DROP TABLE rate_limits'));
      expect((await call(service, '/v1/probe/anybody', service.serviceKey)).status).toBe(200);
      expect(service.logs.join('')).toContain('rate_limit.store_failed');
    } finally {
      await service.stop();
    }
  });
});

function rows(service: RunningService): Promise<object[]> {
  return service.database.query('SELECT points FROM rate_limits');
}

function call(service: RunningService, path: string, key: string | null, method = 'GET', body?: object): Promise<Response> {
  return fetch(`${service.url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
