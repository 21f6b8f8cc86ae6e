import { describe, expect, it } from '@jest/globals';
import { asId, type GrantId, type PlatformKey, type WorkspaceId } from '../../kernel/ids.js';
import { Secret } from '../../kernel/secret.js';
import type { Renewal, TokenSet } from '../../kernel/authorization.js';
import { newGrant, reauthorized, renewed, scopeChange, withoutRefreshToken, type GrantPolicy } from './grant.js';

const at = new Date('2026-11-23T10:00:00.000Z');
const later = new Date('2026-12-23T10:00:00.000Z');
const accessEnd = new Date('2027-01-22T10:00:00.000Z');
const refreshEnd = new Date('2027-11-23T10:00:00.000Z');

const holder = { workspaceId: asId<WorkspaceId>('acme'), platform: asId<PlatformKey>('p'), clientId: 'c', subject: 's' };

function tokens(part: Partial<TokenSet> = {}): TokenSet {
  return {
    accessToken: Secret.of('a1'),
    refreshToken: Secret.of('r1'),
    scopes: ['read', 'write'],
    accessTokenExpiresAt: accessEnd,
    refreshTokenExpiresAt: refreshEnd,
    server: null,
    clientId: null,
    reauthorizeBy: null,
    recovery: null,
    ...part,
  };
}

function policy(renewal: Renewal = { kind: 'refresh-token', rotates: false, leadSeconds: 60 }): GrantPolicy {
  return { renewal, requestedScopes: ['read', 'write', 'more'] };
}

const grant = newGrant(asId<GrantId>('g'), holder, tokens(), policy(), at);
const reveal = (secret: Secret | null): string | null => secret?.use((value) => value) ?? null;

describe('newGrant', () => {
  it('a platform that does not say what it granted › stands for what was asked', () => {
    expect(newGrant(asId<GrantId>('g'), holder, tokens({ scopes: null }), policy(), at).scopes).toEqual(['read', 'write', 'more']);
  });

  it.each<[string, Renewal, Partial<TokenSet>, Date | null]>([
    ['a refresh token with a fixed end', { kind: 'refresh-token', rotates: false, leadSeconds: 60 }, {}, refreshEnd],
    ['a rolling refresh token', { kind: 'refresh-token', rotates: true, leadSeconds: 60 }, {}, null],
    ['no refresh token', { kind: 'refresh-token', rotates: false, leadSeconds: 60 }, { refreshToken: null }, accessEnd],
    ['no refresh token and no end', { kind: 'refresh-token', rotates: true, leadSeconds: 60 }, { refreshToken: null, accessTokenExpiresAt: null }, null],
    ['no renewal at all', { kind: 'none' }, {}, accessEnd],
    ['no renewal and no known end', { kind: 'none' }, { accessTokenExpiresAt: null }, null],
    ['a moment that the platform named', { kind: 'none' }, { reauthorizeBy: refreshEnd }, refreshEnd],
    ['a token that can be extended', { kind: 'extend-access-token', minimumAgeSeconds: 1, leadSeconds: 60 }, { refreshToken: null }, null],
  ])('%s › says from when only the person can renew', (_, renewal, part, expected) => {
    expect(newGrant(asId<GrantId>('g'), holder, tokens(part), policy(renewal), at).reauthorizeBy).toEqual(expected);
  });
});

describe('renewed', () => {
  const answer = tokens({ accessToken: Secret.of('a2'), refreshToken: null, scopes: null, refreshTokenExpiresAt: null });

  it('an answer without refresh token › keeps the old one with its end, and the scopes', () => {
    const result = renewed(grant, answer, policy(), later);
    expect(reveal(result.tokens.accessToken)).toBe('a2');
    expect(reveal(result.tokens.refreshToken)).toBe('r1');
    expect(result.tokens.refreshTokenExpiresAt).toEqual(refreshEnd);
    expect(result.scopes).toEqual(['read', 'write']);
    expect(result.version).toBe(2);
    expect(result.obtainedAt).toEqual(at);
  });

  it('an answer that does not repeat server, app and app password › keeps them', () => {
    const first = newGrant(asId<GrantId>('g'), holder, tokens({ server: 'https://pds.test', clientId: 'app', recovery: Secret.of('pw') }), policy(), at);

    const kept = renewed(first, answer, policy(), later).tokens;
    expect([kept.server, kept.clientId, reveal(kept.recovery)]).toEqual(['https://pds.test', 'app', 'pw']);
    expect(renewed(first, { ...answer, server: 'https://new.test' }, policy(), later).tokens.server).toBe('https://new.test');
  });

  it('the same refresh token without an end › keeps the known end', () => {
    const result = renewed(grant, tokens({ refreshTokenExpiresAt: null }), policy(), later);
    expect(result.tokens.refreshTokenExpiresAt).toEqual(refreshEnd);
  });

  it('another refresh token without an end › has no known end', () => {
    const result = renewed(grant, tokens({ refreshToken: Secret.of('r2'), refreshTokenExpiresAt: null }), policy(), later);
    expect(reveal(result.tokens.refreshToken)).toBe('r2');
    expect(result.tokens.refreshTokenExpiresAt).toBeNull();
  });

  it('an answer without expiry › stores none, instead of the old one', () => {
    expect(renewed(grant, tokens({ accessTokenExpiresAt: null }), policy(), later).tokens.accessTokenExpiresAt).toBeNull();
  });
});

describe('reauthorized', () => {
  const withoutRefresh = tokens({ accessToken: Secret.of('a2'), refreshToken: null, refreshTokenExpiresAt: null });

  it('without a refresh token, while the old one lives › keeps it: some platforms give it once', () => {
    const result = reauthorized(grant, withoutRefresh, policy(), later);
    expect(reveal(result.tokens.refreshToken)).toBe('r1');
    expect(result.reauthorizeBy).toEqual(refreshEnd);
  });

  it('without a refresh token, when the old one has ended › has none, and the access token’s end counts', () => {
    const result = reauthorized(grant, withoutRefresh, policy(), refreshEnd);
    expect(result.tokens.refreshToken).toBeNull();
    expect(result.tokens.refreshTokenExpiresAt).toBeNull();
    expect(result.reauthorizeBy).toEqual(accessEnd);
  });

  it('without a refresh token, when the old one was refused › has none', () => {
    const result = reauthorized(withoutRefreshToken(grant), withoutRefresh, policy(), later);
    expect(result.tokens.refreshToken).toBeNull();
    expect(result.reauthorizeBy).toEqual(accessEnd);
  });

  it('a new authorization › takes its scopes and its moment', () => {
    const result = reauthorized(grant, tokens({ scopes: ['read'] }), policy(), later);
    expect(result.scopes).toEqual(['read']);
    expect(result.obtainedAt).toEqual(later);
    expect(result.version).toBe(2);
    expect(result.createdAt).toEqual(at);
  });
});

describe('scopeChange', () => {
  it('the same scopes in another order › is none', () => {
    expect(scopeChange(['read', 'write'], ['write', 'read'])).toBeNull();
  });

  it('one more and one less › names both', () => {
    expect(scopeChange(['read', 'write'], ['write', 'admin'])).toEqual({ added: ['admin'], removed: ['read'] });
  });
});
