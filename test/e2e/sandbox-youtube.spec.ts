import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { app, redirectUri, YouTubeDriver } from '../sandbox/platforms/youtube/youtube.driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

interface ChannelList {
  readonly nextPageToken?: string;
  readonly pageInfo: { readonly totalResults: number };
  readonly items?: readonly { readonly id: string; readonly snippet: Record<string, unknown> }[];
}

describe("YouTube's twin", () => {
  let sandbox: Sandbox;
  let youtube: YouTubeDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    youtube = new YouTubeDriver(sandbox.url);
    await youtube.registerApps();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => youtube.control('reset', {}));

  const listFor = async (persona: string, query?: Record<string, string>): Promise<ChannelList> =>
    (await youtube.channels((await youtube.connect(persona))['access_token'], query)).json as unknown as ChannelList;

  describe('its tokens', () => {
    it('have the shape of the documents', async () => {
      const token = await youtube.connect('ada');
      expect(shapeOf(token)).toEqual(shapeOf(sampleOf('youtube', 'token')));
      expect(token['expires_in']).toBe(3599);
    });

    it.each([['access_type', 'online'], ['prompt', 'select_account']])('asked for with %s=%s › come without a refresh token', async (name, value) => {
      expect(await youtube.connect('ada', { [name]: value })).not.toHaveProperty('refresh_token');
    });

    it('refreshed › come without the refresh token, which goes on', async () => {
      const { refresh_token: token } = await youtube.connect('ada');
      for (const reply of [await youtube.refresh(token), await youtube.refresh(token)]) {
        expect([reply.status, Object.keys(reply.json ?? {})]).toEqual([200, ['access_token', 'expires_in', 'scope', 'token_type']]);
      }
    });

    it('withdrawn or run out › answer alike; only the refresh tells them apart', async () => {
      const [one, two] = [await youtube.connect('ada'), await youtube.connect('tess')];
      await youtube.control('grants/revoke', { platform: 'youtube', subject: 'ada', why: 'user' });
      await youtube.control('grants/revoke', { platform: 'youtube', subject: 'tess', why: 'expired' });
      for (const { access_token: token } of [one, two]) {
        expect(await youtube.channels(token)).toMatchObject({ status: 401, json: { error: { status: 'UNAUTHENTICATED' } } });
      }
      expect((await youtube.refresh(one['refresh_token'])).json?.['error']).toBe('invalid_grant');
      expect((await youtube.refresh(two['refresh_token'])).status).toBe(200);
    });

    it.each(['access_token', 'refresh_token'])('given back by the %s › end the whole consent; again › 400', async (name) => {
      const [one, two] = [await youtube.connect('ada'), await youtube.connect('ada')];
      expect(await youtube.revokeToken(one[name])).toMatchObject({ status: 200, json: {} });
      expect((await youtube.channels(two['access_token'])).status).toBe(401);
      expect(await youtube.revokeToken(one[name])).toMatchObject({ status: 400, json: { error: 'invalid_token' } });
    });

    it('with PKCE › only for the verifier', async () => {
      const verifier = 'v'.repeat(50);
      const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
      expect((await youtube.exchange(await youtube.code('ada', challenge))).json?.['error']).toBe('invalid_grant');
      expect((await youtube.exchange(await youtube.code('ada', challenge), { code_verifier: verifier })).status).toBe(200);
    });

    it.each([
      ['another redirect URI', { redirect_uri: `${redirectUri}/` }, 400, 'redirect_uri_mismatch'],
      ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
      ['an unknown client', { client_id: 'other' }, 401, 'invalid_client'],
      ['an unknown code', { code: '4/0Anone' }, 400, 'invalid_grant'],
    ])('%s › is refused', async (_, changes, status, error) => {
      const reply = await youtube.exchange(await youtube.code('ada'), changes);
      expect([reply.status, reply.json?.['error']]).toEqual([status, error]);
    });
  });

  describe('its channels', () => {
    it('have the shape of the documents', async () => {
      const [sample, found] = [sampleOf<ChannelList>('youtube', 'channels'), await listFor('ada')];
      expect(shapeOf(found as object as Record<string, unknown>)).toEqual(shapeOf(sample as object as Record<string, unknown>));
      expect(shapeOf(found.items?.[0]?.snippet ?? null)).toEqual(shapeOf(sample.items?.[0]?.snippet ?? null));
    });

    it('of somebody without any › have no items at all', async () => {
      const found = await listFor('nils');
      expect(shapeOf(found as object as Record<string, unknown>)).toEqual(shapeOf(sampleOf('youtube', 'channels-none')));
      expect(found).not.toHaveProperty('items');
    });

    it('of somebody with three hundred › come in pages of fifty', async () => {
      const { access_token: token } = await youtube.connect('mona');
      const ids = new Set<string>();
      let pageToken: string | undefined = '';
      let pages = 0;
      while (pageToken !== undefined) {
        const found: ChannelList = (await youtube.channels(token, { part: 'id', mine: 'true', maxResults: '500', pageToken })).json as unknown as ChannelList;
        for (const { id } of found.items ?? []) ids.add(id);
        pageToken = found.nextPageToken;
        pages += 1;
      }
      expect([ids.size, pages]).toEqual([300, 6]);
    });

    it('are found by id, whoever asks', async () => {
      const [adas] = (await listFor('ada')).items ?? [];
      expect((await listFor('tess', { part: 'id', id: adas?.id ?? '' })).items?.map(({ id }) => id)).toEqual([adas?.id]);
      expect(await listFor('tess', { part: 'id', id: 'UCnone' })).not.toHaveProperty('items');
    });

    it.each([
      ['without part', 'ada', { mine: 'true' }, 400, 'missingRequiredParameter'],
      ['without a filter', 'ada', { part: 'id' }, 400, 'missingRequiredParameter'],
      ['by somebody suspended', 'rita', { part: 'id', mine: 'true' }, 403, 'authenticatedUserAccountSuspended'],
    ])('%s › are refused', async (_, persona, query, status, reason) => {
      const reply = await youtube.channels((await youtube.connect(persona))['access_token'], query);
      expect(reply).toMatchObject({ status, json: { error: { errors: [{ reason }] } } });
    });

    it('without the scope to read › are refused', async () => {
      const { access_token: token } = await youtube.connect('ada', { scope: 'https://www.googleapis.com/auth/youtube.upload' });
      expect(await youtube.channels(token)).toMatchObject({ status: 403, json: { error: { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } } });
    });
  });

  it('denied › access_denied', async () => {
    const parameters = (await youtube.authorize('ada', {}, 'deny')).location?.searchParams;
    expect([parameters?.get('error'), parameters?.has('code')]).toEqual(['access_denied', false]);
  });

  it.each(['http://app.test/cb', 'https://203.0.113.7/cb', 'https://app.test/cb#x'])('the redirect URI %s › cannot be registered', async (uri) => {
    const registered = { platform: 'youtube', clientId: app.client_id, clientSecret: 'x', redirectUris: [uri] };
    expect((await youtube.steer('apps', registered)).status).toBe(400);
  });
});
