import { describe, expect, it } from '@jest/globals';
import { systemActor, type Actor } from '../../kernel/caller.js';
import { asId, type AccountId, type GrantId, type PlatformKey, type WorkspaceId } from '../../kernel/ids.js';
import { Secret } from '../../kernel/secret.js';
import { connectAgain, disconnect, firstConnection, found, setActive, verified, type Connection } from './social-account.js';
import { factsOf, type ReasonCode } from './status-reason.js';

const at = new Date('2026-11-23T10:00:00.000Z');
const later = new Date('2026-11-24T10:00:00.000Z');
const ana: Actor = { type: 'user', id: 'u_1' };

const connection: Connection = {
  profile: { network: 'n', accountType: 'personal', username: null, displayName: 'Ada', avatarUrl: null, profileUrl: null },
  grantId: asId<GrantId>('g1'),
  credentials: Secret.of('page-token'),
  connectedBy: 'u_1',
  actor: ana,
  at,
};
const again: Connection = { ...connection, grantId: asId<GrantId>('g2'), at: later };
const identity = { id: asId<AccountId>('a1'), workspaceId: asId<WorkspaceId>('acme'), platform: asId<PlatformKey>('p'), platformUserId: '7' };
const { account } = firstConnection(identity, connection);

describe('firstConnection', () => {
  it('a new identity › is connected, active and verified, and history says by whom', () => {
    const change = firstConnection(identity, connection);
    expect(change.account).toMatchObject({ status: 'connected', isActive: true, lastVerifiedAt: at, connectedBy: 'u_1', removedAt: null });
    expect(change.event).toEqual({ workspaceId: 'acme', accountId: 'a1', type: 'connected', at, actor: ana, reason: null, data: {} });
  });
});

describe('connectAgain', () => {
  it('a broken, inactive account › heals, keeps its id and stays inactive', () => {
    const broken = found(setActive(account, false, ana, at).account, 'revoked_by_user', systemActor, at).account;
    const change = connectAgain(broken, again);
    expect(change.account).toMatchObject({ id: 'a1', status: 'connected', reason: null, isActive: false, grantId: 'g2', createdAt: at });
    expect(change.event?.type).toBe('reconnected');
  });

  it('a disconnected account › comes back under its id, active', () => {
    const gone = disconnect(setActive(account, false, ana, at).account, ana, at).account;
    const change = connectAgain(gone, again);
    expect(change.account).toMatchObject({ id: 'a1', isActive: true, removedAt: null, grantId: 'g2' });
    expect(change.event?.type).toBe('connected');
  });
});

describe('disconnect', () => {
  it('a connected account › keeps nothing secret', () => {
    const { account: gone, event } = disconnect(account, ana, later);
    expect(gone).toMatchObject({ grantId: null, credentials: null, removedAt: later });
    expect(event?.type).toBe('disconnected');
  });
});

describe('setActive', () => {
  it('what is already so › changes nothing and leaves no line', () => {
    expect(setActive(account, true, ana, later)).toEqual({ account, event: null });
  });

  it('a change › leaves a line', () => {
    expect(setActive(account, false, ana, later)).toMatchObject({ account: { isActive: false, updatedAt: later }, event: { type: 'deactivated' } });
  });
});

describe('found', () => {
  const expectations: [ReasonCode, string, string][] = [
    ['revoked_by_user', 'disconnected', 'reconnect'],
    ['revoked_by_platform', 'disconnected', 'reconnect'],
    ['password_changed', 'disconnected', 'reconnect'],
    ['role_lost', 'disconnected', 'reconnect'],
    ['account_gone', 'disconnected', 'reconnect'],
    ['scopes_removed', 'disconnected', 'reconnect'],
    ['authorization_invalid', 'disconnected', 'reconnect'],
    ['refresh_token_expired', 'token_expired', 'reconnect'],
    ['refresh_rejected', 'token_expired', 'reconnect'],
    ['not_renewable', 'token_expired', 'reconnect'],
    ['account_restricted', 'connected', 'act_on_platform'],
  ];

  it.each(expectations)('%s › puts the account into %s, and %s helps', (code, status, action) => {
    const change = found(account, code, systemActor, later);
    expect(change.account).toMatchObject({ status, reason: { code, since: later } });
    expect(change.event).toMatchObject({ type: 'status_changed', reason: code, data: { from: 'connected', to: status } });
    expect(factsOf(code).action).toBe(action);
  });

  it('the same reason again › keeps since when and leaves no line', () => {
    const once = found(account, 'role_lost', systemActor, at).account;
    expect(found(once, 'role_lost', systemActor, later)).toEqual({ account: once, event: null });
  });
});

describe('verified', () => {
  it('a broken account that works again › recovers, with a line', () => {
    const broken = found(account, 'revoked_by_user', systemActor, at).account;
    const change = verified(broken, systemActor, later);
    expect(change.account).toMatchObject({ status: 'connected', reason: null, lastVerifiedAt: later });
    expect(change.event).toMatchObject({ type: 'status_changed', data: { from: 'disconnected', to: 'connected' } });
  });

  it('an account that was fine › is only marked as seen', () => {
    const change = verified(account, systemActor, later);
    expect(change.account).toMatchObject({ lastVerifiedAt: later, updatedAt: at });
    expect(change.event).toBeNull();
  });
});
