import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { personaNames } from '../sandbox/core/personas.js';
import { approved, LinkedInDriver } from '../sandbox/platforms/linkedin/linkedin.driver.js';
import type { Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { fixture, shapeOf, type ErrorSample } from './sandbox-fixtures.js';

const DAY = 86_400;

describe("LinkedIn's twin, its API", () => {
  let sandbox: Sandbox;
  let linkedin: LinkedInDriver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    linkedin = new LinkedInDriver(sandbox.url);
    await linkedin.registerApps();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => linkedin.control('reset', {}));

  describe('userinfo', () => {
    it('with every scope › has the shape of the documents, but for a locale that is an object', async () => {
      const { json } = await linkedin.userinfo(await linkedin.accessToken('ada', { scope: 'openid profile email' }));
      expect(shapeOf(json)).toEqual({ ...shapeOf(fixture('userinfo')), locale: 'object' });
      expect(json).toMatchObject({ name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' });
      expect(json?.['locale']).toEqual({ country: 'US', language: 'en' });
    });

    it('without profile and email › only the subject', async () => {
      const { json } = await linkedin.userinfo(await linkedin.accessToken('ada', { scope: 'openid' }));
      expect(Object.keys(json ?? {})).toEqual(['sub']);
    });

    it('without openid › 403 ACCESS_DENIED', async () => {
      const reply = await linkedin.userinfo(await linkedin.accessToken('ada', { scope: 'w_member_social' }));
      expect(reply).toMatchObject({ status: 403, json: { serviceErrorCode: 100, code: 'ACCESS_DENIED' } });
    });

    it('of each persona › a subject of its own, the same at every connect and in every sandbox', async () => {
      const other = await startSandbox();
      const elsewhere = new LinkedInDriver(other.url);
      await elsewhere.registerApps();
      const subjects = async (from: LinkedInDriver): Promise<unknown[]> => {
        const people = personaNames.filter((name) => name !== 'noah');
        for (const persona of people) await from.connect(persona);
        return (await from.list('grants')).map(({ subject }) => subject);
      };
      const [here, there] = [await subjects(linkedin), await subjects(elsewhere)];
      await other.stop();
      expect(there).toEqual(here);
      expect(new Set(here).size).toBe(7);
    });

    it('its picture › can be fetched from the host of the media', async () => {
      const { json } = await linkedin.userinfo(await linkedin.accessToken('ada'));
      const picture = new URL(String(json?.['picture']));
      const image = await linkedin.get(`/${picture.host}${picture.pathname}`);
      expect([picture.protocol, image.status, image.headers.get('content-type')]).toEqual(['https:', 200, 'image/svg+xml']);
    });

    it('of nils › has no picture and no e-mail', async () => {
      const { json } = await linkedin.userinfo(await linkedin.accessToken('nils', { scope: 'openid profile email' }));
      expect(json).toMatchObject({ name: 'Nils Berg' });
      expect([json?.['picture'], json?.['email']]).toEqual([undefined, undefined]);
    });
  });

  describe('a token that is no good', () => {
    const bodies = fixture<ErrorSample[]>('errors');
    const documented = (status: number, code: number): unknown =>
      bodies.find((sample) => sample.status === status && sample.body['serviceErrorCode'] === code)?.body;

    it('never issued › 65600 as documented', async () => {
      expect((await linkedin.userinfo('AQX-invented')).json).toEqual(documented(401, 65600));
    });

    it.each(['user', 'password'])('after the member’s %s revoked it › 65601 as documented', async (why) => {
      const token = await linkedin.connect('ada');
      await linkedin.revoke('ada', why);
      expect((await linkedin.userinfo(token['access_token'])).json).toEqual(documented(401, 65601));
    });

    it('on day 60 › 65602 as documented, and not a day before', async () => {
      const token = await linkedin.connect('ada');
      await linkedin.pass(59 * DAY);
      expect((await linkedin.userinfo(token['access_token'])).status).toBe(200);
      await linkedin.pass(DAY);
      expect((await linkedin.userinfo(token['access_token'])).json).toEqual(documented(401, 65602));
    });

    it('absent › 65604 as documented', async () => {
      expect((await linkedin.get('/api.linkedin.com/v2/userinfo')).json).toEqual(documented(401, 65604));
    });

    it('a refresh token in its place › 65600', async () => {
      const token = await linkedin.connect('ada', { app: approved });
      expect((await linkedin.userinfo(token['refresh_token'])).json?.['serviceErrorCode']).toBe(65600);
    });

    it('without the product for it › 403/100 as documented', async () => {
      const me = await linkedin.get('/api.linkedin.com/v2/me', {}, { authorization: `Bearer ${await linkedin.accessToken('ada')}` });
      expect(me.json).toMatchObject({ status: 403, serviceErrorCode: 100, code: 'ACCESS_DENIED' });
    });

    it('throttled › 429/101 as documented, when scripted by name', async () => {
      await linkedin.control('faults', { platform: 'linkedin', fault: { answer: 'throttled' } });
      const reply = await linkedin.userinfo('any');
      expect([reply.status, reply.json]).toEqual([429, bodies.find(({ status }) => status === 429)?.body]);
    });
  });

  describe('the versioned API', () => {
    const rest = (version: string | null, token = 'AQX-any'): Promise<Reply> => {
      const headers: Record<string, string> = version === null ? {} : { 'linkedin-version': version };
      return linkedin.get('/api.linkedin.com/rest/posts', {}, { ...headers, authorization: `Bearer ${token}` });
    };
    const samples = fixture<ErrorSample[]>('errors');
    const documented = (status: number): unknown =>
      samples.find((sample) => sample.status === status && String(sample.body['code']).includes('VERSION'))?.body;

    it('without a version › 400 as documented', async () => {
      const reply = await rest(null);
      expect([reply.status, reply.json]).toEqual([400, documented(400)]);
    });

    it.each(['202504', '202511', '202609', '2026-07'])('with the version %s › 426', async (version) => {
      const reply = await rest(version);
      expect([reply.status, reply.json?.['message']]).toEqual([426, `Requested version ${version}01 is not active`]);
    });

    it('with a dead version › the body of the documents', async () => {
      expect((await rest('202504')).json).toEqual(documented(426));
    });

    it.each(['202601', '202607'])('with the version %s › goes on to the token', async (version) => {
      expect((await rest(version, 'AQX-invented')).json?.['serviceErrorCode']).toBe(65600);
    });
  });

  describe('personas', () => {
    it('sam › cannot untick anything: all or nothing', async () => {
      expect((await linkedin.connect('sam'))['scope']).toBe('openid,profile,w_member_social');
    });

    it('noah › refuses although approved', async () => {
      expect((await linkedin.authorize('noah')).location?.searchParams.get('error')).toBe('user_cancelled_authorize');
    });

    it('rita › authorizes, and her token is refused as a revoked one: no code for restrictions is documented', async () => {
      const token = await linkedin.accessToken('rita');
      expect(await linkedin.userinfo(token)).toMatchObject({ status: 401, json: { serviceErrorCode: 65601 } });
      expect((await linkedin.introspect(token)).json).toMatchObject({ active: false, status: 'revoked' });
    });

    it('otto › takes his time with every answer', async () => {
      const times: number[] = [];
      const timed = async <T>(work: Promise<T>): Promise<T> => {
        const begun = performance.now();
        const result = await work;
        times.push(performance.now() - begun);
        return result;
      };
      const code = (await timed(linkedin.authorize('otto'))).location?.searchParams.get('code') ?? '';
      const token = (await timed(linkedin.exchange(code))).json?.['access_token'];
      expect((await timed(linkedin.userinfo(token))).status).toBe(200);
      expect(times.filter((time) => time < 790)).toEqual([]);
    });
  });
});
