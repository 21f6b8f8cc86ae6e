import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, type Answer } from '../support/api-client.js';
import { expectMatchesOpenApi } from '../support/openapi.js';
import { startService, type RunningService } from '../support/service.js';

const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };
const acme = { name: 'Acme', plan: 'starter', owner };
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as string;

interface WorkspaceBody {
  readonly id: string;
  readonly name: string;
  readonly plan: string | null;
  readonly owner: typeof owner;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface KeyBody {
  readonly id: string;
  readonly name: string | null;
  readonly key: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly lastUsedAt: string | null;
}

interface Problem {
  readonly code: string;
  readonly errors: readonly { readonly field: string }[];
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

describe('workspaces over HTTP', () => {
  let service: RunningService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
    api = new ApiClient(service.url, service.serviceKey);
  });

  afterAll(() => service.stop());

  const path = (id: string, rest = ''): string => `/v1/workspaces/${id}${rest}`;
  const put = (id: string, body: object): Promise<Answer<WorkspaceBody>> => api.put(path(id), body);
  const mint = (id: string, body: object = {}): Promise<Answer<KeyBody>> => api.post(path(id, '/api-keys'), body);

  function documented(method: Method, where: string, answer: Answer<unknown>): void {
    expectMatchesOpenApi({ method, path: where, ...answer });
  }

  describe('PUT', () => {
    it('new › 201 and the workspace, which GET answers too', async () => {
      const created = await put('new', acme);

      expect(created.status).toBe(201);
      expect(created.body).toEqual({ id: 'new', ...acme, createdAt: timestamp, updatedAt: timestamp });
      const read = await api.get<WorkspaceBody>(path('new'));
      expect([read.status, read.body]).toEqual([200, created.body]);
      documented('PUT', path('new'), created);
      documented('GET', path('new'), read);
    });

    it('again › 200, everything replaced but the moment of creation', async () => {
      const { body: before } = await put('again', acme);
      const other = { name: 'Acme Inc.', plan: null, owner: { userId: 'u_2', name: 'Bo', email: 'bo@acme.test', locale: 'pt-BR' } };

      const replaced = await put('again', other);

      expect(replaced.status).toBe(200);
      expect(replaced.body).toEqual({ id: 'again', ...other, createdAt: before.createdAt, updatedAt: timestamp });
      expect((await api.get<WorkspaceBody>(path('again'))).body).toEqual(replaced.body);
    });

    it('no locale and no plan › English and none', async () => {
      const { userId, name, email } = owner;

      expect((await put('short', { name: 'Acme', owner: { userId, name, email } })).body).toMatchObject({ plan: null, owner: { locale: 'en' } });
    });

    it('many at once › one 201, the others 200', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => put('many', acme)));

      expect(answers.map((answer) => answer.status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
    });

    it.each([
      ['name', { ...acme, name: undefined }],
      ['name', { ...acme, name: '  ' }],
      ['name', { ...acme, name: 'a\u0007b' }],
      ['name', { ...acme, name: 'x'.repeat(201) }],
      ['name', { ...acme, name: 7 }],
      ['plan', { ...acme, plan: 'gold' }],
      ['plan', { ...acme, plan: ['starter'] }],
      ['owner', { ...acme, owner: undefined }],
      ['owner', { ...acme, owner: null }],
      ['owner', { ...acme, owner: [owner] }],
      ['owner.userId', { ...acme, owner: { ...owner, userId: '' } }],
      ['owner.name', { ...acme, owner: { ...owner, name: 'a\nb' } }],
      ['owner.email', { ...acme, owner: { ...owner, email: 'ana' } }],
      ['owner.email', { ...acme, owner: { ...owner, email: 'ana@acme.test\r\nBcc: eve@evil.test' } }],
      ['owner.locale', { ...acme, owner: { ...owner, locale: 'English please' } }],
      ['owner.phone', { ...acme, owner: { ...owner, phone: '1' } }],
      ['colour', { ...acme, colour: 'green' }],
      ['id', { ...acme, id: 'other' }],
    ])('a body with an unacceptable %s (%#) › 422 that names it, and nothing is kept', async (field, body) => {
      const answer = await put('refused', body);

      expect([answer.status, (answer.body as unknown as Problem).code]).toEqual([422, 'validation_failed']);
      expect((answer.body as unknown as Problem).errors.map((error) => error.field)).toContain(field);
      expect((await api.get(path('refused'))).status).toBe(404);
      documented('PUT', path('refused'), answer);
    });

    it.each(['a b', 'a.b', 'ä', 'x'.repeat(65), '%00'])('the id %j › 404', async (id) => {
      expect((await put(encodeURIComponent(id), acme)).status).toBe(404);
    });

    it.each(['A_z-9', 'x'.repeat(64)])('the id %s › is kept as it is', async (id) => {
      expect((await put(id, acme)).body.id).toBe(id);
    });
  });

  describe('DELETE', () => {
    it('once › 204 and it is gone with its keys; twice › 404', async () => {
      await put('gone', acme);
      const { key } = (await mint('gone')).body;

      const first = await api.delete(path('gone'));
      const second = await api.delete(path('gone'));

      expect([first.status, first.text, second.status]).toEqual([204, '', 404]);
      expect((await api.as(key).get(path('gone'))).status).toBe(401);
      documented('DELETE', path('gone'), first);
    });

    it('two at once › one 204, one 404', async () => {
      await put('twice', acme);

      const answers = await Promise.all([api.delete(path('twice')), api.delete(path('twice'))]);

      expect(answers.map((answer) => answer.status).sort()).toEqual([204, 404]);
    });

    it('put again afterwards › a new workspace, in which old keys do not work', async () => {
      await put('back', acme);
      const { key } = (await mint('back')).body;
      await api.delete(path('back'));

      expect((await put('back', acme)).status).toBe(201);
      expect((await api.as(key).get(path('back'))).status).toBe(401);
    });
  });

