import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BlueskyStories, method, server, wrongPassword } from '../support/bluesky-stories.js';
import type { ProblemBody, World } from '../support/world.js';

describe('the session of a Bluesky account', () => {
  let stories: BlueskyStories;
  let world: World;

  beforeAll(async () => {
    stories = await BlueskyStories.open();
    world = stories.world;
  });

  afterAll(() => world.stop());
  afterEach(() => stories.nextDay());

  describe('a check', () => {
    it('renews the session, since an access token alone proves nothing', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.passTime(600);
      expect((await stories.check(workspace, account)).body).toMatchObject({ verdict: 'healthy', account: { status: 'connected' } });
      expect(await world.grants('bluesky')).toEqual([expect.objectContaining({ refreshCount: 1 })]);
      const renewed = Date.parse((await stories.read(workspace, account)).tokenExpiresAt ?? '');
      expect(renewed).toBeGreaterThan(Date.parse(account.tokenExpiresAt ?? ''));
    });

    it.each([
      ['whose access token ran out', 2 * 3600 + 60],
      ['that was left alone for months', 91 * 86_400],
    ])('of an account %s › finds it healthy', async (_name, seconds) => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.passTime(seconds);
      expect(await stories.verdict(workspace, account)).toBe('healthy');
    });

    it('that many ask for at once › loses nothing', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.passTime(2 * 3600 + 60);
      const verdicts = await Promise.all(Array.from({ length: 6 }, () => stories.verdict(workspace, account)));
      expect(verdicts).toEqual(Array(6).fill('healthy'));
      await world.passTime(2 * 3600 + 60);
      expect(await stories.verdict(workspace, account)).toBe('healthy');
      expect(await stories.asked('createSession')).toBe(1);
    });

    it('after the main password was changed › begins a new session with the app password', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await stories.end('password');
      expect((await stories.check(workspace, account)).body).toMatchObject({ verdict: 'healthy', account: { status: 'connected', statusReason: null } });
      expect(await stories.alive()).toEqual([false, true]);
      expect(await stories.asked('createSession')).toBe(2);
    });

    it('after the app password was deleted › disconnects, and says who did it', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await stories.end('user');
      expect((await stories.check(workspace, account)).body).toMatchObject({
        verdict: 'broken',
        account: { status: 'disconnected', statusReason: { code: 'revoked_by_user', action: 'reconnect' } },
      });
    });

    it.each([
      ['is taken down', 'taken-down', 'account_restricted', 'connected', 'act_on_platform'],
      ['is deactivated', 'deactivated', 'account_restricted', 'connected', 'act_on_platform'],
    ])('of an account that %s › says that its owner has to act there', async (_name, answer, code, status, action) => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.control('faults', { ...server, path: method('refreshSession'), fault: { answer } });
      expect((await stories.check(workspace, account)).body).toMatchObject({ verdict: 'broken', account: { status, statusReason: { code, action } } });
    });

    it('of an account that was deleted › says so', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.control('faults', { ...server, path: method('*'), fault: { answer: 'account-not-found' } });
      await world.control('faults', { host: 'plc.directory', times: 9, fault: { status: 410, body: { message: 'DID not available' } } });
      expect((await stories.check(workspace, account)).body).toMatchObject({
        verdict: 'broken',
        account: { status: 'disconnected', statusReason: { code: 'account_gone' } },
      });
    });

    it.each([
      ['is down', { status: 503 }],
      ['hangs up', { reset: true }],
      ['shows a page', { status: 200, body: '<!doctype html><title>ExpiredToken</title>' }],
      ['shows a page that forbids', { status: 401, body: '<html>InvalidToken</html>' }],
      ['limits', { status: 429, headers: { 'retry-after': '30' } }],
    ])('while the server %s › concludes nothing, and tries no password', async (_name, fault) => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      await world.control('faults', { ...server, fault });
      expect((await stories.check(workspace, account)).body).toMatchObject({ verdict: 'inconclusive', account: { status: 'connected', statusReason: null } });
      expect(await stories.asked('createSession')).toBe(1);
    });
  });

  describe('logins of a day', () => {
    const refused = { status: 429, body: { code: 'rate_limited' } };

    it('that people used up › leave what brings a dead session back', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      for (let n = 0; n < 7; n += 1) await stories.connect(n % 2 === 0 ? workspace : await stories.fresh());
      const ninth = await stories.login<ProblemBody>(await stories.fresh(), 'ada.bsky.social');
      expect(ninth).toMatchObject(refused);
      expect(Number(ninth.headers['retry-after'])).toBeGreaterThan(80_000);
      expect(await stories.asked('createSession')).toBe(8);
      expect((await stories.login(await stories.fresh(), 'tess.bsky.social')).status).toBe(201);

      for (const verdict of ['healthy', 'healthy', 'inconclusive']) {
        await stories.end('password');
        expect(await stories.verdict(workspace, account)).toBe(verdict);
      }
      expect((await stories.read(workspace, account)).status).toBe('connected');
      await world.passTime(86_401);
      expect(await stories.verdict(workspace, account)).toBe('healthy');
      expect((await stories.connect(workspace)).id).toBe(account.id);
    });

    it('wrong guesses › end soon, and count against people alone', async () => {
      const workspace = await stories.fresh();
      const account = await stories.connect(workspace);
      for (let n = 0; n < 5; n += 1) {
        expect((await stories.login(workspace, n % 2 === 0 ? 'ada.bsky.social' : '@Ada.bsky.social', {}, wrongPassword)).status).toBe(422);
      }
      expect(await stories.login(await stories.fresh(), 'ada.bsky.social')).toMatchObject(refused);
      expect(await stories.asked('createSession')).toBe(6);
      await stories.end('password');
      expect(await stories.verdict(workspace, account)).toBe('healthy');
    });
  });
});
