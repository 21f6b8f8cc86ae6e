import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService } from '../support/service.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

describe('what is sealed', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
    await world.workspace('other');
  });

  afterAll(() => world.stop());

  const query = (sql: string): Promise<Record<string, string>[]> => world.service.database.query(sql);

  async function check(workspace: string, accountId: string): Promise<number> {
    return (await world.api.post(`/v1/workspaces/${workspace}/social-accounts/${accountId}/check`)).status;
  }

  it("another workspace's ciphertext of the same person › does not open", async () => {
    const mine = await world.connect('acme', 'ada');
    const theirs = await world.connect('other', 'ada');
    await query(`UPDATE grants SET sealed_tokens = (SELECT sealed_tokens FROM grants WHERE workspace_id = 'other') WHERE workspace_id = 'acme'`);
    expect(await check('acme', mine.id)).toBe(500);
    expect(await check('other', theirs.id)).toBe(200);
    await world.api.delete(`/v1/workspaces/acme/social-accounts/${mine.id}`);
  });

  it("another row's ciphertext of the same workspace › does not open", async () => {
    const workspace = await world.workspace('rows');
    const ada = await world.connect(workspace, 'ada');
    await world.connect(workspace, 'tess');
    await query(
      `UPDATE grants g SET sealed_tokens = (SELECT sealed_tokens FROM grants o WHERE o.workspace_id = 'rows' AND o.id <> g.id)
       WHERE workspace_id = 'rows'`,
    );
    expect(await check(workspace, ada.id)).toBe(500);
  });

  it("another column's ciphertext › does not open", async () => {
    const workspace = await world.workspace('columns');
    const { session, code } = await world.authorize(workspace, 'ada');
    const account = await world.connect(workspace, 'tess');
    await query(`UPDATE connect_sessions SET sealed = (SELECT sealed_tokens FROM grants WHERE workspace_id = 'columns') WHERE id = '${session.id}'`);
    expect((await world.complete(workspace, session.id, { connectCode: code })).status).toBe(500);
    expect((await world.accounts(workspace)).map(({ id }) => id)).toEqual([account.id]);
  });

  it('what is stored › holds no token, code, state or cookie in clear', async () => {
    const workspace = await world.workspace('clear');
    const tokens = { access_token: 'MARKED-access', refresh_token: 'MARKED-refresh', expires_in: 5184000, scope: 'openid,profile,w_member_social' };
    const profile = { sub: 'marked', name: 'Marked' };
    await world.control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', times: 2, fault: { status: 200, body: tokens } });
    await world.control('faults', { platform: 'linkedin', path: '/v2/userinfo', times: 2, fault: { status: 200, body: profile } });
    const { code } = await world.authorize(workspace, 'ada');
    await world.connect(workspace, 'ada');
    const tables = ['grants', 'social_accounts', 'connect_sessions', 'account_history', 'api_keys', 'sealing_keys'];
    const dump = JSON.stringify(await Promise.all(tables.map((table) => query(`SELECT * FROM ${table}`))));
    expect(dump).toMatch(/v1\.test\./);
    const found = ['MARKED', Buffer.from('MARKED').toString('base64').slice(0, 8), String(code), world.service.serviceKey].filter((secret) => dump.includes(secret));
    expect(found).toEqual([]);
  });

  it('a service without a key that is in use › does not start and names the key only', async () => {
    const starting = startService({ databaseUrl: world.service.databaseUrl, env: { SEALING_KEYS: `other:${key(9)}` } });
    await expect(starting).rejects.toThrow(/test/);
    await expect(starting).rejects.not.toThrow(new RegExp(key(9)));
  });

  it('a service with another key under a known id › does not start', async () => {
    const starting = startService({ databaseUrl: world.service.databaseUrl, env: { SEALING_KEYS: `test:${key(9)}` } });
    await expect(starting).rejects.toThrow(/test/);
  });

  it('a service that does not start › leaves no connection behind, and follows the sandbox no more', async () => {
    const connections = async (): Promise<number> =>
      Number((await query('SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'))[0]?.['count']);
    const before = await connections();
    let follows = 0;
    const sandbox = createServer((_request, response) => void (follows += 1, response.end('{}'))).listen(0, '127.0.0.1');
    await once(sandbox, 'listening');
    const url = `http://127.0.0.1:${String((sandbox.address() as AddressInfo).port)}`;
    try {
      await expect(startService({ databaseUrl: world.service.databaseUrl, env: { SEALING_KEYS: `other:${key(9)}`, SANDBOX_URL: url } })).rejects.toThrow(/test/);
      await until(async () => (await connections()) <= before, 5_000);
      const [seen, later] = [follows, Date.now() + 1_500];
      await until(() => Date.now() > later, 2_000);
      expect(follows).toBe(seen);
    } finally {
      sandbox.close();
      sandbox.closeAllConnections();
    }
  });

  it('a new first key beside the old one › opens what the old one sealed, and seals with the new one', async () => {
    const account = await world.connect('other', 'mona');
    const rolled = await startService({
      databaseUrl: world.service.databaseUrl,
      env: { SEALING_KEYS: `new:${key(9)},test:${key(7)}`, SANDBOX_URL: world.sandbox.url, PUBLIC_URL: world.service.url },
    });
    try {
      const there = world.beside(rolled).api;
      expect((await there.post<{ verdict: string }>(`/v1/workspaces/other/social-accounts/${account.id}/check`)).body.verdict).toBe('healthy');
      const minted = await query(`SELECT kid FROM sealing_keys ORDER BY kid`);
      expect(minted).toEqual([{ kid: 'new' }, { kid: 'test' }]);
    } finally {
      await rolled.stop();
    }
  });
});
