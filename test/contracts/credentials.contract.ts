import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { CredentialsConnect, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';
import { authorizationContract } from './authorization.contract.js';
import type { Credentials, CredentialsExpectation, CredentialsKind } from './provider-expectation.js';
import type { OpenSandboxBench } from './sandbox-bench.js';

/** What every provider must do that takes credentials; run for each one in the registry. */
export function credentialsContract(platform: string, expected: CredentialsExpectation, openBench: () => Promise<OpenSandboxBench>): void {
  describe(`provider ${platform}`, () => {
    let bench: OpenSandboxBench;

    beforeAll(async () => {
      bench = await openBench();
    });
    afterEach(() => bench.reset());
    afterAll(() => bench.close());

    async function logIn({ texts, passwords }: Credentials): Promise<TokenSet> {
      const connect = bench.provider.connect as CredentialsConnect;
      const secrets = Object.entries(passwords).map(([name, value]) => {
        bench.remember(value);
        return [name, Secret.of(value)] as const;
      });
      return connect.login({ texts, passwords: Object.fromEntries(secrets) });
    }
    const authorized = (persona = 'ada'): Promise<TokenSet> => logIn(expected.credentialsOf(persona));

    async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
      const failure: unknown = await work.then(() => null).catch((error: unknown) => error);
      if (!(failure instanceof ProviderError)) throw new Error(`no ProviderError but ${inspect(failure)}`);
      return failure;
    }

    it('asks for what it needs, and marks what is secret', () => {
      const { texts, passwords } = expected.credentialsOf('ada');
      const names = (type: string) => bench.provider.inputs.filter((input) => input.type === type && input.required).map(({ name }) => name);

      expect(bench.provider.connect.kind).toBe('credentials');
      expect([names('text'), names('password')]).toEqual([Object.keys(texts), Object.keys(passwords)]);
      expect(bench.provider.redirectUri).toBeNull();
    });

    it('gives tokens with the server that issued them and the expiry that it said', async () => {
      const tokens = await authorized();

      expect(tokens.accessToken).toBeInstanceOf(Secret);
      expect(tokens.server).toMatch(/^https:\/\/[^/]+$/);
      expect(tokens.accessTokenExpiresAt === null || tokens.accessTokenExpiresAt > new Date()).toBe(true);
    });

    describe('errors', () => {
      const natural = Object.entries(expected.refused) as [CredentialsKind, Credentials | { readonly never: string }][];

      it.each(natural.flatMap(([kind, given]) => ('never' in given ? [] : [[kind, given] as const])))('reaches %s', async (kind, given) => {
        const failure = await failureOf(logIn(given));

        expect(failure.kind).toBe(kind);
        bench.expectNoSecretsIn(inspect(failure, { depth: 12 }) + JSON.stringify(failure) + bench.log());
      });

      it.each([
        ['rate_limited', { status: 429 }],
        ['unavailable', { reset: true }],
        ['timeout', { delayMs: 4_500 }],
        ['invalid_response', { status: 200, body: '<html>' }],
        ['invalid_response', { status: 401, body: '<html>Invalid identifier or password</html>' }],
        ['invalid_response', { hugeBytes: 4_000_000 }],
      ])('reaches %s: %j', async (kind, fault) => {
        await bench.fault({ ...expected.loginEndpoint, times: 1, fault });
        const failure = await failureOf(authorized());

        expect(failure).toMatchObject({ kind, step: 'login' });
        bench.expectNoSecretsIn(inspect(failure, { depth: 12 }) + JSON.stringify(failure) + bench.log());
      });
    });

    it('gives an authorization back, and again', async () => {
      if (bench.provider.revocation === 'none') return;
      const tokens = await authorized();

      await expect(bench.provider.revoke(tokens)).resolves.toBeUndefined();
      await expect(bench.provider.revoke(tokens)).resolves.toBeUndefined();
    });

    authorizationContract(expected, () => ({ bench, authorized }));
  });
}
