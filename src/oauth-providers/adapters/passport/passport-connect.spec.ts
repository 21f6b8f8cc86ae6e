import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { PlainAddresses } from '../../../../test/fakes/platform-address.fake.js';
import { providerContext } from '../../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../../test/fakes/provider-definition.fake.js';
import { type ScriptedAnswer, ScriptedHttp } from '../../../../test/fakes/provider-transport.fake.js';
import type { OutboundFailure } from '../../../kernel/ports/outbound-http.js';
import type { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import { Secret } from '../../../kernel/secret.js';
import { ProviderError } from '../../ports/provider-error.js';
import type { OAuthDefinition } from '../../protocol/define-provider.js';
import { passportConnect } from './passport-connect.js';

class Moved extends PlainAddresses {
  override browserUrl(url: string): string {
    return url.replace('https://', 'http://sandbox.test/');
  }
}

function connectTo(definition: OAuthDefinition, http = new ScriptedHttp(), addresses: PlatformAddress = new PlainAddresses()) {
  return { http, connect: passportConnect(addresses)(providerContext(definition, http)) };
}

async function paramsOf(definition: OAuthDefinition): Promise<Record<string, string>> {
  const { url } = await connectTo(definition).connect.authorize({ state: Secret.of('state-1') });
  return Object.fromEntries(new URL(url).searchParams);
}

const withoutPkce = standardPlatform({ authorize: { url: 'https://standard.test/authorize', scopes: ['read', 'write'], pkce: null } });

describe('authorize', () => {
  it('asks for a code with exactly the standard parameters', async () => {
    expect(await paramsOf(withoutPkce)).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: 'https://service.test/v1/oauth/standard/callback',
      scope: 'read write',
      state: 'state-1',
    });
  });

  it('writes what the definition wants otherwise', async () => {
    const params = await paramsOf(
      standardPlatform({
        authorize: {
          url: 'https://standard.test/authorize?kept=1',
          scopes: ['read', 'write'],
          pkce: null,
          scopeSeparator: ',',
          clientIdParam: 'client_key',
          parameters: { prompt: 'consent' },
        },
      }),
    );

    expect(params).toEqual({
      kept: '1',
      response_type: 'code',
      client_key: 'client-1',
      redirect_uri: 'https://service.test/v1/oauth/standard/callback',
      scope: 'read,write',
      state: 'state-1',
      prompt: 'consent',
    });
  });

  it('lets the definition have the last word, by its settings', async () => {
    const { authorize } = withoutPkce;
    const params = await paramsOf(
      standardPlatform({ authorize: { ...authorize, adjustParameters: ({ scope: _scope, ...rest }, { apiUrl }) => ({ ...rest, for: apiUrl }) } }),
    );

    expect(params).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: 'https://service.test/v1/oauth/standard/callback',
      state: 'state-1',
      for: 'https://api.standard.test',
    });
  });

  it('hashes a verifier of its own for each attempt (PKCE S256)', async () => {
    const { connect } = connectTo(standardPlatform());
    const [first, second] = [await connect.authorize({ state: Secret.of('a') }), await connect.authorize({ state: Secret.of('b') })];
    const verifier = first.codeVerifier?.use((value) => value) ?? '';
    const params = new URL(first.url).searchParams;

    expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(params.get('code_challenge')).toBe(createHash('sha256').update(verifier).digest('base64url'));
    expect(params.get('code_challenge_method')).toBe('S256');
    expect(second.codeVerifier?.use((value) => value)).not.toBe(verifier);
  });

  it('keeps no verifier where the platform has no PKCE', async () => {
    expect((await connectTo(withoutPkce).connect.authorize({ state: Secret.of('a') })).codeVerifier).toBeNull();
  });

  it('sends the browser where platforms are', async () => {
    const { connect } = connectTo(standardPlatform(), new ScriptedHttp(), new Moved());

    expect((await connect.authorize({ state: Secret.of('a') })).url).toMatch(/^http:\/\/sandbox\.test\/standard\.test\/authorize\?/);
  });
});

