import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyScope } from '../../src/kernel/caller.js';
import { ApiClient, type Answer } from '../support/api-client.js';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { startService, type RunningService } from '../support/service.js';

const unknownId = '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01';
const profile = { name: 'Acme', plan: 'starter', owner: { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' } };

interface KeyBody {
  readonly id: string;
  readonly key: string;
}

/** An operation of each kind, with what each caller of the workspace is answered who may do it. */
interface Operation {
  readonly name: string;
  readonly allowed: number;
  readonly call: (api: ApiClient, workspace: string) => Promise<Answer<unknown>>;
}

const within = (workspace: string, rest = ''): string => `/v1/workspaces/${workspace}${rest}`;

const operations: readonly Operation[] = [
  { name: 'read the workspace', allowed: 200, call: (api, id) => api.get(within(id)) },
  { name: 'read the usage', allowed: 200, call: (api, id) => api.get(within(id, '/usage')) },
  { name: 'list accounts', allowed: 200, call: (api, id) => api.get(within(id, '/social-accounts')) },
  // Allowed, and then not found: there is no such account.
  { name: 'change an account', allowed: 404, call: (api, id) => api.patch(within(id, `/social-accounts/${unknownId}`), { isActive: true }) },
  { name: 'begin to connect', allowed: 422, call: (api, id) => api.post(within(id, '/connect-sessions'), { platform: 7 }) },
  { name: 'list keys', allowed: 200, call: (api, id) => api.get(within(id, '/api-keys')) },
  { name: 'revoke a key', allowed: 404, call: (api, id) => api.delete(within(id, `/api-keys/${unknownId}`)) },
  { name: 'mint a key', allowed: 201, call: (api, id) => api.post(within(id, '/api-keys')) },
  { name: 'put the workspace', allowed: 200, call: (api, id) => api.put(within(id), profile) },
  { name: 'delete the workspace', allowed: 204, call: (api, id) => api.delete(within(id)) },
];

const reading = ['read the workspace', 'read the usage', 'list accounts'];
const managing = [...reading, 'change an account', 'begin to connect', 'list keys', 'revoke a key'];

/** A problem without what differs from request to request. */
function sameness(answer: Answer<unknown>): unknown {
  const { requestId, instance, ...rest } = answer.body as Record<string, unknown>;
  expect([typeof requestId, typeof instance]).toEqual(['string', 'string']);
  return { status: answer.status, contentType: answer.headers['content-type'], ...rest };
}

describe('callers over HTTP', () => {
  let provider: IdentityProvider;
  let service: RunningService;
  let second: RunningService;
  let backend: ApiClient;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    const env = { ...provider.environment, SERVICE_API_KEY: 'sak_svc_test-0123456789abcdef,sak_svc_next-0123456789abcdef' };
    service = await startService({ env });
    second = await startService({ env, databaseUrl: service.databaseUrl });
    backend = new ApiClient(service.url, service.serviceKey);
    for (const id of ['acme', 'foreign']) await backend.put(within(id), profile);
  });

  afterAll(async () => {
    await second.stop();
    await service.stop();
    await provider.stop();
  });

  async function person(roles: Readonly<Record<string, string>>, sub = 'u_1'): Promise<ApiClient> {
    return backend.as(await provider.person(sub, roles));
  }

  async function mint(workspace: string, scopes: readonly KeyScope[]): Promise<KeyBody> {
    return (await backend.post<KeyBody>(within(workspace, '/api-keys'), { scopes })).body;
  }

  async function mayDo(api: ApiClient, workspace: string): Promise<readonly string[]> {
    const done: string[] = [];
    for (const { name, allowed, call } of operations) {
      const { status, body } = await call(api, workspace);
      if (status === allowed) done.push(name);
      else expect([name, status, (body as { code: string }).code]).toEqual([name, 403, 'forbidden']);
    }
    return done;
  }

  describe('what each may do', () => {
    it.each([['owner', managing], ['admin', managing], ['member', reading], ['viewer', reading]])('%s › exactly this', async (role, expected) => {
      expect(await mayDo(await person({ acme: role }), 'acme')).toEqual(expected);
    });

    it.each<[string, KeyScope[], readonly string[]]>([
      ['accounts:read', ['accounts:read'], reading],
      ['accounts:write', ['accounts:write'], ['change an account', 'begin to connect']],
      ['posts and notifications', ['posts:read', 'posts:write', 'notifications:read', 'notifications:write'], []],
      ['both of accounts', ['accounts:read', 'accounts:write'], [...reading, 'change an account', 'begin to connect']],
    ])('a key with %s › exactly this', async (_, scopes, expected) => {
      expect(await mayDo(backend.as((await mint('acme', scopes)).key), 'acme')).toEqual(expected);
    });

    it('a service key › everything, in every workspace', async () => {
      await backend.put(within('passing'), profile);

      expect(await mayDo(backend, 'passing')).toEqual(operations.map((operation) => operation.name));
    });

    it('the second configured key › everything too', async () => {
      expect((await backend.as('sak_svc_next-0123456789abcdef').get(within('acme'))).status).toBe(200);
    });

    it('a person with different roles in two workspaces › each where it holds', async () => {
      const api = await person({ acme: 'viewer', foreign: 'admin' });

      expect((await api.get(within('acme', '/api-keys'))).status).toBe(403);
      expect((await api.get(within('foreign', '/api-keys'))).status).toBe(200);
    });

    it.each(['a viewer', 'a key for posts alone'])('%s › still reads the catalogue of platforms', async (who) => {
      const api = who === 'a viewer' ? await person({ acme: 'viewer' }) : backend.as((await mint('acme', ['posts:read'])).key);

      expect((await api.get('/v1/platforms')).status).toBe(200);
    });
  });

  describe('what is not theirs', () => {
    it.each(operations.map((operation) => [operation.name, operation] as const))('%s › a foreign and an unknown workspace are answered alike', async (_, { call }) => {
      const strangers = [await person({ acme: 'owner' }), backend.as((await mint('acme', ['accounts:read', 'accounts:write'])).key)];
      for (const api of strangers) {
        const foreign = await call(api, 'foreign');

        expect(foreign.status).toBe(404);
        expect(sameness(foreign)).toEqual(sameness(await call(api, 'unknown')));
      }
    });

    it('a claim for a workspace that does not exist › as if it were foreign', async () => {
      const api = await person({ unknown: 'viewer' });

      expect(sameness(await api.get(within('unknown', '/api-keys')))).toEqual(sameness(await api.get(within('foreign', '/api-keys'))));
    });

    it('a key of another workspace › as if it did not exist', async () => {
      const { id } = await mint('foreign', ['accounts:read']);
      const api = await person({ acme: 'admin' });

      const answers = [await api.delete(within('acme', `/api-keys/${id}`)), await api.delete(within('acme', `/api-keys/${unknownId}`))];

      expect(sameness(answers[0]!)).toEqual(sameness(answers[1]!));
      expect(answers[0]!.status).toBe(404);
    });
  });

  describe('credentials that do not count', () => {
    it('each kind of them › one and the same 401', async () => {
      const { key, id } = await mint('acme', ['accounts:read']);
      await backend.delete(within('acme', `/api-keys/${id}`));
      const now = Math.floor(Date.now() / 1000);
      const credentials = [
        null, 'nonsense', key, `sak_ws_${'A'.repeat(43)}`, `sak_svc_${'A'.repeat(43)}`, 'sak_svc_test-0123456789abcde',
        await provider.sign({ exp: now - 3600 }), await provider.sign({ aud: 'another' }), await provider.sign({ iss: 'https://evil.test' }),
      ];

      const answers = await Promise.all(credentials.map((credential) => backend.as(credential).get(within('acme'))));

      expect(answers.map((answer) => answer.status)).toEqual(credentials.map(() => 401));
      const [first, ...others] = answers.map(sameness);
      for (const other of others) expect(other).toEqual(first);
    });

    it('a token in the address › is not read', async () => {
      const { key } = await mint('acme', ['accounts:read']);

      expect((await backend.as(null).get(within('acme', `?access_token=${key}`))).status).toBe(401);
    });
  });

  describe('two processes on one database', () => {
    it('a key revoked through one › refused at once by the other', async () => {
      const { id, key } = await mint('acme', ['accounts:read']);
      const atSecond = new ApiClient(second.url, key);
      expect((await atSecond.get(within('acme'))).status).toBe(200);

      await backend.delete(within('acme', `/api-keys/${id}`));

      expect((await atSecond.get(within('acme'))).status).toBe(401);
    });

    it('a workspace deleted through one › gone for the other, and its keys with it', async () => {
      await backend.put(within('brief'), profile);
      const { key } = await mint('brief', ['accounts:read']);
      expect((await new ApiClient(second.url, key).get(within('brief'))).status).toBe(200);

      await backend.delete(within('brief'));

      expect((await new ApiClient(second.url, key).get(within('brief'))).status).toBe(401);
      expect((await new ApiClient(second.url, service.serviceKey).get(within('brief'))).status).toBe(404);
    });
  });

  it('more calls than the rate allows, through two processes › counted together, for this caller alone', async () => {
    const env = { RATE_LIMIT_PER_MINUTE: '10' };
    const one = await startService({ env });
    const two = await startService({ env, databaseUrl: one.databaseUrl });
    try {
      const statuses: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        for (const { url } of [one, two]) statuses.push((await new ApiClient(url, one.serviceKey).get(within('acme'))).status);
      }

      expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 404));
      expect(statuses.slice(10)).toEqual([429, 429]);
    } finally {
      await two.stop();
      await one.stop();
    }
  });

  it('the identity provider is down before its keys were ever read › 503 that says when to try again, and keys work', async () => {
    const token = await provider.person('u_1', { acme: 'owner' });
    provider.misbehaviour = 'down';
    const fresh = await startService({ env: provider.environment });
    try {
      const answer = await new ApiClient(fresh.url, token).get<{ code: string; detail: string }>(within('acme'));
      const withKey = await new ApiClient(fresh.url, fresh.serviceKey).get('/v1/platforms');

      expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'platform_unavailable', '10']);
      expect(answer.body.detail).toContain('identity provider');
      expect(withKey.status).toBe(200);
    } finally {
      provider.misbehaviour = null;
      await fresh.stop();
    }
  });
});
