import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { World, type AccountBody, type SessionBody } from '../support/world.js';

interface CandidateBody {
  readonly id: string;
  readonly displayName: string;
}

const channels = '/youtube/v3/channels';
const reason = (code: number, name: string) => ({ status: code, body: { error: { code, message: 'x', errors: [{ message: 'x', domain: 'youtube', reason: name }] } } });

describe('YouTube channels', () => {
  let world: World;
  let turn = 0;
  let workspace: string;

  beforeAll(async () => {
    world = await World.start();
  });

  beforeEach(async () => {
    turn += 1;
    workspace = await world.workspace(`youtube-${String(turn)}`);
  });

  afterAll(() => world.stop());

  const connect = (persona: string, at = workspace): Promise<AccountBody> => world.connect(at, persona, { platform: 'youtube' });
  const path = ({ id }: AccountBody, at = workspace): string => `/v1/workspaces/${at}/social-accounts/${id}`;
  const check = async (account: AccountBody): Promise<unknown> => (await world.api.post(`${path(account)}/check`)).body;
  const spoil = (fault: object, times = 1): Promise<unknown> => world.control('faults', { platform: 'youtube', path: channels, times, fault });

  async function candidates(id: string, code: string | null, query = ''): Promise<readonly CandidateBody[]> {
    const at = `/v1/workspaces/${workspace}/connect-sessions/${id}/candidates${query}`;
    return (await world.api.get<{ data: CandidateBody[] }>(at, { 'X-Connect-Code': code ?? '' })).body.data;
  }

  it('the one that there is › is connected without a question', async () => {
    expect(await connect('ada')).toMatchObject({ displayName: 'Ada Lovelace', username: '@adalovelace', accountType: 'channel' });
  });

  it('several › two of them are connected at once, and stand on one grant', async () => {
    const { session, code } = await world.authorize(workspace, 'tess', { platform: 'youtube' });
    const shown = await candidates(session.id, code);
    expect(shown.map(({ displayName }) => displayName).sort()).toEqual(['Tess Okafor', 'Tess Okafor Cooks', 'Tess Okafor Travels']);
    const selection = shown.filter(({ displayName }) => displayName !== 'Tess Okafor').map(({ id }) => id);
    const done = await world.complete<SessionBody>(workspace, session.id, { connectCode: code, selection });
    expect(done.body.accounts.map(({ displayName }) => displayName).sort()).toEqual(['Tess Okafor Cooks', 'Tess Okafor Travels']);
    expect(await world.service.database.query('SELECT id FROM grants WHERE workspace_id = $1', [workspace])).toHaveLength(1);
  });

  it('three hundred › can be searched', async () => {
    const { session, code } = await world.authorize(workspace, 'mona', { platform: 'youtube' });
    expect((await world.session(workspace, session.id)).candidateCount).toBe(300);
    expect((await candidates(session.id, code, '?search=reyes%20277')).map(({ displayName }) => displayName)).toEqual(['Mona Reyes 277']);
  });

  it.each([
    ['none in the list', null],
    ['none, said as a 401', reason(401, 'youtubeSignupRequired')],
  ])('%s › is no_connectable_account', async (_, fault) => {
    if (fault !== null) await spoil(fault);
    expect((await world.authorize(workspace, 'nils', { platform: 'youtube' })).error).toBe('no_connectable_account');
  });

  it('a channel that is gone › is not taken for a dead token', async () => {
    const account = await connect('otto');
    await spoil({ status: 200, body: { kind: 'youtube#channelListResponse', pageInfo: {} } }, 2);
    expect(await check(account)).toMatchObject({ verdict: 'broken', account: { status: 'disconnected', statusReason: { code: 'account_gone' } } });
    expect(await check(account)).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
  });

  it.each([
    ['the quota of the project is used up', reason(403, 'quotaExceeded')],
    ['the API is switched off', reason(403, 'accessNotConfigured')],
    ['the API is down', reason(503, 'backendError')],
  ])('while %s › a check changes nothing', async (_, fault) => {
    const account = await connect('ada');
    await spoil(fault);
    expect(await check(account)).toMatchObject({ verdict: 'inconclusive', account: { status: 'connected', statusReason: null } });
  });

  it('a token that ran out › is renewed with the refresh token that was kept, again and again', async () => {
    const account = await connect('ada');
    for (const refreshes of [1, 2]) {
      await world.passTime(3700);
      expect(await check(account)).toMatchObject({ verdict: 'healthy' });
      expect((await world.grants('youtube')).at(-1)?.refreshCount).toBe(refreshes);
    }
  });

  it('given back › only once no other account of the person stands in any workspace', async () => {
    const elsewhere = await world.workspace(`${workspace}-b`);
    const [here, there] = [await connect('otto'), await connect('otto', elsewhere)];
    expect((await world.api.delete(`${path(here)}?revoke=true`)).body).toEqual({ revoked: false, reason: 'other_accounts' });
    const others = await world.service.database.query<{ workspace_id: string; id: string }>(
      `SELECT a.workspace_id, a.id FROM social_accounts a WHERE platform = 'youtube' AND platform_user_id = $1 AND workspace_id <> $2`,
      [there.platformUserId, elsewhere],
    );
    for (const { workspace_id: at, id } of others) await world.api.delete(`/v1/workspaces/${at}/social-accounts/${id}`);
    expect((await world.api.delete(`${path(there, elsewhere)}?revoke=true`)).body).toEqual({ revoked: true, reason: null });
    expect((await world.grants('youtube')).slice(-2).map(({ alive }) => alive)).toEqual([false, false]);
  });
});
