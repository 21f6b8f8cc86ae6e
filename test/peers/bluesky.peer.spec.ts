import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GrantRepository } from '../../src/accounts/ports/grant-repository.js';
import type { GrantId } from '../../src/kernel/ids.js';
import { ApiClient, type Answer } from '../support/api-client.js';
import { BlueskyReferenceServer, mainPassword, type ReferenceAccount } from '../support/bluesky-reference-server.js';
import { startService, type RunningService } from '../support/service.js';
import type { AccountBody, ProblemBody, SessionBody } from '../support/world.js';

const workspace = '/v1/workspaces/acme';
const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };

interface CheckBody {
  readonly verdict: string;
  readonly account: AccountBody;
}

describe("Bluesky's own reference server", () => {
  let peer: BlueskyReferenceServer;
  let service: RunningService;
  let api: ApiClient;

  beforeAll(async () => {
    peer = await BlueskyReferenceServer.start();
    service = await startService({
      env: { SANDBOX_URL: 'none', EGRESS_ALLOW: peer.hosts, BLUESKY_PLC_URL: peer.plcUrl, BLUESKY_APPVIEW_URL: peer.pdsUrl },
    });
    api = new ApiClient(service.url, service.serviceKey);
    await api.put(workspace, { name: 'Acme', plan: 'max', owner });
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    await peer.stop();
  });

  function login<Body = SessionBody>(identifier: string, appPassword: string, more: object = {}): Promise<Answer<Body>> {
    return api.post(`${workspace}/connect-sessions`, {
      platform: 'bluesky',
      onBehalfOf: { userId: 'u_7' },
      inputs: { identifier, appPassword },
      ...more,
    });
  }

  async function connect(person: ReferenceAccount, appPassword: string, more: object = {}): Promise<AccountBody> {
    const { status, body, text } = await login(person.handle, appPassword, more);
    const [account] = body.accounts ?? [];
    if (account === undefined) throw new Error(`connect: ${String(status)} ${text}`);
    return account;
  }

  async function check({ id }: AccountBody): Promise<CheckBody> {
    const { status, body, text } = await api.post<CheckBody>(`${workspace}/social-accounts/${id}/check`);
    if (status !== 200) throw new Error(`check: ${String(status)} ${text}`);
    return body;
  }

  /** Everything that stands in a table, as text. */
  async function stored(): Promise<string> {
    const tables = await service.database.query<{ name: string }>(
      `SELECT format('%I', table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const rows = await Promise.all(tables.map(({ name }) => service.database.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t`)));
    return JSON.stringify(rows);
  }

  it('a real account with a real app password › connects by its handle and by its DID', async () => {
    const ada = await peer.createAccount('ada');
    const appPassword = await peer.createAppPassword(ada, 'social accounts');

    const account = await connect(ada, appPassword);

    expect(account).toMatchObject({ platformUserId: ada.did, username: 'ada.test', status: 'connected', statusReason: null });
    const byDid = await login(ada.did, appPassword);
    expect(byDid.body.accounts.map(({ id }) => id)).toEqual([account.id]);
    expect((await check(account)).verdict).toBe('healthy');
  });

  it('a session › is refreshed there, again and again', async () => {
    const bert = await peer.createAccount('bert');
    const account = await connect(bert, await peer.createAppPassword(bert, 'social accounts'));

    const before = await sealedTokens(account);
    expect((await check(account)).verdict).toBe('healthy');
    const between = await sealedTokens(account);
    expect((await check(account)).verdict).toBe('healthy');

    expect(new Set([before, between, await sealedTokens(account)]).size).toBe(3);
  });

  it('the app password is revoked there › the check notices, and a new one heals the account', async () => {
    const cora = await peer.createAccount('cora');
    const account = await connect(cora, await peer.createAppPassword(cora, 'first'));

    await peer.revokeAppPassword(cora, 'first');

    expect(await check(account)).toMatchObject({
      verdict: 'broken',
      account: { status: 'disconnected', statusReason: { code: 'revoked_by_user', action: 'reconnect' } },
    });
    const healed = await connect(cora, await peer.createAppPassword(cora, 'second'), { reconnectAccountId: account.id });
    expect(healed).toMatchObject({ id: account.id, status: 'connected', statusReason: null });
  });

  it('the main password › is refused and never stored', async () => {
    const dora = await peer.createAccount('dora');

    const { status, body } = await login<ProblemBody>(dora.handle, mainPassword);

    expect([status, body.code]).toEqual([422, 'main_password_refused']);
    expect(await stored()).not.toContain(dora.did);
    for (const text of [await stored(), service.logs.join('\n')]) expect(text).not.toContain(mainPassword);
  });

  it('a wrong app password and a handle that nobody has › each its own answer', async () => {
    const erik = await peer.createAccount('erik');
    expect(await login<ProblemBody>(erik.handle, 'zzzz-zzzz-zzzz-zzzz')).toMatchObject({ status: 422, body: { code: 'invalid_credentials' } });
    const unknown = await login<ProblemBody>('nobody.test', 'zzzz-zzzz-zzzz-zzzz');
    expect(unknown).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ field: 'inputs.identifier' }] } });
  });

  it('a new handle there › is shown after the next check or connect, and it is the same account', async () => {
    const fred = await peer.createAccount('fred');
    const appPassword = await peer.createAppPassword(fred, 'social accounts');
    const account = await connect(fred, appPassword);

    await peer.changeHandle(fred, 'fredo');

    expect(await connect({ ...fred, handle: 'fredo.test' }, appPassword)).toMatchObject({ id: account.id, username: 'fredo.test' });
  });

  it('an account that is deactivated there › is not connected and not called healthy', async () => {
    const gina = await peer.createAccount('gina');
    const appPassword = await peer.createAppPassword(gina, 'social accounts');
    const account = await connect(gina, appPassword);

    await peer.deactivate(gina);

    expect((await check(account)).verdict).not.toBe('healthy');
    expect((await login(gina.handle, appPassword)).status).toBe(422);
  });

  it('disconnecting with revoke=true › ends the session there', async () => {
    const hugo = await peer.createAccount('hugo');
    const account = await connect(hugo, await peer.createAppPassword(hugo, 'social accounts'));
    const refreshToken = await refreshTokenOf(account);

    const { status, body } = await api.delete(`${workspace}/social-accounts/${account.id}?revoke=true`);

    expect([status, body]).toEqual([200, { revoked: true, reason: null }]);
    expect(await peer.refresh(refreshToken)).toEqual([400, 'ExpiredToken']);
  });

  it('plain disconnecting › leaves the session there as it is', async () => {
    const ines = await peer.createAccount('ines');
    const account = await connect(ines, await peer.createAppPassword(ines, 'social accounts'));
    const refreshToken = await refreshTokenOf(account);

    expect((await api.delete(`${workspace}/social-accounts/${account.id}`)).status).toBe(204);

    expect(await peer.refresh(refreshToken)).toEqual([200, null]);
  });

  async function refreshTokenOf({ id }: AccountBody): Promise<string> {
    const row = await service.database.queryOne<{ grant_id: GrantId }>('SELECT grant_id FROM social_accounts WHERE id = $1', [id]);
    const grant = row === null ? null : await service.app.get(GrantRepository).find(row.grant_id);
    return grant?.tokens?.refreshToken?.use((token) => token) ?? '';
  }

  async function sealedTokens({ id }: AccountBody): Promise<string> {
    const row = await service.database.queryOne<{ sealed_tokens: string }>(
      'SELECT g.sealed_tokens FROM grants g JOIN social_accounts a ON a.grant_id = g.id WHERE a.id = $1',
      [id],
    );
    return row?.sealed_tokens ?? '';
  }
});
