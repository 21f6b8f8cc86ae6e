import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '../ports/provider-error.js';
import { readTokenSet } from './token-response.js';

const receivedAt = new Date('2026-11-23T12:00:00.000Z');
const read = (body: unknown, step: 'exchange' | 'renew' = 'exchange') => readTokenSet(body, step, receivedAt);

describe('readTokenSet', () => {
  it('reads every field, counting expiries from the moment of the answer', () => {
    const tokens = read({
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 7200,
      refresh_token_expires_in: 86_400,
      scope: 'read write',
      token_type: 'bearer',
    });

    expect(tokens.accessToken.use((value) => value)).toBe('a');
    expect(tokens.refreshToken?.use((value) => value)).toBe('r');
    expect(tokens.accessTokenExpiresAt).toEqual(new Date('2026-11-23T14:00:00.000Z'));
    expect(tokens.refreshTokenExpiresAt).toEqual(new Date('2026-11-24T12:00:00.000Z'));
    expect(tokens.scopes).toEqual(['read', 'write']);
  });

  it.each([[{}], [{ refresh_token: null, expires_in: null, refresh_token_expires_in: null, scope: null }], [{ refresh_token: '', scope: '' }]])(
    'gives null for what the platform left out: %j',
    (absent) => {
      const { refreshToken, scopes, accessTokenExpiresAt, refreshTokenExpiresAt } = read({ access_token: 'a', ...absent });

      expect({ refreshToken, scopes, accessTokenExpiresAt, refreshTokenExpiresAt }).toEqual({
        refreshToken: null,
        scopes: null,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
      });
    },
  );

  it.each([
    ['a b', ['a', 'b']],
    ['a,b', ['a', 'b']],
    ['a, b  c', ['a', 'b', 'c']],
    [['a', 'b'], ['a', 'b']],
    [['a,b', 'c'], ['a', 'b', 'c']],
    ['a a', ['a']],
    [[], []],
    [[1], null],
    [{ a: true }, null],
  ])('reads the scopes %j as %j', (scope, expected) => {
    expect(read({ access_token: 'a', scope }).scopes).toEqual(expected);
  });

  it('takes a lifetime written as text', () => {
    expect(read({ access_token: 'a', expires_in: '3600' }).accessTokenExpiresAt).toEqual(new Date('2026-11-23T13:00:00.000Z'));
  });

  describe('a lifetime that is nonsense', () => {
    const nonsense = ['soon', -1, 0, Number.MAX_VALUE, {}, true, '1e3', ''];

    it.each(nonsense)('is refused at the exchange: %j', (expires_in) => {
      expect(() => read({ access_token: 'a', expires_in })).toThrow(new ProviderError('invalid_response', 'exchange'));
    });

    it.each(nonsense)('does not lose the tokens of a renewal: %j', (expires_in) => {
      const tokens = read({ access_token: 'a', refresh_token: 'r', expires_in }, 'renew');

      expect(tokens.refreshToken?.use((value) => value)).toBe('r');
      expect(tokens.accessTokenExpiresAt).toBeNull();
    });
  });

  it.each([undefined, null, 'text', 7, [], [{ access_token: 'a' }], {}, { access_token: '' }, { access_token: 7 }, { error: 'invalid_grant' }])(
    'is a failure without an access token: %j',
    (body) => {
      expect(() => read(body, 'renew')).toThrow(new ProviderError('invalid_response', 'renew'));
    },
  );

  it('refuses a refresh token that is not text', () => {
    expect(() => read({ access_token: 'a', refresh_token: 7 })).toThrow(ProviderError);
  });
});
