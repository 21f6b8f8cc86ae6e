import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  appPassword, did, directory, documentAt, fixture, home, jwt, method, openBluesky, sessionAnswer, standing, xrpcError, type BlueskyBench, type Routes,
} from '../../../../test/fakes/bluesky-network.fake.js';
import type { OutboundRequest } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';

const createSession = method('createSession');
const refreshSession = method('refreshSession');
const deleteSession = method('deleteSession');
const moved = 'https://new.test';
const elsewhere = { [directory]: documentAt(moved) };
const dead = xrpcError(400, 'ExpiredToken', 'Token has been revoked');
const wrong = xrpcError(401, 'AuthenticationRequired', 'Invalid identifier or password');

const clear = (value: unknown): unknown => (value instanceof Secret ? value.use((text) => text) : value);

/** The requests to an address, secrets in clear. */
function sentTo(bench: BlueskyBench, url: string) {
  const written = ({ method: verb, json, form, headers = {} }: OutboundRequest) => ({
    verb,
    body: json === undefined ? form : Object.fromEntries(Object.entries(json as object).map(([name, value]) => [name, clear(value)])),
    authorization: clear(headers['authorization']),
  });
  return bench.http.sent.filter((request) => request.url === url).map(written);
}

describe('login', () => {
  it('sends the app password to the account’s own server and to nobody else', async () => {
    const bench = openBluesky();
    const tokens = await bench.login();

    expect(sentTo(bench, createSession)).toEqual([{ verb: 'POST', body: { identifier: did, password: appPassword }, authorization: undefined }]);
    expect(bench.asked()).toHaveLength(3);
    expect({ ...tokens, accessToken: clear(tokens.accessToken), refreshToken: clear(tokens.refreshToken), recovery: clear(tokens.recovery) }).toEqual({
      accessToken: fixture('session')['accessJwt'],
      refreshToken: fixture('session')['refreshJwt'],
      scopes: ['com.atproto.appPass'],
      accessTokenExpiresAt: new Date('2026-11-23T14:00:00.000Z'),
      refreshTokenExpiresAt: new Date('2027-02-21T12:00:00.000Z'),
      server: home,
      clientId: null,
      reauthorizeBy: null,
      recovery: `${did} ${appPassword}`,
    });
  });

  it.each([
    ['opaque', 'opaque', null, null],
    ['of three parts that are nothing', 'a.b.c', null, null],
    ['without claims', jwt({}), null, null],
    ['with claims of other types', jwt({ exp: 'soon', scope: 7 }), null, null],
    ['with an end in another era', jwt({ exp: 9e15 }), null, null],
    ['with an end that never was', jwt({ exp: -5 }), null, null],
    ['of a privileged app password', jwt({ scope: 'com.atproto.appPassPrivileged', exp: 1795442400.7 }), ['com.atproto.appPassPrivileged'], new Date('2026-11-23T14:00:00.000Z')],
  ])('an access token %s › is taken, and no expiry is invented', async (_name, accessJwt, scopes, accessTokenExpiresAt) => {
    expect(await openBluesky({ [createSession]: sessionAnswer({ accessJwt }) }).login()).toMatchObject({ scopes, accessTokenExpiresAt });
  });

  it.each(['abcd-efgh-ijkl-mnop', 'main-password'])('a main password (%s) › is refused, and its session ended', async (password) => {
    const bench = openBluesky({ [createSession]: sessionAnswer({ accessJwt: jwt({ scope: 'com.atproto.access' }) }) });

    await expect(bench.login('bsky.app', password)).rejects.toMatchObject({ kind: 'main_password', step: 'login' });
    const authorization = `Bearer ${String(fixture('session')['refreshJwt'])}`;
    expect(sentTo(bench, deleteSession)).toEqual([{ verb: 'POST', body: undefined, authorization }]);
  });

  it.each<[string, Routes[string], ProviderErrorKind]>([
    ['wrong password', wrong, 'invalid_credentials'],
    ['second factor', xrpcError(401, 'AuthFactorTokenRequired'), 'two_factor'],
    ['taken down', xrpcError(401, 'AccountTakedown'), 'restricted'],
    ['deactivated', sessionAnswer({ active: false, status: 'deactivated' }), 'restricted'],
    ['a session of a taken-down account', sessionAnswer({ accessJwt: jwt({ scope: 'com.atproto.takendown' }) }), 'restricted'],
    ['a session of somebody who waits', sessionAnswer({ accessJwt: jwt({ scope: 'com.atproto.signupQueued' }) }), 'restricted'],
    ['limit', { status: 429, body: { error: 'RateLimitExceeded' } }, 'rate_limited'],
    ['outage', { status: 500, body: '<html>' }, 'unavailable'],
    ['a server that is gone', 'unknown_host', 'unavailable'],
    ['silence', 'timeout', 'timeout'],
    ['a page', { body: '<html>' }, 'invalid_response'],
    ['a page that refuses', { status: 401, body: '<html>AuthenticationRequired' }, 'invalid_response'],
    ['half a session', { body: { accessJwt: 'a', did } }, 'invalid_response'],
    ['a session of another', sessionAnswer({ did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }), 'invalid_response'],
    ['a server that may not be called', 'blocked', 'unsafe_address'],
    ['a server without a valid certificate', 'certificate', 'untrusted_server'],
  ])('%s › is its own failure, without the password', async (_name, reply, kind) => {
    const bench = openBluesky({ [createSession]: reply });
    const failure: unknown = await bench.login().catch((error: unknown) => error);

    expect(failure).toMatchObject({ kind, step: 'login' });
    expect(inspect(failure, { depth: 12 })).not.toContain(appPassword);
  });

  it('an end of the unwanted session that fails › changes nothing', async () => {
    const bench = openBluesky({ [createSession]: sessionAnswer({ accessJwt: jwt({ scope: 'com.atproto.access' }) }), [deleteSession]: 'network' });

    await expect(bench.login()).rejects.toMatchObject({ kind: 'main_password' });
  });
});

