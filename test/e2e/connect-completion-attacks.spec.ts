import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/api-client.js';
import { World, type ProblemBody, type SessionBody } from '../support/world.js';

const guess = 'A'.repeat(43);

describe('what an attacker may try with what was authorized', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
    await world.workspace('other');
  });

  afterAll(() => world.stop());

  const session = (id: string): Promise<SessionBody> => world.session('acme', id);

  type Reach = (id: string, code: string | null, as: string) => Promise<Answer<ProblemBody>>;
  const reaches: [string, Reach][] = [
    [
      'looking at candidates',
      (id, code, as) =>
        world.api.as(as).get(`/v1/workspaces/acme/connect-sessions/${id}/candidates`, code === null ? {} : { 'X-Connect-Code': code }),
    ],
    ['completing', (id, code, as) => world.complete<ProblemBody>('acme', id, { connectCode: code ?? '' }, world.api.as(as))],
  ];

  async function workspaceKey(workspace: string): Promise<string> {
    const scopes = ['accounts:read', 'accounts:write'];
    const minted = await world.api.post<{ key: string }>(`/v1/workspaces/${workspace}/api-keys`, { name: 'script', scopes });
    return minted.body.key;
  }

  describe.each(reaches)('%s', (_, reach) => {
    it('with a guessed code › shows nothing', async () => {
      const { session: { id } } = await world.authorize('acme', 'ada');
      for (const code of [guess, null]) {
        const answer = await reach(id, code, world.service.serviceKey);
        expect([answer.status, answer.body.code]).toEqual([422, 'invalid_connect_code']);
        expect(answer.text).not.toContain('Ada');
      }
      expect((await session(id)).status).toBe('awaiting_completion');
    });

    it('with the code, by another caller of the workspace › is forbidden', async () => {
      const { session: { id }, code } = await world.authorize('acme', 'ada');
      const answer = await reach(id, code, await workspaceKey('acme'));
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      expect(answer.text).not.toContain('Ada');
    });

    it('with the code, by a caller of another workspace › does not exist', async () => {
      const { session: { id }, code } = await world.authorize('acme', 'ada');
      const answer = await reach(id, code, await workspaceKey('other'));
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    });

    it('after the session has run out of time › is gone', async () => {
      const { session: { id }, code } = await world.authorize('acme', 'ada');
      await world.passTime(601);
      const answer = await reach(id, code, world.service.serviceKey);
      expect([answer.status, answer.body.code]).toEqual([410, 'session_expired']);
    });

    it('after the session was cancelled › is not open', async () => {
      const { session: { id }, code } = await world.authorize('acme', 'ada');
      await world.api.delete(`/v1/workspaces/acme/connect-sessions/${id}`);
      const answer = await reach(id, code, world.service.serviceKey);
      expect([answer.status, answer.body.code]).toEqual([409, 'session_not_open']);
    });
  });

  it('completing for another person than the one begun for › is forbidden', async () => {
    const { session: { id }, code } = await world.authorize('acme', 'ada');
    const answer = await world.complete<ProblemBody>('acme', id, { connectCode: code, onBehalfOf: { userId: 'u_8' } });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  it('completing for nobody › asks for the person', async () => {
    const { session: { id }, code } = await world.authorize('acme', 'ada');
    const answer = await world.complete<ProblemBody>('acme', id, { connectCode: code, onBehalfOf: null });
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, 'onBehalfOf']);
  });

  it("selecting another session's candidate, or the platform's own id › connects nothing", async () => {
    const mine = await world.authorize('acme', 'ada');
    const before = await world.accounts('acme');
    for (const id of [guess, '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f03', 'ada']) {
      const answer = await world.complete<ProblemBody>('acme', mine.session.id, { connectCode: mine.code, selection: [id] });
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid_selection']);
    }
    expect(await world.accounts('acme')).toEqual(before);
  });

  it('completing twice at once › connects once', async () => {
    const { session: { id }, code } = await world.authorize('acme', 'ada');
    const answers = await Promise.all([1, 2, 3].map(() => world.complete('acme', id, { connectCode: code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('what the session answers to any reader › holds no code, token or state', async () => {
    const { session: { id }, code } = await world.authorize('acme', 'ada');
    const answer = await world.api.get(`/v1/workspaces/acme/connect-sessions/${id}`);
    expect(answer.text).not.toContain(code);
    expect(answer.text).not.toContain('Ada');
  });
});
