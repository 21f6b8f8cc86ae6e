import { describe, expect, it } from '@jest/globals';
import { providerContext } from '../../../test/fakes/provider-context.fake.js';
import { aTokenSet } from '../../../test/fakes/provider.fake.js';
import { standardPlatform } from '../../../test/fakes/provider-definition.fake.js';
import { ScriptedHttp } from '../../../test/fakes/provider-transport.fake.js';
import { redirectOf } from '../../../test/support/redirect-of.js';
import { ProviderError } from '../ports/provider-error.js';
import type { AuthorizationCodeLeg } from './authorization-code-leg.js';
import { createProvider } from './create-provider.js';
import { defineProvider, type OAuthDefinition } from './define-provider.js';

const leg: AuthorizationCodeLeg = {
  authorize: async () => ({ url: 'https://standard.test', codeVerifier: null }),
  exchange: async () => aTokenSet(),
};

function providerOf(definition: OAuthDefinition, http = new ScriptedHttp()) {
  return createProvider(providerContext(definition, http), () => leg);
}

describe('createProvider', () => {
  it('renews by refresh token, and gives null for what the answer leaves out', async () => {
    const http = new ScriptedHttp({ body: { access_token: 'at-2' } });

    const renewed = await providerOf(standardPlatform(), http).renew(aTokenSet());

    expect(http.sent[0]?.form).toEqual({ grant_type: 'refresh_token', refresh_token: 'refresh-1' });
    expect(renewed.accessToken.use((value) => value)).toBe('at-2');
    expect(renewed.refreshToken).toBeNull();
    expect(renewed.scopes).toBeNull();
  });

  it('asks nobody when there is no refresh token, and judges nothing', async () => {
    const http = new ScriptedHttp();

    await expect(providerOf(standardPlatform(), http).renew(aTokenSet({ refreshToken: null }))).rejects.toMatchObject({
      kind: 'rejected',
      step: 'renew',
    });
    expect(http.sent).toEqual([]);
  });

  it('does not renew where the platform knows no renewal', async () => {
    await expect(providerOf(standardPlatform({ renewal: { kind: 'none' } })).renew(aTokenSet())).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('turns first tokens into lasting ones where the definition says how', async () => {
    const completeExchange: OAuthDefinition['completeExchange'] = async (_context, tokens) => ({ ...tokens, scopes: ['long-lived'] });

    const tokens = await redirectOf(providerOf(standardPlatform({ completeExchange }))).exchange({ parameters: {}, codeVerifier: null, appId: null });

    expect(tokens.scopes).toEqual(['long-lived']);
  });

  it.each([
    [new ProviderError('revoked', 'probe'), { verdict: 'broken', reason: 'authorization_invalid' }],
    [new ProviderError('revoked', 'probe', { reason: 'password_changed' }), { verdict: 'broken', reason: 'password_changed' }],
    [new ProviderError('token_expired', 'probe'), { verdict: 'expired' }],
    [new ProviderError('missing_scopes', 'probe', { scopes: ['write'] }), { verdict: 'missing-scopes', scopes: ['write'] }],
    [new ProviderError('restricted', 'probe'), { verdict: 'restricted' }],
    [new ProviderError('rate_limited', 'probe', { retryAfterSeconds: 5 }), { verdict: 'inconclusive', cause: 'rate_limited', retryAfterSeconds: 5 }],
    [new ProviderError('unavailable', 'probe'), { verdict: 'inconclusive', cause: 'unavailable', retryAfterSeconds: null }],
    [new ProviderError('misconfigured', 'probe'), { verdict: 'inconclusive', cause: 'misconfigured', retryAfterSeconds: null }],
    [new ProviderError('rejected', 'probe'), { verdict: 'inconclusive', cause: 'rejected', retryAfterSeconds: null }],
  ])('answers a probe that failed with %s by a verdict', async (error, verdict) => {
    const provider = providerOf(standardPlatform({ probe: () => Promise.reject(error) }));

    expect(await provider.probe({ platformUserId: 'a', tokens: aTokenSet(), credentials: null })).toEqual(verdict);
  });

  it('does not hide a mistake of ours behind a verdict', async () => {
    const provider = providerOf(standardPlatform({ probe: () => Promise.reject(new TypeError('ours')) }));

    await expect(provider.probe({ platformUserId: 'a', tokens: aTokenSet(), credentials: null })).rejects.toThrow('ours');
  });
});

describe('defineProvider', () => {
  it.each<[string, Partial<OAuthDefinition>]>([
    ['an id that no path can carry', { id: 'Two Words' }],
    ['revocation without revoke', { revocation: 'token' }],
    ['revoke without revocation', { revoke: async () => undefined }],
    ['an own renewal without renew', { renewal: { kind: 'extend-access-token', minimumAgeSeconds: 1, leadSeconds: 1 } }],
    ['a required scope that is not asked for', { requiredScopes: ['admin'] }],
  ])('refuses %s', (_name, contradiction) => {
    expect(() => defineProvider({ ...standardPlatform(), ...contradiction })).toThrow('contradicts itself');
  });
});
