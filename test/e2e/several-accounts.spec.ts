import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeProvider } from '../fakes/provider.fake.js';
import { PagesWorld, page, type Authorized, type PagesStory } from '../support/pages-world.js';
import type { AccountBody, ProblemBody, SessionBody, World } from '../support/world.js';

describe('an authorization that makes several accounts connectable', () => {
  let several: PagesWorld;
  let world: World;
  let story: PagesStory;
  let pages: FakeProvider;
  let workspace: string;

  beforeAll(async () => {
    several = await PagesWorld.start();
    world = several.world;
  });

  beforeEach(async () => {
    story = await several.story();
    ({ pages, workspace } = story);
  });

  afterAll(() => several.stop());

  it('several picked › are all connected and stand on one grant', async () => {
    const accounts = await story.connect(['Page 3', 'Page 1']);
    expect(accounts.map(({ displayName }) => displayName)).toEqual(['Page 1', 'Page 3']);
    expect(await story.grants()).toHaveLength(1);
  });

  it('nothing picked where there is a choice › is refused and the session stays open', async () => {
    const session = await story.authorize();
    const answer = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_selection']);
    expect((await world.session(workspace, session.id)).status).toBe('awaiting_completion');
  });

  it('one among them that may not be selected › connects none of them', async () => {
    pages.candidates = [page('1'), page('2', { selectable: false, reason: 'You may not post here.' })];
    const session = await story.authorize();
    const shown = (await story.candidates(session)).data;
    expect(shown[1]).toMatchObject({ selectable: false, reason: 'You may not post here.' });
    const selection = shown.map(({ id }) => id);
    const answer = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code, selection });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_selection']);
    expect(await story.names()).toEqual([]);
  });

  it('nothing to choose from › fails as no_connectable_account', async () => {
    pages.candidates = [];
    const { id } = await story.authorize();
    expect((await world.session(workspace, id)).error?.code).toBe('no_connectable_account');
  });

  it('300 candidates › can be paged and searched, and show no token', async () => {
    pages.candidates = Array.from({ length: 300 }, (_, index) => page(String(index)));
    const session = await story.authorize();
    expect((await world.session(workspace, session.id)).candidateCount).toBe(300);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const shown: Awaited<ReturnType<PagesStory['candidates']>> = await story.candidates(session, `?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(JSON.stringify(shown)).not.toContain('page-token');
      seen.push(...shown.data.map(({ id }) => id));
      cursor = shown.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(300);
    expect((await story.candidates(session, '?search=page%20299')).data.map(({ displayName }) => displayName)).toEqual(['Page 299']);
  });

  it('a cursor of the list › holds for every search; one of another session, or of none, is refused', async () => {
    const session = await story.authorize();
    const { data, nextCursor } = await story.candidates(session, '?limit=2');
    expect((await story.candidates(session, `?search=page&cursor=${String(nextCursor)}`)).data.map(({ displayName }) => displayName)).toEqual(['Page 3', 'Page 4']);
    expect((await story.candidates(session, `?search=page%204&cursor=${String(nextCursor)}`)).data.map(({ displayName }) => displayName)).toEqual(['Page 4']);

    const other = await story.authorize();
    const foreign = String((await story.candidates(other, '?limit=2')).nextCursor);
    const forged = Buffer.from(JSON.stringify([data[1]?.id])).toString('base64url');
    for (const cursor of [foreign, forged, `${String(nextCursor)}A`, String(nextCursor).slice(0, -1), 'x', '']) {
      const path = `/v1/workspaces/${workspace}/connect-sessions/${session.id}/candidates?cursor=${cursor}`;
      const answer = await world.api.get<ProblemBody>(path, { 'X-Connect-Code': session.code });
      expect([cursor, answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([cursor, 422, 'validation_failed', 'cursor']);
    }
  });

  it('one that is connected already › says so, and picking it again updates it', async () => {
    const [first] = await story.connect(['Page 1']);
    const session = await story.authorize();
    expect((await story.candidates(session)).data.map(({ alreadyConnected }) => alreadyConnected)).toEqual([true, false, false, false]);
    const [again] = await story.connect(['Page 1']);
    expect(again?.id).toBe(first?.id);
    expect(await story.grants()).toHaveLength(1);
  });

  it('the same page listed twice › is offered once, in the form that may be picked', async () => {
    pages.candidates = [page('1', { selectable: false, reason: 'no' }), page('1'), page('2'), page('2')];
    const session = await story.authorize();
    const shown = (await story.candidates(session)).data;
    expect(shown.map(({ displayName, selectable }) => [displayName, selectable])).toEqual([
      ['Page 1', true],
      ['Page 2', true],
    ]);
    const done = await world.complete(workspace, session.id, { connectCode: session.code, selection: shown.map(({ id }) => id) });
    expect([done.status, done.body.accounts.length]).toEqual([200, 2]);
  });

  it('names and addresses that no page should show › are cut or left out', async () => {
    const long = '界'.repeat(600);
    pages.candidates = [
      page('1', { displayName: long, username: 'a\u0000b', avatarUrl: 'javascript:alert(1)', profileUrl: 'https://pages.test/1' }),
      page('2', { displayName: long }),
    ];
    const session = await story.authorize();
    const selection = (await story.candidates(session)).data.map(({ id }) => id);
    const done = await world.complete<SessionBody>(workspace, session.id, { connectCode: session.code, selection });
    expect(done.body.accounts[0]).toMatchObject({ displayName: '界'.repeat(200), username: 'a b', avatarUrl: null, profileUrl: 'https://pages.test/1' });

    const list = `/v1/workspaces/${workspace}/social-accounts?limit=1`;
    const first = await world.api.get<{ nextCursor: string }>(list);
    const second = await world.api.get<{ data: AccountBody[] }>(`${list}&cursor=${first.body.nextCursor}`);
    expect([second.status, second.body.data.length]).toEqual([200, 1]);
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['more than a key may hold', 'x'.repeat(9_000)],
    ['nothing', ''],
  ])('an id with %s › fails the session instead of its completion', async (_, platformUserId) => {
    pages.candidates = [page(platformUserId, { displayName: 'Odd' })];
    const { id } = await story.authorize();
    expect((await world.session(workspace, id)).error?.code).toBe('platform_error');
  });

  it('what the platform leaves out the next time › stays as it was', async () => {
    pages.candidates = [page('1', { username: 'one', avatarUrl: 'https://pages.test/1.png' })];
    await story.connect(['Page 1']);
    pages.candidates = [page('1', { displayName: '', username: null, avatarUrl: null })];
    const session = await story.authorize();
    const done = await world.complete(workspace, session.id, { connectCode: session.code });
    expect(done.body.accounts[0]).toMatchObject({ displayName: 'Page 1', username: 'one', avatarUrl: 'https://pages.test/1.png' });
  });

  it('a reconnect › offers the account it is about alone', async () => {
    const [account] = await story.connect(['Page 2']);
    const session = await story.authorize(workspace, { reconnectAccountId: account?.id });
    expect((await story.candidates(session)).data.map(({ displayName }) => displayName)).toEqual(['Page 2']);
  });

  describe('at the cap', () => {
    it('more than fit › connects none, and fewer of the same session fit', async () => {
      await story.connect(['Page 1', 'Page 2', 'Page 3']);
      pages.candidates = ['5', '6', '7'].map((id) => page(id));
      const session = await story.authorize();
      const shown = (await story.candidates(session)).data.map(({ id }) => id);
      const refused = await world.complete<ProblemBody>(workspace, session.id, { connectCode: session.code, selection: shown });
      expect(refused.status).toBe(402);
      expect(refused.body).toMatchObject({ plan: 'starter', limit: 5, used: 3, requested: 3 });
      expect(await story.names()).toHaveLength(3);
      const fits = await world.complete(workspace, session.id, { connectCode: session.code, selection: shown.slice(0, 2) });
      expect([fits.status, fits.body.accounts.length]).toEqual([200, 2]);
    });

    it('50 parallel completions of two accounts each with room for three › connect exactly two', async () => {
      await story.connect(['Page 1', 'Page 2']);
      const sessions: (Authorized & { readonly selection: readonly string[] })[] = [];
      for (let index = 0; index < 50; index += 1) {
        pages.candidates = [page(`a${String(index)}`), page(`b${String(index)}`)];
        const session = await story.authorize();
        sessions.push({ ...session, selection: (await story.candidates(session)).data.map(({ id }) => id) });
      }
      const answers = await Promise.all(
        sessions.map(({ id, code, selection }) => world.complete<SessionBody>(workspace, id, { connectCode: code, selection })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(49).fill(402)]);
      expect(await story.names()).toHaveLength(4);
    });
  });
});
