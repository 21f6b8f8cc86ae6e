import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { PersonCaller } from '../../../kernel/caller.js';
import { Secret } from '../../../kernel/secret.js';
import { startIdentityProvider, type IdentityProvider, type Misbehaviour } from '../../../../test/support/identity-provider.js';
import type { PersonTokens } from '../../ports/person-tokens.js';
import { createPersonTokens } from './person-tokens.factory.js';

const second = 1_000;
const minute = 60 * second;

describe('JosePersonTokens', () => {
  let provider: IdentityProvider;
  let now: number;
  let tokens: PersonTokens;
  let failures: string[];

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });

  beforeEach(() => {
    provider.requests = 0;
    provider.misbehaviour = null;
    now = Date.now();
    failures = [];
    tokens = tokensFor('workspaces');
  });

  afterAll(() => provider.stop());

  function tokensFor(workspacesClaim: string): PersonTokens {
    const log = (event: string): unknown => failures.push(event);
    const logger = { debug: log, info: log, warn: log, error: log };
    const { jwksUrl, issuer, audience } = provider;
    return createPersonTokens({ jwksUrl, issuer, audience, workspacesClaim }, logger, () => now);
  }

  function verify(token: string): Promise<PersonCaller | null> {
    return tokens.verify(Secret.of(token));
  }

  const nowInSeconds = (): number => Math.floor(now / second);

  describe('a token of the provider', () => {
    it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('signed with %s › names the person and the roles', async (alg) => {
      const claims = { sub: 'u_7', workspaces: [{ id: 'acme', role: 'admin' }, { id: 'beta', role: 'viewer' }] };

      const person = await verify(await provider.sign(claims, { alg }));

      expect(person).toEqual({ kind: 'person', id: 'u_7', roles: new Map([['acme', 'admin'], ['beta', 'viewer']]) });
    });

    it('the roles stand in another claim › they are read there', async () => {
      tokens = tokensFor('https://acme.test/workspaces');
      const claims = { workspaces: [{ id: 'beta', role: 'owner' }], 'https://acme.test/workspaces': [{ id: 'acme', role: 'member' }] };

      expect((await verify(await provider.sign(claims)))?.roles).toEqual(new Map([['acme', 'member']]));
    });

    it('no workspaces › a person without any', async () => {
      expect((await verify(await provider.sign()))?.roles.size).toBe(0);
    });

    it('for several audiences, us among them › accepted', async () => {
      expect(await verify(await provider.sign({ aud: ['another', provider.audience] }))).not.toBeNull();
    });

    it('expired within the leeway › accepted', async () => {
      expect(await verify(await provider.sign({ exp: nowInSeconds() - 20 }))).not.toBeNull();
    });

    it('valid from a moment within the leeway › accepted', async () => {
      expect(await verify(await provider.sign({ nbf: nowInSeconds() + 20 }))).not.toBeNull();
    });
  });

  describe('a token that must not pass', () => {
    it.each([
      ['another issuer', { iss: 'https://evil.test/' }],
      ['the issuer without its slash', { iss: 'https://id.acme.test' }],
      ['another audience', { aud: 'another' }],
      ['an empty subject', { sub: '' }],
      ['a subject with a control character', { sub: 'u\u0000' }],
      ['a subject longer than 255', { sub: 'u'.repeat(256) }],
    ])('%s › nobody', async (_, claims) => {
      expect(await verify(await provider.sign(claims))).toBeNull();
    });

    it.each(['iss', 'aud', 'sub', 'exp'])('without %s › nobody', async (name) => {
      expect(await verify(await provider.sign({}, { without: [name] }))).toBeNull();
    });

    it('expired › nobody', async () => {
      expect(await verify(await provider.sign({ exp: nowInSeconds() - 40 }))).toBeNull();
    });

    it('not valid yet › nobody', async () => {
      expect(await verify(await provider.sign({ nbf: nowInSeconds() + 60 }))).toBeNull();
    });

    it('unsecured (`alg: none`) › nobody', async () => {
      expect(await verify(new UnsecuredJWT(provider.payload()).encode())).toBeNull();
    });

    it('signed HS256 with the public key as the secret › nobody', async () => {
      const pem = new TextEncoder().encode(await provider.publicPem());
      const forged = await new SignJWT(provider.payload()).setProtectedHeader({ alg: 'HS256', kid: provider.kidOf('RS256') }).sign(pem);

      expect(await verify(forged)).toBeNull();
    });

    it('signed by another provider under a known key id › nobody', async () => {
      const other = await startIdentityProvider();
      const forged = await other.sign({}, { kid: provider.kidOf('RS256') });
      await other.stop();

      expect(await verify(forged)).toBeNull();
    });

    it('signed by a key that the header names for another algorithm › nobody', async () => {
      expect(await verify(await provider.sign({}, { kid: provider.kidOf('ES256') }))).toBeNull();
    });

    it('a claim changed after signing › nobody', async () => {
      const [header, , signature] = (await provider.sign()).split('.');
      const payload = Buffer.from(JSON.stringify(provider.payload({ sub: 'u_2' }))).toString('base64url');

      expect(await verify([header, payload, signature].join('.'))).toBeNull();
    });

    it.each(['', 'a', 'a.b.c', '...', 'e30.e30.', `${'a'.repeat(20_000)}.b.c`])('no token at all (%#) › nobody, and no key is asked for', async (text) => {
      expect(await verify(text)).toBeNull();
      expect(provider.requests).toBe(0);
    });

    it('of another issuer › no key is asked for', async () => {
      await verify(await provider.sign({ iss: 'https://evil.test/' }));

      expect(provider.requests).toBe(0);
    });

    it('longer than 8 KiB though well signed › nobody', async () => {
      expect(await verify(await provider.sign({ padding: 'x'.repeat(8_192) }))).toBeNull();
    });
  });

  describe('the keys', () => {
    it('many tokens at once › are read once', async () => {
      const token = await provider.sign();

      const people = await Promise.all(Array.from({ length: 20 }, () => verify(token)));

      expect(people).not.toContain(null);
      expect(provider.requests).toBe(1);
    });

    it('rotated › a token of the new keys is accepted and one of the old is not', async () => {
      const old = await provider.sign();
      expect(await verify(old)).not.toBeNull();
      await provider.rotate();
      now += 11 * second;

      expect(await verify(await provider.sign())).not.toBeNull();
      expect(await verify(old)).toBeNull();
    });

    it('rotated right after they were read › a token of the new keys is accepted at once', async () => {
      expect(await verify(await provider.sign())).not.toBeNull();
      await provider.rotate();

      expect(await verify(await provider.sign())).not.toBeNull();
    });

    it('a first token with an invented key id › causes one reading, not two', async () => {
      expect(await verify(await provider.sign({}, { kid: 'invented' }))).toBeNull();

      expect(provider.requests).toBe(1);
    });

    it('tokens with invented key ids › cause one reading per ten seconds', async () => {
      await verify(await provider.sign());
      now += 11 * second;
      for (let count = 0; count < 30; count += 1) {
        expect(await verify(await provider.sign({}, { kid: `invented-${count}` }))).toBeNull();
      }

      expect(provider.requests).toBe(2);
    });

    it('the provider goes down › those read before stay in use, for hours', async () => {
      await verify(await provider.sign());
      provider.misbehaviour = 'down';
      now += 5 * 60 * minute;

      expect(await verify(await provider.sign({ exp: nowInSeconds() + 60 }))).not.toBeNull();
      expect(failures).toEqual(['auth.key_set_not_read']);
    });

    it('taken back at the provider › not believed after an hour, also by the first who asks', async () => {
      const token = await provider.sign({ exp: nowInSeconds() + 100_000 });
      expect(await verify(token)).not.toBeNull();
      await provider.rotate();
      now += 61 * minute;

      expect(await verify(token)).toBeNull();
    });

    it.each<Misbehaviour>(['down', 'silent', 'stuck', 'huge', 'html', 'redirect'])('the provider is %s from the start › the token is not judged', async (how) => {
      provider.misbehaviour = how;

      await expect(verify(await provider.sign())).rejects.toMatchObject({ code: 'platform_unavailable', retryAfterSeconds: 10 });
      expect(provider.requests).toBe(1);
    });

    it('the provider comes back › tokens are accepted after the pause', async () => {
      provider.misbehaviour = 'down';
      await expect(verify(await provider.sign())).rejects.toMatchObject({ code: 'platform_unavailable' });
      provider.misbehaviour = null;
      await expect(verify(await provider.sign())).rejects.toMatchObject({ code: 'platform_unavailable' });
      now += 11 * second;

      expect(await verify(await provider.sign())).not.toBeNull();
    });
  });

  it('no identity provider is configured › no token is accepted', async () => {
    tokens = createPersonTokens(null, { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} });

    expect(await verify(await provider.sign())).toBeNull();
  });
});
