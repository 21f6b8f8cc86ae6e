import { describe, expect, it } from '@jest/globals';
import { FakeInstances, instancePlatform } from '../../../test/fakes/instance-platform.fake.js';
import { FakeInstanceApps } from '../../../test/fakes/instance-apps.fake.js';
import { PlainAddresses } from '../../../test/fakes/platform-address.fake.js';
import { providerContext, StandingTime } from '../../../test/fakes/provider-context.fake.js';
import { aTokenSet } from '../../../test/fakes/provider.fake.js';
import { redirectOf } from '../../../test/support/redirect-of.js';
import { Timer } from '../../kernel/ports/timer.js';
import { Secret } from '../../kernel/secret.js';
import { passportConnect } from '../adapters/passport/passport-connect.js';
import type { ConnectInputs } from '../ports/provider.js';
import { createProvider } from './create-provider.js';
import type { OAuthDefinition } from './define-provider.js';

const at = (host: string): ConnectInputs => ({ texts: { host }, passwords: {} });
const state = Secret.of('state-1');

/** Gives others a turn, as long as it takes; no time passes. */
class Turns extends Timer {
  override sleep(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}

/** Several processes over one store, at the same servers. */
function world(options: { readonly processes?: number; readonly timer?: Timer; readonly definition?: OAuthDefinition } = {}) {
  const http = new FakeInstances();
  const time = new StandingTime();
  const apps = new FakeInstanceApps();
  const definition = options.definition ?? instancePlatform();
  const open = () =>
    createProvider({ ...providerContext(definition, http, { time }), timer: options.timer ?? time.timer }, passportConnect(new PlainAddresses()), apps);
  const providers = Array.from({ length: options.processes ?? 1 }, open);
  const connects = providers.map(redirectOf);
  const [provider, connect] = [providers[0], connects[0]];
  if (provider === undefined || connect === undefined) throw new Error('no process');
  const prepare = async (host = 'one.test'): Promise<string> => (await connect.prepare(at(host))) ?? '';
  return { http, time, apps, provider, connect, connects, prepare };
}

describe('prepare', () => {
  it('30 first connects at two processes › register one app', async () => {
    const { connects, http } = world({ processes: 2, timer: new Turns() });
    const ids = await Promise.all([...connects, ...connects, ...connects].flatMap((each) => Array.from({ length: 5 }, () => each.prepare(at('one.test')))));

    expect(new Set(ids).size).toBe(1);
    expect(http.count('/apps')).toBe(1);
  });

  it('another server › has another app', async () => {
    const { prepare, http } = world();

    expect(await prepare('two.test')).not.toBe(await prepare('one.test'));
    expect(http.count('/apps')).toBe(2);
  });

  it('an app › is registered with a redirect URI of its own', async () => {
    const { prepare, http } = world();
    const id = await prepare();

    expect(http.calls[0]?.form).toMatchObject({ redirect_uris: `https://service.test/v1/oauth/standard/${id}/callback`, client_name: 'Ours' });
  });

  it('a registration that failed › tells so, and the next one registers', async () => {
    const { prepare, http, connect } = world();
    http.instead.set('/apps', { status: 200, json: null });
    await expect(connect.prepare(at('one.test'))).rejects.toThrow();
    http.instead.clear();

    expect(await prepare()).toEqual(expect.any(String));
  });

  it('a process that died while registering › is taken over from', async () => {
    const { prepare, apps, http, time } = world();
    const key = { platform: 'standard', origin: 'https://one.test', redirectBase: 'https://service.test/v1/oauth/standard', scopes: ['read', 'write'], clientName: 'Ours' };
    await apps.claim(key, time.now(), new Date(time.now().getTime() + 30_000));
    const began = time.now().getTime();

    await prepare();
    expect(http.count('/apps')).toBe(1);
    expect(time.now().getTime() - began).toBe(30_000);
  });

  it('a fresh app › has a token of its own at once', async () => {
    const { prepare, http } = world();
    await prepare();

    expect(http.calls.map(({ path }) => path)).toEqual(['/apps', '/token']);
    expect(http.calls[1]?.form).toEqual({ grant_type: 'client_credentials', scope: 'read write', client_id: 'client-1', client_secret: 'secret-of-client-1' });
  });
});

describe('an app that was not asked about for some minutes', () => {
  it('is asked about once more, and not again soon', async () => {
    const { prepare, http, time, connect } = world();
    const id = await prepare();
    await time.timer.sleep(119_000);
    expect(await connect.confirmApp(id)).toBe(id);
    expect(http.count('/token')).toBe(1);
    await time.timer.sleep(1_000);

    expect([await prepare(), await connect.confirmApp(id)]).toEqual([id, id]);
    expect(http.count('/token')).toBe(2);
  });

  it.each(['prepare', 'confirmApp'] as const)('is registered anew by %s when the server forgot it', async (way) => {
    const { prepare, http, time, connect, apps } = world();
    const id = await prepare();
    await time.timer.sleep(120_000);
    http.forget();
    const successor = way === 'prepare' ? await prepare() : await connect.confirmApp(id);

    expect(successor).not.toBe(id);
    expect(await apps.find(id)).toMatchObject({ retired: true });
    expect((await connect.authorize({ state, appId: successor })).url).toContain('client_id=client-2');
    expect(await connect.confirmApp(id)).toBe(successor);
  });

  it.each([
    ['is away', 503],
    ['answers nonsense', 200],
    ['knows no such grant', 400],
  ])('is kept when the server %s', async (_name, status) => {
    const { prepare, http, time } = world();
    const id = await prepare();
    await time.timer.sleep(120_000);
    http.instead.set('/token', { status, json: { error: 'unsupported_grant_type' } });

    expect(await prepare()).toBe(id);
    expect(http.count('/apps')).toBe(1);
  });

  it('is never asked about where the server refused to tell from the beginning', async () => {
    const { prepare, http, time } = world();
    http.instead.set('/token', { status: 401, json: { error: 'invalid_client' } });
    const id = await prepare();
    await time.timer.sleep(500_000);

    expect(await prepare()).toBe(id);
    expect(http.count('/token')).toBe(1);
  });
});

describe('replaceApp', () => {
  it('many who find out at once › get one new app', async () => {
    const { connects, http, prepare } = world({ processes: 2, timer: new Turns() });
    const id = await prepare();
    http.forget();
    const ids = await Promise.all(connects.flatMap((each) => Array.from({ length: 10 }, () => each.replaceApp(id))));

    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).not.toBe(id);
    expect(http.count('/apps')).toBe(2);
  });

  it('an app that nobody knows › is unknown', async () => {
    await expect(world().connect.replaceApp('0')).rejects.toMatchObject({ kind: 'client_unknown' });
  });
});