  describe('API keys', () => {
    beforeAll(async () => {
      await put('keys', acme);
      await put('other', acme);
    });

    it('POST › the key this once, its hint, and the scopes', async () => {
      const answer = await mint('keys', { name: 'Reporting', scopes: ['accounts:read', 'posts:write'] });

      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/),
        name: 'Reporting',
        key: expect.stringMatching(/^sak_ws_[A-Za-z0-9_-]{43}$/),
        hint: answer.body.key.slice(-4),
        scopes: ['accounts:read', 'posts:write'],
        createdAt: timestamp,
        lastUsedAt: null,
      });
      expect(answer.headers['cache-control']).toContain('no-store');
      documented('POST', path('keys', '/api-keys'), answer);
    });

    it('POST › an empty body or none › no name, and reading accounts', async () => {
      expect((await mint('keys')).body).toMatchObject({ name: null, scopes: ['accounts:read'] });
      const bare = await fetch(`${service.url}${path('keys', '/api-keys')}`, { method: 'POST', headers: { authorization: `Bearer ${service.serviceKey}` } });
      expect([bare.status, await bare.json()]).toMatchObject([201, { name: null, scopes: ['accounts:read'] }]);
    });

    it.each([
      ['scopes', { scopes: [] }],
      ['scopes', { scopes: ['keys:manage'] }],
      ['scopes', { scopes: ['accounts:read', 'accounts:read'] }],
      ['scopes', { scopes: 'accounts:read' }],
      ['scopes', { scopes: [['accounts:read']] }],
      ['name', { name: '' }],
      ['name', { name: 'x'.repeat(201) }],
      ['workspaceId', { workspaceId: 'other' }],
    ])('POST › an unacceptable %s (%#) › 422 that names it', async (field, body) => {
      const answer = await mint('keys', body);

      expect(answer.status).toBe(422);
      expect((answer.body as unknown as Problem).errors.map((error) => error.field)).toContain(field);
    });

    it('the database › holds the digest of a key, not the key', async () => {
      const { key } = (await mint('keys')).body;

      const rows = await service.database.query(`SELECT * FROM api_keys WHERE workspace_id = 'keys'`);

      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain(key.slice('sak_ws_'.length));
    });

    it('GET › page by page, newest first, without the keys', async () => {
      await put('listed', acme);
      const minted: KeyBody[] = [];
      for (const name of ['one', 'two', 'three']) minted.push((await mint('listed', { name })).body);

      const first = await api.get<{ data: KeyBody[]; nextCursor: string }>(path('listed', '/api-keys?limit=2'));
      const second = await api.get<{ data: KeyBody[]; nextCursor: null }>(path('listed', `/api-keys?limit=2&cursor=${first.body.nextCursor}`));

      expect([first, second].map((page) => page.body.data.map((key) => key.name))).toEqual([['three', 'two'], ['one']]);
      expect(second.body.nextCursor).toBeNull();
      for (const { key } of minted) expect(first.text + second.text).not.toContain(key);
      expect(Object.keys(first.body.data[0]!).sort()).toEqual(['createdAt', 'hint', 'id', 'lastUsedAt', 'name', 'scopes']);
      documented('GET', path('listed', '/api-keys'), first);
    });

    it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=WyJ4Il0', 'colour=green'])('GET ?%s › 422', async (query) => {
      expect((await api.get(path('keys', `/api-keys?${query}`))).status).toBe(422);
    });

    it('a key that was used › its last use is listed', async () => {
      const { id, key } = (await mint('keys')).body;
      await api.as(key).get(path('keys'));

      const { data } = (await api.get<{ data: KeyBody[] }>(path('keys', '/api-keys'))).body;

      expect(data.find((listed) => listed.id === id)?.lastUsedAt).toEqual(timestamp);
    });

    it('DELETE › 204 and the key is refused and listed no more; twice › 404', async () => {
      const { id, key } = (await mint('keys')).body;
      expect((await api.as(key).get(path('keys'))).status).toBe(200);

      const revoked = await api.delete(path('keys', `/api-keys/${id}`));

      expect(revoked.status).toBe(204);
      expect((await api.as(key).get(path('keys'))).status).toBe(401);
      expect((await api.get(path('keys', '/api-keys'))).text).not.toContain(id);
      expect((await api.delete(path('keys', `/api-keys/${id}`))).status).toBe(404);
      documented('DELETE', path('keys', `/api-keys/${id}`), revoked);
    });

    it('DELETE through another workspace, or of what is no id › 404 and the key works on', async () => {
      const { id, key } = (await mint('keys')).body;

      expect((await api.delete(path('other', `/api-keys/${id}`))).status).toBe(404);
      expect((await api.delete(path('keys', '/api-keys/nonsense'))).status).toBe(404);
      expect((await api.as(key).get(path('keys'))).status).toBe(200);
    });

    it('the log › holds none of the keys', async () => {
      const { key } = (await mint('keys')).body;
      await api.as(key).get(path('keys'));
      await api.as(`${key}x`).get(path('keys'));

      expect(service.logs.join('\n')).not.toContain(key);
    });
  });
});
