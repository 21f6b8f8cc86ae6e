import { describe, expect, it } from '@jest/globals';
import { asId, type AccountId, type ConnectSessionId, type PlatformKey, type WorkspaceId } from '../../kernel/ids.js';
import { Secret } from '../../kernel/secret.js';
import {
  assertOpen,
  assertStatus,
  authorized,
  beginSession,
  cancelled,
  completed,
  expired,
  failed,
  isOpen,
  launched,
  statusAt,
  wasBegunBy,
  type ConnectSession,
  type Obtained,
} from './connect-session.js';

const at = new Date('2026-11-23T10:00:00.000Z');
const justBefore = new Date('2026-11-23T10:09:59.999Z');
const theEnd = new Date('2026-11-23T10:10:00.000Z');

const begun = beginSession(
  {
    id: asId<ConnectSessionId>('s'),
    workspaceId: asId<WorkspaceId>('acme'),
    platform: asId<PlatformKey>('p'),
    initiator: { kind: 'person', id: 'u_1', onBehalfOf: null },
    returnUrl: 'https://app.example/c',
    appId: null,
    reconnectAccountId: null,
    launchTokenHash: 'launch',
  },
  at,
  600,
);
const obtained: Obtained = {
  obtainedAt: at,
  tokens: { accessToken: Secret.of('t'), refreshToken: null, scopes: null, accessTokenExpiresAt: null, refreshTokenExpiresAt: null, server: null, clientId: null, reauthorizeBy: null, recovery: null },
  identity: { subject: '1', displayName: 'Ada', username: null, avatarUrl: null, profileUrl: null },
  candidates: [],
  others: [],
};
const onItsWay = launched(begun, { browserHash: 'browser', stateHash: 'state', codeVerifier: Secret.of('v') }, at);
const waiting = authorized(onItsWay, obtained, 'code', at);

const nothingUsable = {
  launchTokenHash: null,
  browserHash: null,
  stateHash: null,
  codeVerifier: null,
  connectCodeHash: null,
  obtained: null,
};

describe('a connect session', () => {
  it.each<[string, ConnectSession]>([
    ['completed', completed(waiting, [asId<AccountId>('a')], at)],
    ['failed', failed(onItsWay, { code: 'access_denied', message: 'no' }, at)],
    ['cancelled', cancelled(waiting, at)],
    ['expired', expired(waiting, at)],
  ])('that is %s › keeps nothing that could still be used', (status, session) => {
    expect(session).toMatchObject({ ...nothingUsable, status });
  });

  it('that was authorized › no longer holds the verifier', () => {
    expect(waiting).toMatchObject({ status: 'awaiting_completion', codeVerifier: null, connectCodeHash: 'code' });
  });

  it('launched anew › counts the attempt', () => {
    expect(launched(onItsWay, { browserHash: 'browser', stateHash: 'other', codeVerifier: null }, at).attempt).toBe(2);
  });
});

describe('time', () => {
  it('a moment before the end › is open', () => {
    expect(isOpen(waiting, justBefore)).toBe(true);
    expect(statusAt(waiting, justBefore)).toBe('awaiting_completion');
  });

  it('at the end › is expired, swept or not', () => {
    expect(isOpen(waiting, theEnd)).toBe(false);
    expect(statusAt(waiting, theEnd)).toBe('expired');
    expect(() => assertOpen(waiting, theEnd)).toThrow(expect.objectContaining({ code: 'session_expired' }));
    expect(() => assertOpen(expired(waiting, at), at)).toThrow(expect.objectContaining({ code: 'session_expired' }));
  });

  it('a completed session after its end › stays completed', () => {
    expect(statusAt(completed(waiting, [], at), theEnd)).toBe('completed');
  });
});

describe('assertStatus', () => {
  it('another status › says session_not_open', () => {
    expect(() => assertStatus(onItsWay, 'awaiting_completion', at)).toThrow(expect.objectContaining({ code: 'session_not_open' }));
    expect(() => assertOpen(cancelled(waiting, at), at)).toThrow(expect.objectContaining({ code: 'session_not_open' }));
  });

  it('the status asked for › passes', () => {
    expect(() => assertStatus(waiting, 'awaiting_completion', at)).not.toThrow();
    expect(() => assertOpen(onItsWay, at)).not.toThrow();
  });
});

describe('wasBegunBy', () => {
  const roles = new Map();

  it('the same person › did', () => {
    expect(wasBegunBy(begun, { kind: 'person', id: 'u_1', roles })).toBe(true);
  });

  it('another person, and a key of the same id › did not', () => {
    expect(wasBegunBy(begun, { kind: 'person', id: 'u_2', roles })).toBe(false);
    expect(wasBegunBy(begun, { kind: 'service_key', id: 'u_1' })).toBe(false);
  });
});
