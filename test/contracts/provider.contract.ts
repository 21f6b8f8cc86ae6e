import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../../src/oauth-providers/ports/provider-error.js';
import { authorizationContract } from './authorization.contract.js';
import type { ProviderBench } from './provider-bench.js';
import type { GenericKind, ProviderExpectation } from './provider-expectation.js';
import { redirectOf } from '../support/redirect-of.js';

/** What every provider must do that sends people to an authorize page; run for each one in the registry. */
export function providerContract(platform: string, expected: ProviderExpectation, openBench: () => Promise<ProviderBench>): void {
  describe(`provider ${platform}`, () => {
    let bench: ProviderBench;
    let provider: Provider;

    beforeAll(async () => {
      bench = await openBench();
      provider = bench.provider;
    });
    afterEach(() => bench.reset());
    afterAll(() => bench.close());

    async function authorized(persona = 'ada'): Promise<TokenSet> {
      const { parameters, codeVerifier } = await bench.walk(persona, 'approve');
      return redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId });
    }

    describe('authorize', () => {
      it('leads to the platform’s page with exactly its parameters', async () => {
        const { url, codeVerifier } = await bench.authorizeUrl('state-of-this-attempt');
        const page = new URL(url);
        const { code_challenge, ...parameters } = Object.fromEntries(page.searchParams);

        expect(`${page.origin}${page.pathname}`).toBe(expected.authorizePage);
        expect(parameters).toEqual({
          ...expected.authorizeParameters,
          redirect_uri: bench.redirectUri,
          state: 'state-of-this-attempt',
          ...(expected.pkce && { code_challenge_method: 'S256' }),
        });
        expect(code_challenge !== undefined).toBe(expected.pkce);
        expect(codeVerifier !== null).toBe(expected.pkce);
      });

      it('brings the state back as it was', async () => {
        const { parameters, state } = await bench.walk('ada', 'approve');

        expect(parameters['state']).toBe(state);
      });
    });

    describe('exchange', () => {
      it('gives tokens with the granted scopes and the expiry that the platform said', async () => {
        const tokens = await authorized();

        expect(tokens.accessToken).toBeInstanceOf(Secret);
        expect([...(tokens.scopes ?? expected.grantedScopes)].sort()).toEqual(expected.grantedScopes);
        expect(provider.requiredScopes.every((scope) => expected.grantedScopes.includes(scope))).toBe(true);
        expect(tokens.accessTokenExpiresAt === null || tokens.accessTokenExpiresAt > new Date()).toBe(true);
      });
    });

    describe('errors', () => {
      const generic: Readonly<Record<GenericKind, () => Promise<unknown>>> = {
        denied: async () => {
          const { parameters, codeVerifier } = await bench.walk('ada', 'deny');
          return redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId });
        },
        code_rejected: async () => {
          const { parameters, codeVerifier } = await bench.walk('ada', 'approve');
          await redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId });
          return redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId });
        },
        rate_limited: () => exchangeAnsweredBy({ status: 429 }),
        unavailable: () => exchangeAnsweredBy({ reset: true }),
        timeout: () => exchangeAnsweredBy({ delayMs: bench.patienceMs * 3 }),
        invalid_response: () => exchangeAnsweredBy({ status: 200, body: '<html>' }),
      };

      async function exchangeAnsweredBy(fault: object): Promise<unknown> {
        const { parameters, codeVerifier } = await bench.walk('ada', 'approve');
        await bench.fault({ ...expected.tokenEndpoint, times: 1, fault });
        return redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId });
      }

      async function failureOf(work: () => Promise<unknown>): Promise<ProviderError> {
        const failure = await work().then(
          () => null,
          (error: unknown) => error,
        );
        if (!(failure instanceof ProviderError)) throw new Error(`no ProviderError but ${inspect(failure)}`);
        return failure;
      }

      it.each(Object.keys(generic) as GenericKind[])('reaches %s', async (kind) => {
        const failure = await failureOf(generic[kind]);

        expect(failure.kind).toBe(kind);
        bench.expectNoSecretsIn(inspect(failure, { depth: 12 }) + JSON.stringify(failure));
      });

      const own = Object.entries(expected.refusals) as [ProviderErrorKind, ProviderExpectation['refusals'][keyof ProviderExpectation['refusals']]][];

      it.each(own.filter(([, refusal]) => 'at' in refusal))('reaches %s', async (kind, refusal) => {
        if (!('at' in refusal)) return;
        const { at, ...fault } = refusal;
        const { parameters, codeVerifier } = await bench.walk('ada', 'approve');
        const endpoint = at === 'token' ? expected.tokenEndpoint : expected.identifyEndpoint;
        await bench.fault({ ...endpoint, times: 9, fault });

        const failure = await failureOf(async () => provider.identify(await redirectOf(provider).exchange({ parameters, codeVerifier, appId: bench.appId })));

        expect(failure).toMatchObject({ kind, step: at === 'token' ? 'exchange' : 'identify' });
        bench.expectNoSecretsIn(inspect(failure, { depth: 12 }) + JSON.stringify(failure));
      });
    });

    authorizationContract(expected, () => ({ bench, authorized }));
  });
}
