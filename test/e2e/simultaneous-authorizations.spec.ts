import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClaimAuthorization } from '../../src/accounts/application/claim-authorization.js';
import { asId } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';
import type { TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { aTokenSet, anIdentity, FakeProvider } from '../fakes/provider.fake.js';
import { World } from '../support/world.js';

describe('two authorizations of one person that are exchanged at the same time', () => {
  let world: World;
  let turn = 0;
  const at = (second: number): Date => new Date(Date.UTC(2030, 0, 1, 0, 0, second));
  const tokens = (name: string): TokenSet => aTokenSet({ accessToken: Secret.of(name), refreshToken: Secret.of(`${name}-refresh`) });
  let alive: string;
  let asked: number;
  let provider: FakeProvider;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.stop());

  beforeEach(() => {
    turn += 1;
    provider = new (class extends FakeProvider {
      override async identify(of: TokenSet = this.tokens): Promise<ReturnType<typeof anIdentity>> {
        asked += 1;
        if (of.accessToken.use((token) => token !== alive && token !== 'just now')) throw new ProviderError('revoked', 'identify');
        return this.identity;
      }
    })({ platform: asId('fake'), grantScope: 'person' });
    provider.identity = anIdentity({ subject: `racer-${String(turn)}` });
  });

  const claim = (name: string, began: number, obtained: number): Promise<unknown> =>
    world.service.app.get(ClaimAuthorization).execute({ provider, tokens: tokens(name), beganAt: at(began), obtainedAt: at(obtained) });
  const grant = async (): Promise<unknown> =>
    world.service.database.queryOne('SELECT version, obtained_at FROM grants WHERE subject = $1', [provider.identity.subject]);

  it('the one that is written last is dead › the living one stays, and no completion takes the dead one for newer', async () => {
    alive = 'living';
    await claim('living', 1, 3);
    await claim('just now', 2, 4);
    expect(await grant()).toEqual({ version: 2, obtained_at: at(4) });
    alive = 'other';
    await expect(claim('living', 5, 6)).rejects.toMatchObject({ kind: 'revoked' });
  });

  it('the one that is written last is alive › it replaces the dead one, though that came later', async () => {
    alive = 'first';
    await claim('first', 2, 4);
    alive = 'just now';
    await claim('just now', 1, 3);
    expect(await grant()).toEqual({ version: 2, obtained_at: at(3) });
  });

  it('one after the other › costs no extra question', async () => {
    alive = 'first';
    await claim('first', 1, 2);
    asked = 0;
    alive = 'second';
    await claim('second', 3, 4);
    expect(asked).toBe(1);
  });
});