describe('authorize and exchange', () => {
  it('send the person to the app’s server, and the code there and nowhere else', async () => {
    const { prepare, connect, http } = world();
    await prepare('one.test');
    const appId = await prepare('two.test');
    const { url, codeVerifier } = await connect.authorize({ state, appId });
    const page = new URL(url);

    expect(`${page.origin}${page.pathname}`).toBe('https://two.test/authorize');
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      client_id: 'client-2',
      redirect_uri: `https://service.test/v1/oauth/standard/${appId}/callback`,
      scope: 'read write',
      code_challenge_method: 'S256',
    });
    const tokens = await connect.exchange({ parameters: { code: 'code-1' }, codeVerifier, appId });
    expect(http.calls.at(-1)?.form).toMatchObject({ code: 'code-1', client_id: 'client-2', client_secret: 'secret-of-client-2' });
    expect(tokens).toMatchObject({ server: 'https://two.test', clientId: 'client-2', scopes: ['read', 'write'] });
  });

  it('a server without PKCE › is sent no challenge', async () => {
    const { apps, connect, prepare, time } = world();
    const appId = await prepare();
    const app = await apps.find(appId);
    if (app === null) throw new Error('no app');
    await apps.confirm(appId, { ...app.server, pkce: null }, time.now());

    const { url, codeVerifier } = await connect.authorize({ state, appId });
    expect([url.includes('code_challenge'), codeVerifier]).toEqual([false, null]);
  });

  it('a code for an app that the server forgot › says client_unknown', async () => {
    const { connect, http, prepare } = world();
    const appId = await prepare();
    http.forget();

    await expect(connect.exchange({ parameters: { code: 'c' }, codeVerifier: null, appId })).rejects.toMatchObject({ kind: 'client_unknown' });
  });

  it.each([null, '0'])('no such app (%s) › is unknown', async (appId) => {
    const { connect } = world();
    await expect(connect.authorize({ state, appId })).rejects.toMatchObject({ kind: 'client_unknown' });
    await expect(connect.exchange({ parameters: { code: 'c' }, codeVerifier: null, appId })).rejects.toMatchObject({ kind: 'client_unknown' });
  });
});

describe('calls for tokens', () => {
  const tokens = aTokenSet({ server: 'https://one.test', clientId: 'client-1' });

  it('a renewal › proves itself by the app that the tokens were given to, also a retired one, and stays at its server', async () => {
    const { provider, prepare, apps, http, time } = world();
    await apps.retire(await prepare('one.test'));
    await prepare('two.test');
    const renewed = await provider.renew(tokens);

    expect(http.calls.at(-1)).toEqual({
      path: '/token',
      form: { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client-1', client_secret: 'secret-of-client-1' },
    });
    expect(renewed).toMatchObject({ server: 'https://one.test', clientId: 'client-1' });
    expect(time.sleeps).toEqual([]);
  });

  it('revoking › has the app’s proof and the server’s address', async () => {
    const seen: unknown[] = [];
    const definition = instancePlatform({
      revocation: 'person',
      revoke: ({ client, settings }) => {
        seen.push([client.clientId, settings.apiUrl, settings.urls['REVOKE_URL']]);
        return Promise.resolve();
      },
    });
    const { provider, prepare } = world({ definition });
    await prepare('one.test');
    await provider.revoke(tokens);

    expect(seen).toEqual([['client-1', 'https://one.test', 'https://one.test/revoke']]);
  });

  it('tokens of an app that is gone › cannot be renewed, which proves nothing', async () => {
    await expect(world().provider.renew(tokens)).rejects.toMatchObject({ kind: 'client_unknown', step: 'renew' });
  });
});
