import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import type { AuthorizationExpectation } from './provider-expectation.js';
import type { SandboxBench } from './sandbox-bench.js';

/** A provider and a way to tokens of a persona (ada's unless told), as the platform lets people connect. */
export interface AuthorizedBench {
  readonly bench: SandboxBench;
  authorized(persona?: string): Promise<TokenSet>;
}

/** What holds for every provider once somebody authorized, however one connects. `given` is asked when tests run. */
export function authorizationContract(expected: AuthorizationExpectation, given: () => AuthorizedBench): void {
  const provider = (): Provider => given().bench.provider;

  it('keeps its lead under the life of the token', async () => {
    const { accessTokenExpiresAt } = await given().authorized();
    const { renewal } = provider();
    if (renewal.kind === 'none' || accessTokenExpiresAt === null) return;

    expect(renewal.leadSeconds * 1000).toBeLessThan(accessTokenExpiresAt.getTime() - Date.now());
  });

  describe('identify and listCandidates', () => {
    it('give the same subject and accounts for every authorization of a person', async () => {
      const subjects: string[] = [];
      const ids: (readonly string[])[] = [];
      // One after the other: some platforms keep only the newest authorization of a person.
      for (const _ of ['first', 'second']) {
        const tokens = await given().authorized();
        const identity = await provider().identify(tokens);
        subjects.push(identity.subject);
        ids.push((await provider().listCandidates(tokens, identity)).map(({ platformUserId }) => platformUserId));
      }

      expect(subjects[0]).not.toBe('');
      expect(subjects[1]).toBe(subjects[0]);
      expect(ids[1]).toEqual(ids[0]);
    });

    it('tell people apart', async () => {
      const ada = await provider().identify(await given().authorized('ada'));
      const tess = await provider().identify(await given().authorized('tess'));

      expect(tess.subject).not.toBe(ada.subject);
    });

    it('list what the authorization makes connectable, with no secret in sight', async () => {
      const tokens = await given().authorized();
      const candidates = await provider().listCandidates(tokens, await provider().identify(tokens));

      expect(candidates).toMatchObject(expected.candidates);
      expect(candidates).toHaveLength(expected.candidates.length);
      for (const { selectable, reason, accountType, platformUserId } of candidates) {
        expect(reason === null).toBe(selectable);
        expect(provider().accountTypes).toContain(accountType);
        expect(platformUserId).not.toBe('');
      }
      given().bench.expectNoSecretsIn(JSON.stringify(candidates));
    });
  });

  describe('probe', () => {
    it('finds a fresh account healthy', async () => {
      const tokens = await given().authorized();
      const [account] = await provider().listCandidates(tokens, await provider().identify(tokens));

      const target = { platformUserId: account?.platformUserId ?? '', tokens, credentials: account?.credentials ?? null };
      expect(await provider().probe(target)).toEqual({ verdict: 'healthy' });
    });

    it('tells an expired token from a revoked authorization', async () => {
      const tokens = await given().authorized();
      const [account] = await provider().listCandidates(tokens, await provider().identify(tokens));
      const target = { platformUserId: account?.platformUserId ?? '', tokens, credentials: account?.credentials ?? null };

      await given().bench.end('ada', 'expired');
      const expired = await provider().probe(target);
      await given().bench.end('ada', 'user');
      const revoked = await provider().probe(target);

      // Where access tokens live on, or both are answered alike, only a renewal tells the difference.
      const onlyRenewalTells = provider().provenBy === 'renewal' || expected.withdrawalLooksExpired === true;
      expect([expired.verdict, revoked.verdict]).toEqual(['expired', onlyRenewalTells ? 'expired' : 'broken']);
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
      const tokens = await given().authorized();
      await given().bench.fault({ ...(expected.probeEndpoint ?? expected.identifyEndpoint), times: 9, fault });

      expect(await provider().probe({ platformUserId: 'x', tokens, credentials: Secret.of('token-of-its-own') })).toMatchObject({ verdict: 'inconclusive' });
    });
  });

  describe('renew', () => {
    it('gives tokens that work, for the same person', async () => {
      const tokens = await given().authorized();
      const { renewal } = provider();
      if (renewal.kind === 'none' || expected.tokensEnd === false) return;
      if (renewal.kind === 'extend-access-token') await given().bench.pass(renewal.minimumAgeSeconds);

      const renewed = await provider().renew(tokens);

      expect(renewed.accessToken.use((value) => value)).not.toBe(tokens.accessToken.use((value) => value));
      expect((await provider().identify(renewed)).subject).toBe((await provider().identify(tokens)).subject);
      expect(renewed.refreshToken !== null || !rotates(provider())).toBe(true);
    });

    it('says revoked when the person took the authorization back, and only then', async () => {
      const tokens = await given().authorized();
      const { renewal } = provider();
      if (renewal.kind === 'none' || expected.tokensEnd === false) return;
      // A token that is its own means of renewal cannot be renewed once it ran out.
      if (renewal.kind === 'refresh-token') {
        await given().bench.end('ada', 'expired');
        await expect(provider().renew(tokens)).resolves.toBeDefined();
      }

      await given().bench.end('ada', 'user');

      await expect(provider().renew(tokens)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
    });
  });

  it('leaves no secret in any log', async () => {
    const tokens = await given().authorized();
    await provider().identify(tokens);
    await provider().renew(tokens).catch(() => undefined);

    expect(given().bench.log()).not.toBe('');
    given().bench.expectNoSecretsIn(given().bench.log());
  });
}

function rotates({ renewal }: Provider): boolean {
  return renewal.kind === 'refresh-token' && renewal.rotates;
}