describe('exchange', () => {
  const granted: ScriptedAnswer = { body: { access_token: 'at', refresh_token: 'rt', expires_in: 60, scope: 'read write', token_type: 'bearer' } };
  const code = { code: 'c+/ä', state: 'state-1' };

  it('posts the code once, with the verifier and the app’s proof by Basic', async () => {
    const { http, connect } = connectTo(standardPlatform(), new ScriptedHttp(granted));

    const tokens = await connect.exchange({ parameters: code, codeVerifier: Secret.of('verifier-1') });

    expect(tokens.accessToken.use((value) => value)).toBe('at');
    expect(tokens.refreshToken?.use((value) => value)).toBe('rt');
    expect(tokens.scopes).toEqual(['read', 'write']);
    expect(tokens.accessTokenExpiresAt).toEqual(new Date('2026-11-23T12:01:00.000Z'));
    expect(http.sent).toHaveLength(1);
    expect(http.sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://standard.test/token',
      peer: 'standard',
      step: 'exchange',
      headers: { authorization: `Basic ${btoa('client-1:s3cret-of-client')}` },
      form: {
        grant_type: 'authorization_code',
        code: 'c+/ä',
        redirect_uri: 'https://service.test/v1/oauth/standard/callback',
        code_verifier: 'verifier-1',
      },
    });
    expect(Object.keys(http.sent[0]?.form ?? {}).sort()).toEqual(['code', 'code_verifier', 'grant_type', 'redirect_uri']);
  });

  it('posts the app’s proof in the body where the definition says so', async () => {
    const definition = standardPlatform({
      authorize: { ...withoutPkce.authorize, clientIdParam: 'client_key' },
      token: { url: 'https://standard.test/token', clientAuth: 'body', exchangeParameters: { continuous: 'true' } },
    });
    const { http, connect } = connectTo(definition, new ScriptedHttp(granted));

    await connect.exchange({ parameters: code, codeVerifier: null });

    expect(http.sent[0]?.headers['authorization']).toBeUndefined();
    expect(http.sent[0]?.form).toEqual({
      grant_type: 'authorization_code',
      code: 'c+/ä',
      redirect_uri: 'https://service.test/v1/oauth/standard/callback',
      continuous: 'true',
      client_key: 'client-1',
      client_secret: 's3cret-of-client',
    });
  });

  it('reads an answer of the platform’s own shape after the definition has put it right', async () => {
    const definition = standardPlatform({
      token: { url: 'https://standard.test/token', clientAuth: 'body', normalize: (body) => ({ ...body, scope: body['permissions'] }) },
    });
    const { connect } = connectTo(definition, new ScriptedHttp({ body: { access_token: 'at', permissions: ['a', 'b'] } }));

    expect((await connect.exchange({ parameters: code, codeVerifier: null })).scopes).toEqual(['a', 'b']);
  });

  it.each<[string, ScriptedAnswer | OutboundFailure, string]>([
    ['a refused code', { status: 400, body: { error: 'invalid_grant' } }, 'code_rejected'],
    ['an error inside a 200', { status: 200, body: { error: 'invalid_grant' } }, 'code_rejected'],
    ['a refused app', { status: 401, body: { error: 'invalid_client' } }, 'misconfigured'],
    ['an unknown refusal', { status: 400, body: { error: 'brand_new' } }, 'rejected'],
    ['a page', { status: 200, body: '<html>' }, 'invalid_response'],
    ['nothing', { status: 200 }, 'invalid_response'],
    ['half an answer', { status: 200, body: '{"access_token":"at' }, 'invalid_response'],
    ['another shape', { status: 200, body: { tokens: [] } }, 'invalid_response'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.test' } }, 'invalid_response'],
    ['a lifetime that is nonsense', { body: { access_token: 'at', expires_in: 'soon' } }, 'invalid_response'],
    ['too many calls', { status: 429, headers: { 'retry-after': '9' } }, 'rate_limited'],
    ['an outage', { status: 503, body: '<html>' }, 'unavailable'],
    ['silence', 'timeout', 'timeout'],
    ['a broken line', 'network', 'unavailable'],
    ['a flood', 'too_large', 'invalid_response'],
    ['a forbidden address', 'blocked', 'unsafe_address'],
    ['a host without address', 'unknown_host', 'unavailable'],
    ['a bad certificate', 'certificate', 'untrusted_server'],
  ])('answered by %s fails with its kind and step', async (_name, answer, kind) => {
    const { connect } = connectTo(standardPlatform(), new ScriptedHttp(answer));

    const failure = await connect.exchange({ parameters: code, codeVerifier: null }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ kind, step: 'exchange' });
  });

  it.each([
    [{ error: 'access_denied', error_description: 'no', state: 's' }, 'denied'],
    [{ error: 'server_error', code: 'c' }, 'unavailable'],
    [{ state: 's' }, 'invalid_response'],
  ])('asks nobody when the platform sent no code but %j', async (parameters, kind) => {
    const { http, connect } = connectTo(standardPlatform());

    await expect(connect.exchange({ parameters, codeVerifier: null })).rejects.toMatchObject({ kind, step: 'authorize' });
    expect(http.sent).toEqual([]);
  });

  it('shows no secret in an error, however it is printed', async () => {
    const { connect } = connectTo(standardPlatform(), new ScriptedHttp({ status: 400, body: { error: 'invalid_grant', error_description: 'c+/ä' } }));

    const failure = await connect.exchange({ parameters: code, codeVerifier: Secret.of('verifier-1') }).catch((error: unknown) => error);

    const printed = inspect(failure, { depth: 10, showHidden: true });
    for (const secret of ['c+/ä', 'verifier-1', 's3cret-of-client']) expect(printed).not.toContain(secret);
  });

  it('keeps parallel exchanges apart', async () => {
    const answers = [1, 2, 3].map((n): ScriptedAnswer => ({ body: { access_token: `at-${n}` } }));
    const { http, connect } = connectTo(standardPlatform(), new ScriptedHttp(...answers));

    const tokens = await Promise.all([1, 2, 3].map((n) => connect.exchange({ parameters: { code: `c-${n}` }, codeVerifier: Secret.of(`v-${n}`) })));

    expect(tokens.map(({ accessToken }) => accessToken.use((value) => value))).toEqual(['at-1', 'at-2', 'at-3']);
    expect(http.sent.map(({ form }) => [form['code'], form['code_verifier']])).toEqual([['c-1', 'v-1'], ['c-2', 'v-2'], ['c-3', 'v-3']]);
  });
});
