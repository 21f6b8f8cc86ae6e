import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FakeGraphApi, graphRefusal, graphSample, inspected, type GraphReply } from '../../../../test/fakes/graph-api.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../../test/fakes/provider-definition.fake.js';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import { Secret } from '../../../kernel/secret.js';
import { classifyGraph } from './graph.errors.js';
import { facebookDialog, facebookLoginSettings, facebookTokens } from './meta.login.js';
import { identifyPerson, inspectToken, removeApp, toLastingTokens } from './meta.tokens.js';

const definition = standardPlatform({
  settings: facebookLoginSettings('META'),
  authorize: facebookDialog(['public_profile', 'write']),
  token: facebookTokens,
  classify: classifyGraph,
});

function graphWith(routes: Readonly<Record<string, GraphReply | readonly GraphReply[]>>) {
  const http = new FakeGraphApi(routes);
  return { http, context: providerContext(definition, http) };
}

const short = aTokenSet({ accessToken: Secret.of('EAA-short'), refreshToken: null, scopes: null });
const lengthened: GraphReply = { body: { access_token: 'EAA-long', token_type: 'bearer', expires_in: 5_183_944 } };
const permissions: GraphReply = { body: graphSample('facebook', 'permissions') };
const inspection = graphSample<{ data: Readonly<Record<string, unknown>> }>('facebook', 'debug-token').data;
const whole = { 'oauth/access_token': lengthened, 'me/permissions': permissions, debug_token: inspected(inspection) };
const clear = (secret: Secret): string => secret.use((text) => text);

describe('the tokens of an exchange', () => {
  it('become long-lived ones with what was granted, and the end of the access to data', async () => {
    const { http, context } = graphWith(whole);

    const tokens = await toLastingTokens(context, short);

    expect({ ...tokens, accessToken: clear(tokens.accessToken) }).toEqual({
      accessToken: 'EAA-long',
      refreshToken: null,
      scopes: ['public_profile', 'pages_show_list', 'pages_read_engagement', 'pages_manage_posts'],
      accessTokenExpiresAt: new Date('2027-01-22T11:59:04.000Z'),
      refreshTokenExpiresAt: null,
      server: null,
      clientId: null,
      reauthorizeBy: new Date(1_803_081_600_000),
      recovery: null,
    });
    expect(http.askedAt('oauth/access_token')).toEqual([
      { grant_type: 'fb_exchange_token', fb_exchange_token: 'EAA-short', client_id: 'client-1', client_secret: 's3cret-of-client' },
    ]);
    expect(http.sent[0]).toMatchObject({ method: 'POST', url: 'https://graph.facebook.com/v25.0/oauth/access_token' });
  });

  it.each([
    [0, null],
    [1_800_000_000, new Date(1_800_000_000_000)],
    [null, null],
  ])('whose end the exchange does not say › end when the inspection says: %p', async (end, expected) => {
    const answers = { ...whole, 'oauth/access_token': { body: { access_token: 'EAA-long' } }, debug_token: inspected({ ...inspection, expires_at: end }) };

    expect((await toLastingTokens(graphWith(answers).context, short)).accessTokenExpiresAt).toEqual(expected);
  });

  it.each([
    ['of another app', { ...inspection, app_id: '999' }],
    ['that is dead', { ...inspection, is_valid: false }],
  ])('%s › are not taken', async (_, facts) => {
    await expect(toLastingTokens(graphWith({ ...whole, debug_token: inspected(facts) }).context, short)).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it.each<[string, GraphReply, string]>([
    ['oauth/access_token', graphRefusal(1), 'unavailable'],
    ['oauth/access_token', { status: 200, body: { error: { code: 190 } } }, 'invalid_response'],
    ['me/permissions', { status: 503 }, 'unavailable'],
    ['me/permissions', { body: { data: [{ permission: 'x' }] } }, 'invalid_response'],
    ['debug_token', 'timeout', 'timeout'],
    ['debug_token', graphRefusal(190), 'misconfigured'],
  ])('are not had while %s fails', async (path, reply, kind) => {
    await expect(toLastingTokens(graphWith({ ...whole, [path]: reply }).context, short)).rejects.toMatchObject({ kind, step: 'exchange' });
  });
});

describe('calls', () => {
  it('with a person’s token prove that our server makes them', async () => {
    const { http, context } = graphWith({ me: { body: graphSample('facebook', 'me') } });

    await identifyPerson(context, short);

    expect(http.tokensAt('me')).toEqual(['EAA-short']);
    expect(http.askedAt('me')).toEqual([{ fields: 'id,name,picture', appsecret_proof: createHmac('sha256', 's3cret-of-client').update('EAA-short').digest('hex') }]);
  });

  it('about a token are made as our app', async () => {
    const { http, context } = graphWith(whole);

    expect(await inspectToken(context, Secret.of('EAA-page'), 'probe')).toMatchObject({ is_valid: true, expires_at: 0 });
    expect(http.tokensAt('debug_token')).toEqual(['client-1|s3cret-of-client']);
    expect(http.askedAt('debug_token')).toEqual([{ input_token: 'EAA-page' }]);
  });
});

describe('the person', () => {
  it('is the one of the documented sample', async () => {
    const { context } = graphWith({ me: { body: graphSample('facebook', 'me') } });

    expect(await identifyPerson(context, short)).toEqual({
      subject: '10223012345678901',
      displayName: 'Jane Doe',
      username: null,
      avatarUrl: 'https://platform-lookaside.fbsbx.com/platform/profilepic/?asid=10223012345678901',
      profileUrl: null,
    });
  });

  it.each([
    [{ id: 42 }, '42'],
    [{ id: '98765432109876543210' }, '98765432109876543210'],
  ])('may leave everything out but the id: %j', async (body, subject) => {
    expect(await identifyPerson(graphWith({ me: { body } }).context, short)).toMatchObject({ subject, displayName: '', avatarUrl: null });
  });

  it.each([{}, { id: '' }, { id: '../1' }, { id: true }])('without an id of its form is nobody: %j', async (body) => {
    await expect(identifyPerson(graphWith({ me: { body } }).context, short)).rejects.toMatchObject({ kind: 'invalid_response' });
  });
});

describe('removing our app', () => {
  it('is done as the app, whose token never ends', async () => {
    const { http, context } = graphWith({ '10223/permissions': { body: { success: true } } });

    await removeApp(context, short, '10223');

    expect(http.sent[0]?.method).toBe('DELETE');
    expect(http.tokensAt('10223/permissions')).toEqual(['client-1|s3cret-of-client']);
  });

  it('of somebody unknown is done with their token', async () => {
    const { http, context } = graphWith({ 'me/permissions': { body: { success: true } } });

    await removeApp(context, short);

    expect(http.tokensAt('me/permissions')).toEqual(['EAA-short']);
  });

  it.each<[GraphReply, string]>([
    [{ body: { success: false } }, 'invalid_response'],
    [graphRefusal(100, 33), 'rejected'],
    [{ status: 500 }, 'unavailable'],
  ])('is not done when Meta does not say so: %j', async (reply, kind) => {
    await expect(removeApp(graphWith({ '1/permissions': reply }).context, short, '1')).rejects.toMatchObject({ kind, step: 'revoke' });
  });
});
