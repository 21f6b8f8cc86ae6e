import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../../src/oauth-providers/ports/provider-error.js';
import type { ProviderBench } from './provider-bench.js';
import type { GenericKind, ProviderExpectation } from './provider-expectation.js';
import { redirectOf } from '../support/redirect-of.js';

/** What every provider must do, whatever its platform; run for each one in the registry. */
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

      it('keeps its lead under the life of the token', async () => {
        const { accessTokenExpiresAt } = await authorized();
        if (provider.renewal.kind === 'none' || accessTokenExpiresAt === null) return;

        expect(provider.renewal.leadSeconds * 1000).toBeLessThan(accessTokenExpiresAt.getTime() - Date.now());
      });
    });

    describe('identify and listCandidates', () => {
      it('give the same subject and accounts for every authorization of a person', async () => {
        const [first, second] = [await authorized(), await authorized()];
        const [one, two] = [await provider.identify(first), await provider.identify(second)];

        expect(one.subject).not.toBe('');
        expect(two.subject).toBe(one.subject);
        const ids = async (tokens: TokenSet, identity: typeof one) =>
          (await provider.listCandidates(tokens, identity)).map(({ platformUserId }) => platformUserId);
        expect(await ids(second, two)).toEqual(await ids(first, one));
      });

      it('tell people apart', async () => {
        const ada = await provider.identify(await authorized('ada'));
        const tess = await provider.identify(await authorized('tess'));

        expect(tess.subject).not.toBe(ada.subject);
      });

      it('list what the authorization makes connectable, with no secret in sight', async () => {
        const tokens = await authorized();
        const candidates = await provider.listCandidates(tokens, await provider.identify(tokens));

        expect(candidates).toMatchObject(expected.candidates);
        expect(candidates).toHaveLength(expected.candidates.length);
        for (const { selectable, reason, accountType, platformUserId } of candidates) {
          expect(reason === null).toBe(selectable);
          expect(provider.accountTypes).toContain(accountType);
          expect(platformUserId).not.toBe('');
        }
        bench.expectNoSecretsIn(JSON.stringify(candidates));
      });
    });

    describe('probe', () => {
      it('finds a fresh account healthy', async () => {
        const tokens = await authorized();
        const [account] = await provider.listCandidates(tokens, await provider.identify(tokens));

        const target = { platformUserId: account?.platformUserId ?? '', tokens, credentials: account?.credentials ?? null };
        expect(await provider.probe(target)).toEqual({ verdict: 'healthy' });
      });

      it('tells an expired token from a revoked authorization', async () => {
        const tokens = await authorized();
        const [account] = await provider.listCandidates(tokens, await provider.identify(tokens));
        const target = { platformUserId: account?.platformUserId ?? '', tokens, credentials: account?.credentials ?? null };

        await bench.end('ada', 'expired');
        const expired = await provider.probe(target);
        await bench.end('ada', 'user');
        const revoked = await provider.probe(target);

        expect([expired.verdict, revoked.verdict]).toEqual(['expired', 'broken']);
      });

      it.each([
        ['an outage', { status: 503 }],
        ['a page', { status: 200, body: '<html>maintenance</html>' }],
        ['a page that talks of revoked tokens', { status: 401, body: '<html>invalid_grant REVOKED_ACCESS_TOKEN</html>' }],
        ['too many calls', { status: 429 }],
        ['an answer of another shape', { status: 200, body: { hello: 'world' } }],
        ['half an answer', { truncate: true }],
        ['a broken connection', { reset: true }],
        ['a flood', { hugeBytes: 4_000_000 }],
      ])('concludes nothing from %s', async (_name, fault) => {
        const tokens = await authorized();
        await bench.fault({ ...expected.identifyEndpoint, times: 9, fault });

        expect(await provider.probe({ platformUserId: 'x', tokens, credentials: Secret.of('x') })).toMatchObject({ verdict: 'inconclusive' });
      });
    });

    describe('renew', () => {
      it('gives tokens that work, for the same person', async () => {
        const tokens = await authorized();
        if (provider.renewal.kind === 'none' || expected.tokensEnd === false) return;

        const renewed = await provider.renew(tokens);

        expect(renewed.accessToken.use((value) => value)).not.toBe(tokens.accessToken.use((value) => value));
        expect((await provider.identify(renewed)).subject).toBe((await provider.identify(tokens)).subject);
        expect(renewed.refreshToken !== null || !rotates(provider)).toBe(true);
      });

      it('says revoked when the person took the authorization back, and only then', async () => {
        const tokens = await authorized();
        if (provider.renewal.kind === 'none' || expected.tokensEnd === false) return;
        await bench.end('ada', 'expired');
        await expect(provider.renew(tokens)).resolves.toBeDefined();

        await bench.end('ada', 'user');

        await expect(provider.renew(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
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

    it('leaves no secret in any log', async () => {
      const tokens = await authorized();
      await provider.identify(tokens);
      await provider.renew(tokens).catch(() => undefined);

      expect(bench.log()).not.toBe('');
      bench.expectNoSecretsIn(bench.log());
    });
  });
}

function rotates({ renewal }: Provider): boolean {
  return renewal.kind === 'refresh-token' && renewal.rotates;
}