describe('renew', () => {
  it('refreshes with the refresh token and no body', async () => {
    const bench = openBluesky();
    const renewed = await bench.provider.renew(standing());

    expect(sentTo(bench, refreshSession)).toEqual([{ verb: 'POST', body: undefined, authorization: `Bearer ${String(fixture('session')['refreshJwt'])}` }]);
    expect(clear(renewed.refreshToken)).toBe(jwt({ jti: 'jti-2' }));
    expect(renewed).toMatchObject({ server: home, refreshTokenExpiresAt: null });
    expect(clear(renewed.recovery)).toBe(`${did} ${appPassword}`);
    expect(bench.asked()).toHaveLength(1);
  });

  it.each<[string, Routes[string]]>([
    ['was revoked', dead],
    ['is not known', xrpcError(400, 'InvalidToken')],
    ['is refused', xrpcError(401, 'AuthenticationRequired')],
  ])('a session that %s › another one is begun with the app password', async (_name, reply) => {
    const bench = openBluesky({ [refreshSession]: reply });
    const renewed = await bench.provider.renew(standing());

    expect(clear(renewed.refreshToken)).toBe(fixture('session')['refreshJwt']);
    expect(sentTo(bench, createSession)).toEqual([{ verb: 'POST', body: { identifier: did, password: appPassword }, authorization: undefined }]);
  });

  it('without a refresh token › the app password is the way', async () => {
    expect(clear((await openBluesky().provider.renew(standing({ refreshToken: null }))).refreshToken)).toBe(fixture('session')['refreshJwt']);
  });

  it.each<[string, Routes[string], object]>([
    ['is refused', wrong, { kind: 'revoked', reason: 'revoked_by_user', status: 401 }],
    ['needs a second factor', xrpcError(401, 'AuthFactorTokenRequired'), { kind: 'revoked', reason: 'revoked_by_user' }],
    ['cannot be tried', { status: 503 }, { kind: 'unavailable' }],
    ['is not answered', 'timeout', { kind: 'timeout' }],
    ['is answered by a page', { status: 401, body: '<html>' }, { kind: 'invalid_response' }],
    ['is over the limit', { status: 429, headers: { 'retry-after': '9' } }, { kind: 'rate_limited', retryAfterSeconds: 9 }],
    ['begins a session that can do nothing', sessionAnswer({ active: false }), { kind: 'restricted' }],
  ])('a dead session whose app password %s', async (_name, reply, failure) => {
    const bench = openBluesky({ [refreshSession]: dead, [createSession]: reply });

    await expect(bench.provider.renew(standing())).rejects.toMatchObject({ step: 'renew', ...failure });
  });

  it.each<[string, Routes[string], ProviderErrorKind]>([
    ['restricted', xrpcError(401, 'AccountTakedown'), 'restricted'],
    ['deactivated', sessionAnswer({ active: false, status: 'deactivated' }), 'restricted'],
    ['limited', { status: 429 }, 'rate_limited'],
    ['a page', { status: 400, body: '<html>ExpiredToken' }, 'invalid_response'],
    ['of another account', sessionAnswer({ did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }), 'invalid_response'],
    ['an outage', { status: 502 }, 'unavailable'],
    ['silence', 'timeout', 'timeout'],
  ])('an answer that is %s › no login is spent on it', async (_name, reply, kind) => {
    const bench = openBluesky({ [refreshSession]: reply });

    await expect(bench.provider.renew(standing())).rejects.toMatchObject({ kind, step: 'renew' });
    expect(sentTo(bench, createSession)).toEqual([]);
  });
});

