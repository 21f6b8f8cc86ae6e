import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboundError, OutboundHttp } from '../../src/kernel/ports/outbound-http.js';
import type { Answer } from '../support/api-client.js';
import { World, type ProblemBody } from '../support/world.js';

const appPassword = 'abcd-efgh-ijkl-mnop';
const wrongPassword = 'zzzz-zzzz-zzzz-zzzz';
const server = { platform: 'bluesky', host: 'bsky.social', times: 9 };
const createSession = '/xrpc/com.atproto.server.createSession';
const html = '<!doctype html><title>Invalid identifier or password</title>';

describe('a Bluesky account that cannot be connected', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  afterAll(() => world.stop());
  afterEach(async () => {
    expect(await world.service.database.query('SELECT id FROM social_accounts UNION SELECT id FROM grants UNION SELECT id FROM connect_sessions')).toEqual([]);
    await world.control('reset', {});
    await world.service.database.query('DELETE FROM allowances');
  });

  function login(identifier = 'ada.bsky.social', password = appPassword): Promise<Answer<ProblemBody>> {
    return world.begin('acme', { platform: 'bluesky', returnUrl: undefined, inputs: { identifier, appPassword: password } });
  }

  const fault = (what: object, where: object = server): Promise<unknown> => world.control('faults', { ...where, fault: what });
  const identifierIsWrong = [expect.objectContaining({ field: 'inputs.identifier' })];
  const asked = (): Promise<readonly unknown[]> => world.requests('?platform=bluesky');

  describe('for what the person gave', () => {
    it.each([
      ['a wrong password', 'ada.bsky.social', wrongPassword, 'invalid_credentials'],
      ['the main password', 'ada.bsky.social', 'main-password', 'main_password_refused'],
      ['the main password with a second factor', 'rita.bsky.social', 'main-password', 'two_factor_required'],
      ['a deactivated account', 'rita.bsky.social', appPassword, 'no_connectable_account'],
    ])('%s › is told so', async (_name, identifier, password, code) => {
      const answer = await login(identifier, password);
      expect([answer.status, answer.body.code]).toEqual([422, code]);
      expect(answer.text).not.toContain(password);
      // Whatever session came about is over.
      expect((await world.grants('bluesky')).filter(({ alive }) => alive)).toEqual([]);
    });

    it.each(['nobody.bsky.social', 'somebody', 'nowhere.test', 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', 'did:web:nowhere.test'])(
      'the unknown %s › names the field, and no password goes anywhere',
      async (identifier) => {
        const answer = await login(identifier);
        expect([answer.status, answer.body.code, answer.body.errors]).toEqual([422, 'validation_failed', identifierIsWrong]);
        expect(await world.requests(`?platform=bluesky&path=${createSession}`)).toEqual([]);
      },
    );

    it.each(['ada@people.test', 'ada bsky social', 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme', 'ada.example', 'ada..bsky.social', '@@', '❤.bsky.social'])(
      '%j, which is no handle › names the field, and nobody is asked',
      async (identifier) => {
        const answer = await login(identifier);
        expect([answer.status, answer.body.code, answer.body.errors]).toEqual([422, 'validation_failed', identifierIsWrong]);
        expect(await asked()).toEqual([]);
      },
    );

    it.each([
      '127.0.0.1',
      'http://127.0.0.1/',
      '2130706433.',
      '0x7f.0.0.1',
      '[::1]',
      '[::ffff:169.254.169.254]',
      'localhost',
      'printer.local',
      'metadata.google.internal',
      'https://ada:pw@bsky.social',
      'bsky.social:8080',
      'did:web:localhost%3A3000',
      'did:web:127.0.0.1',
      'did:web:db.internal',
    ])('the address %j › is unsafe, and nobody is asked', async (identifier) => {
      const answer = await login(identifier);
      expect([answer.status, answer.body.code]).toEqual([422, 'unsafe_url']);
      expect(await asked()).toEqual([]);
    });

    it('nothing at all › names both fields', async () => {
      const answer = await world.begin<ProblemBody>('acme', { platform: 'bluesky', returnUrl: undefined });
      expect([answer.status, answer.body.errors?.map(({ field }) => field)]).toEqual([422, ['inputs.identifier', 'inputs.appPassword']]);
    });
  });

  describe('because of its server', () => {
    it.each([
      ['that hangs up', { reset: true }, 503, 'platform_unavailable'],
      ['that is down', { status: 503, body: html }, 503, 'platform_unavailable'],
      ['that hangs up halfway', { truncate: true }, 503, 'platform_unavailable'],
      ['that shows a page', { status: 200, body: html }, 502, 'platform_error'],
      ['that refuses with a page', { status: 401, body: html }, 502, 'platform_error'],
      ['that floods', { hugeBytes: 4_000_000 }, 502, 'platform_error'],
      ['that tells of nothing', { status: 200, body: {} }, 502, 'platform_error'],
      ['that took the account down', { answer: 'taken-down' }, 422, 'no_connectable_account'],
    ])('one %s › is told so', async (_name, what, status, code) => {
      await fault(what, { ...server, path: createSession });
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.text).not.toMatch(/doctype|Invalid identifier/);
    });

    it('one that limits › is left alone until it says', async () => {
      await fault({ status: 429, headers: { 'ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 300) }, body: { error: 'RateLimitExceeded' } });
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
      const wait = Number(answer.headers['retry-after']);
      expect(wait > 280 && wait <= 301).toBe(true);
    });

    it.each([
      ['is cut', { reset: true }, 503, 'platform_unavailable', true],
      ['is a page', { status: 200, body: html }, 502, 'platform_error', false],
      ['is about another', { status: 200, body: { did: 'did:plc:bbbbbbbbbbbbbbbbbbbbbbbb', handle: 'ada.bsky.social' } }, 502, 'platform_error', false],
    ])('one whose answer about the session %s › is told so', async (_name, what, status, code, alive) => {
      await fault(what, { ...server, path: '/xrpc/com.atproto.server.getSession' });
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      // Who answers anything is told that the session is over.
      expect((await world.grants('bluesky')).map((grant) => grant.alive)).toEqual([alive]);
    });

    it('one whose certificate does not hold › is told so, and the service goes on', async () => {
      const http = world.service.app.get(OutboundHttp);
      const send = http.send.bind(http);
      http.send = (request) => (request.url.endsWith(createSession) ? Promise.reject(new OutboundError('certificate', 'scripted')) : send(request));
      const answer = await login();
      http.send = send;
      expect([answer.status, answer.body.code]).toEqual([502, 'platform_error']);
      expect(answer.body.detail).toContain('certificate');
      expect((await login('ada.bsky.social', wrongPassword)).body.code).toBe('invalid_credentials');
    });

    it('one that fails › takes no login of the day', async () => {
      await fault({ reset: true }, { ...server, times: 20 });
      for (let n = 0; n < 12; n += 1) expect((await login()).status).toBe(503);
    });
  });

  describe('because of what is published about it', () => {
    const directory = { host: 'plc.directory', times: 9 };

    async function published(changes: object): Promise<void> {
      const { did } = await resolved();
      const service = [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: 'https://bsky.social' }];
      await fault({ status: 200, body: { id: did, alsoKnownAs: ['at://ada.bsky.social'], service, ...changes } }, directory);
    }

    async function resolved(): Promise<{ readonly did: string }> {
      const url = `${world.sandbox.url}/public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=ada.bsky.social`;
      return (await (await fetch(url)).json()) as { did: string };
    }

    const at = (serviceEndpoint: string): object => ({ service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint }] });

    it.each([
      ['names another handle', { alsoKnownAs: ['at://tess.bsky.social'] }, 422, 'validation_failed'],
      ['names no server', { service: [] }, 422, 'no_connectable_account'],
      ['is another’s', { id: 'did:plc:bbbbbbbbbbbbbbbbbbbbbbbb' }, 502, 'platform_error'],
      ['names a server with a user', at('https://ada:pw@bsky.social'), 422, 'unsafe_url'],
      ['names more than a server', at('https://bsky.social/xrpc'), 422, 'unsafe_url'],
      ['names a server without encryption', at('http://bsky.social'), 422, 'unsafe_url'],
      ['names what is no server', at('file:///etc/passwd'), 422, 'unsafe_url'],
    ])('a document that %s › is told so, and no password goes anywhere', async (_name, changes, status, code) => {
      await published(changes);
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(await world.requests(`?path=${createSession}`)).toEqual([]);
    });

    it('a document that names a server that does not exist › is told as one that is down', async () => {
      await published(at('https://nowhere.test'));
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([503, 'platform_unavailable']);
    });

    it('a document as it should be › connects nobody with a wrong password', async () => {
      await published({});
      expect((await login('ada.bsky.social', wrongPassword)).body.code).toBe('invalid_credentials');
    });

    it.each([
      ['that is down', { status: 503, body: html }, 503, 'platform_unavailable'],
      ['that hangs up', { reset: true }, 503, 'platform_unavailable'],
      ['that shows a page', { status: 200, body: html }, 502, 'platform_error'],
      ['whose account was deleted', { status: 410, body: { message: 'DID not available' } }, 422, 'validation_failed'],
    ])('a directory %s › is told so', async (_name, what, status, code) => {
      await fault(what, directory);
      const answer = await login();
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });
  });
});
