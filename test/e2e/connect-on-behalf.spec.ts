import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { World, type ProblemBody } from '../support/world.js';

const wrongShapes: readonly (readonly [string, unknown])[] = [
  ['a text', 'u_7'],
  ['a number', 7],
  ['an empty array', []],
  ['an array of one', [{ userId: 'u_7' }]],
  ['an empty object', {}],
  ['an id that is a number', { userId: 7 }],
  ['an id that is an array', { userId: ['u_7'] }],
  ['an id that is an object', { userId: { $ne: '' } }],
  ['an id that is null', { userId: null }],
  ['an empty id', { userId: '' }],
  ['an id that is too long', { userId: 'x'.repeat(256) }],
  ['a field that nobody knows', { userId: 'u_7', role: 'owner' }],
];

describe('the person for whom a session is begun and completed', () => {
  let provider: IdentityProvider;
  let world: World;
  let ana: ApiClient;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    world = await World.start({ env: provider.environment });
    await world.workspace('acme');
    ana = world.api.as(await provider.person('u_7', { acme: 'admin' }));
  });

  afterAll(async () => {
    await world.stop();
    await provider.stop();
  });

  function expectRefused(answer: { readonly status: number; readonly body: ProblemBody }): void {
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors?.every(({ field }) => field === 'onBehalfOf' || field.startsWith('onBehalfOf.'))).toBe(true);
  }

  describe.each(wrongShapes)('%s', (_, onBehalfOf) => {
    it('to begin, with a key › is refused', async () => {
      expectRefused(await world.begin<ProblemBody>('acme', { onBehalfOf }));
    });

    it('to begin, with the token of a person › is refused', async () => {
      expectRefused(await world.begin<ProblemBody>('acme', { onBehalfOf }, ana));
    });

    it('to begin without a browser › is refused', async () => {
      const inputs = { identifier: 'ada.bsky.social', appPassword: 'abcd-efgh-ijkl-mnop' };
      expectRefused(await world.begin<ProblemBody>('acme', { platform: 'bluesky', returnUrl: null, inputs, onBehalfOf }));
    });

    it('to complete › is refused and leaves the session open', async () => {
      const { session, code } = await world.authorize('acme', 'ada');
      expectRefused(await world.complete<ProblemBody>('acme', session.id, { connectCode: code, onBehalfOf }));
      expect((await world.session('acme', session.id)).status).toBe('awaiting_completion');
    });
  });

  it('the longest id there may be › is kept whole', async () => {
    const onBehalfOf = { userId: '界'.repeat(255) };
    const { session, code } = await world.authorize('acme', 'tess', { onBehalfOf });
    const done = await world.complete('acme', session.id, { connectCode: code, onBehalfOf });
    expect([done.status, done.body.accounts[0]?.connectedBy]).toEqual([200, onBehalfOf.userId]);
  });

  it.each(['u_7', 'u_8'])('the token of a person with onBehalfOf %s › is refused at both ends, and goes on without it', async (userId) => {
    expectRefused(await world.begin<ProblemBody>('acme', { onBehalfOf: { userId } }, ana));

    const begun = await world.begin('acme', { onBehalfOf: null }, ana);
    await world.consent('mona');
    const { code } = await world.travel(begun.body.authorizationUrl);
    expectRefused(await world.complete<ProblemBody>('acme', begun.body.id, { connectCode: code, onBehalfOf: { userId } }, ana));
    expect((await world.session('acme', begun.body.id)).status).toBe('awaiting_completion');

    const done = await world.complete('acme', begun.body.id, { connectCode: code, onBehalfOf: undefined }, ana);
    expect([done.status, done.body.accounts[0]?.connectedBy]).toEqual([200, 'u_7']);
  });
});