describe('an account that moved', () => {
  const arrived = {
    [method('refreshSession', moved)]: sessionAnswer({ refreshJwt: 'from the new server' }),
    [method('createSession', moved)]: sessionAnswer({ refreshJwt: 'begun at the new server' }),
  };
  const renewed = async (routes: Routes) => {
    const tokens = await openBluesky({ ...arrived, ...routes }).provider.renew(standing());
    return [tokens.server, clear(tokens.refreshToken)];
  };
  const document = { ...fixture('did-document'), service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: moved }] };

  it('is told by the old server’s answer', async () => {
    expect(await renewed({ [refreshSession]: sessionAnswer({ refreshJwt: 'still good', didDoc: document }) })).toEqual([moved, 'still good']);
  });

  it.each([
    ['of another', { ...document, id: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['that cannot be read', { id: 7 }],
    ['that names more than an origin', { ...document, service: [{ ...document.service[0], serviceEndpoint: 'https://u:p@evil.test' }] }],
    ['that names no server', { ...document, service: [] }],
  ])('is not believed by a document %s', async (_name, didDoc) => {
    expect(await renewed({ [refreshSession]: sessionAnswer({ refreshJwt: 'still good', didDoc }) })).toEqual([home, 'still good']);
  });

  it.each<[string, Routes[string]]>([['network', 'network'], ['outage', { status: 503 }], ['silence', 'timeout'], ['name given up', 'unknown_host'], ['certificate', 'certificate']])(
    'is looked for once when the old server fails: %s',
    async (_name, reply) => {
      expect(await renewed({ ...elsewhere, [refreshSession]: reply })).toEqual([moved, 'from the new server']);
    },
  );

  it('where the session is not known there › the app password is tried', async () => {
    expect(await renewed({ ...elsewhere, [refreshSession]: 'network', [method('refreshSession', moved)]: dead })).toEqual([moved, 'begun at the new server']);
  });

  it('and left a deactivated account behind › logs in where it lives', async () => {
    expect(await renewed({ [refreshSession]: sessionAnswer({ active: false, didDoc: document }) })).toEqual([moved, 'begun at the new server']);
  });

  it('and is not known at the old server', async () => {
    const unknown = xrpcError(400, 'InvalidRequest', `Could not find user info for account: ${did}`);
    expect(await renewed({ ...elsewhere, [refreshSession]: unknown })).toEqual([moved, 'from the new server']);
  });

  it('and has no app password there › must be connected again', async () => {
    const routes = { ...elsewhere, [refreshSession]: 'network', [method('refreshSession', moved)]: dead, [method('createSession', moved)]: wrong } as const;
    await expect(renewed(routes)).rejects.toMatchObject({ kind: 'revoked', reason: 'authorization_invalid' });
  });

  it.each<[string, Routes[string], object]>([
    ['was deleted', { status: 410 }, { kind: 'revoked', reason: 'account_gone' }],
    ['lives nowhere else', documentAt(home), { kind: 'revoked', reason: 'account_gone' }],
    ['cannot be looked for', 'network', { kind: 'unavailable' }],
  ])('an account that its server does not know and that %s', async (_name, reply, failure) => {
    await expect(renewed({ [directory]: reply, [refreshSession]: xrpcError(403, 'AccountNotFound') })).rejects.toMatchObject(failure);
  });
});

describe('an account whose server is silent', () => {
  it.each<[string, Routes[string], object]>([
    ['was deleted', { status: 410 }, { kind: 'revoked', reason: 'account_gone' }],
    ['is not known to the directory', { status: 404 }, { kind: 'unavailable' }],
    ['lives nowhere else', documentAt(home), { kind: 'unavailable' }],
    ['cannot be looked for', 'network', { kind: 'unavailable' }],
  ])('and that %s', async (_name, reply, failure) => {
    const bench = openBluesky({ [directory]: reply, [refreshSession]: 'network' });
    await expect(bench.provider.renew(standing())).rejects.toMatchObject(failure);
  });
});

describe('revoke', () => {
  it('ends the session with the refresh token and no body', async () => {
    const bench = openBluesky();
    await bench.provider.revoke(standing());

    expect(sentTo(bench, deleteSession)).toEqual([{ verb: 'POST', body: undefined, authorization: `Bearer ${String(fixture('session')['refreshJwt'])}` }]);
  });

  it.each([dead, xrpcError(400, 'InvalidToken')])('a session that is over already › has been given back', async (reply) => {
    await expect(openBluesky({ [deleteSession]: reply }).provider.revoke(standing())).resolves.toBeUndefined();
  });

  it.each<[Routes[string], ProviderErrorKind]>([['network', 'unavailable'], [{ status: 500 }, 'unavailable'], [{ status: 400, body: '<html>' }, 'invalid_response']])(
    'answered by %j › was not given back',
    async (reply, kind) => {
      await expect(openBluesky({ [deleteSession]: reply }).provider.revoke(standing())).rejects.toMatchObject({ kind, step: 'revoke' });
    },
  );
});
