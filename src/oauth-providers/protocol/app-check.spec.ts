import { describe, expect, it } from '@jest/globals';
import { providerContext } from '../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../test/fakes/provider-definition.fake.js';
import { ScriptedHttp, type ScriptedAnswer } from '../../../test/fakes/provider-transport.fake.js';
import { checkApp } from './app-check.js';
import { oauthContext } from './define-provider.js';

function asked(http: ScriptedHttp, definition = standardPlatform()) {
  return checkApp(oauthContext(providerContext(definition, http)));
}

describe('checkApp', () => {
  it.each<[string, ScriptedAnswer, object]>([
    ['the code is refused', { status: 400, body: { error: 'invalid_grant' } }, { verdict: 'accepted' }],
    ['the app is refused', { status: 401, body: { error: 'invalid_client' } }, { verdict: 'refused', reason: 'invalid_client' }],
    ['the platform is down', { status: 503 }, { verdict: 'unclear', reason: 'unavailable' }],
    ['the platform says something else', { status: 400, body: { error: 'invalid_request' } }, { verdict: 'unclear', reason: 'rejected' }],
    ['the code is taken', { body: { access_token: 'x' } }, { verdict: 'unclear', reason: 'gave a token for a code that nobody was given' }],
  ])('%s › says so', async (_, answer, verdict) => {
    expect(await asked(new ScriptedHttp(answer))).toEqual(verdict);
  });

  it('asks once, with the app’s proof, a code and a verifier that nobody was given', async () => {
    const http = new ScriptedHttp({ status: 400, body: { error: 'invalid_grant' } });
    await asked(http);
    expect(http.sent).toHaveLength(1);
    expect(http.sent[0]?.form).toMatchObject({ grant_type: 'authorization_code', code: expect.any(String), redirect_uri: expect.any(String) });
    expect(http.sent[0]?.form['code_verifier'] ?? 'x'.repeat(43)).toHaveLength(43);
  });

  it('a platform that answers both alike › is not asked', async () => {
    const { token } = standardPlatform();
    const http = new ScriptedHttp();
    expect(await asked(http, standardPlatform({ token: { ...token, tellsAppFromCode: false } }))).toMatchObject({ verdict: 'unclear' });
    expect(http.sent).toEqual([]);
  });
});
