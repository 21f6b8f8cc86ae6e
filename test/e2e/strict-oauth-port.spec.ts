import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/kernel/secret.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { Browser } from '../support/browser.js';
import { redirectOf } from '../support/redirect-of.js';
import { StrictWorld } from '../support/strict-world.js';

describe('a strict OAuth server that nobody here wrote, at the port of its provider', () => {
  let world: StrictWorld;
  let provider: Provider;

  beforeAll(async () => {
    world = await StrictWorld.start();
    provider = world.provider;
  });

  afterAll(() => world.stop());

  async function authorized(): Promise<{ readonly code: string; readonly codeVerifier: Secret | null }> {
    const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of('state-1'), appId: null });
    const page = await new Browser().follow(url, (next) => next.startsWith((provider.redirectUri ?? '')));
    const query = new URL(page.location ?? '').searchParams;
    expect(query.get('state')).toBe('state-1');
    return { code: query.get('code') ?? '', codeVerifier };
  }

  async function exchanged(): Promise<TokenSet> {
    const { code, codeVerifier } = await authorized();
    return redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null });
  }

  const target = (tokens: TokenSet) => ({ platformUserId: 'ada', tokens, credentials: null });
  const clear = (secret: Secret | null | undefined) => secret?.use((value) => value);

  it('a renewal › rotates, and the new tokens work', async () => {
    const first = await exchanged();
    const second = await provider.renew(first);
    const third = await provider.renew(second);

    expect(new Set([first, second, third].map(({ refreshToken }) => clear(refreshToken))).size).toBe(3);
    expect((await provider.identify(third)).subject).toBe('ada');
    expect(await provider.probe(target(third))).toEqual({ verdict: 'healthy' });
  });

  it('a used refresh token › is refused and takes the whole family with it', async () => {
    const first = await exchanged();
    const second = await provider.renew(first);

    await expect(provider.renew(first)).rejects.toMatchObject({ kind: 'revoked', step: 'renew', platformCode: 'invalid_grant' });
    await expect(provider.renew(second)).rejects.toMatchObject({ kind: 'revoked', step: 'renew' });
    expect(await provider.probe(target(second))).toEqual({ verdict: 'expired' });
  });

  it('a code › is exchanged once', async () => {
    const { code, codeVerifier } = await authorized();
    await redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null });

    await expect(redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null })).rejects.toMatchObject({ kind: 'code_rejected' });
  });

  it.each([
    ['another verifier', Secret.of('x'.repeat(43))],
    ['no verifier', null],
  ])('a code with %s › is refused', async (_name, codeVerifier) => {
    const { code } = await authorized();

    await expect(redirectOf(provider).exchange({ parameters: { code }, codeVerifier, appId: null })).rejects.toMatchObject({ kind: 'code_rejected' });
  });

  it('another redirect URI › is not returned to', async () => {
    const { url } = await redirectOf(provider).authorize({ state: Secret.of('state-1'), appId: null });
    const other = new URL(url);
    other.searchParams.set('redirect_uri', `${(provider.redirectUri ?? '')}/`);

    const page = await new Browser().open(other.href);
    expect([page.status, page.location]).toEqual([400, null]);
  });
});
