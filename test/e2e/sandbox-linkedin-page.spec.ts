import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Driver, type Reply } from '../sandbox/driver.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { sampleOf } from '../support/provider-spec.js';
import { shapeOf } from './sandbox-fixtures.js';

const redirectUri = 'http://localhost:3000/v1/oauth/linkedin-page/callback';
const development = { client_id: 'development', client_secret: 'development-secret' };
const standard = { client_id: 'standard', client_secret: 'standard-secret' };
const scope = 'r_basicprofile rw_organization_admin w_organization_social r_organization_social';
const API = '/api.linkedin.com';

interface Acls {
  readonly elements: readonly { readonly organization: string; readonly role: string }[];
  readonly paging: object;
}

describe("LinkedIn Page's twin", () => {
  let sandbox: Sandbox;
  let driver: Driver;

  beforeAll(async () => {
    sandbox = await startSandbox();
    driver = new Driver(sandbox.url);
    for (const [app, features] of [[development, []] as const, [standard, ['standard_tier', 'refresh_token']] as const]) {
      await driver.control('apps', { platform: 'linkedin-page', redirectUris: [redirectUri], clientId: app.client_id, clientSecret: app.client_secret, features });
    }
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => driver.control('reset', {}));

  async function authorize(persona: string, asked = scope, app = development): Promise<Reply> {
    await driver.control('consent', { platform: 'linkedin-page', persona, decision: 'approve' });
    return driver.get('/www.linkedin.com/oauth/v2/authorization', { response_type: 'code', client_id: app.client_id, redirect_uri: redirectUri, scope: asked, state: 's' });
  }

  async function connect(persona: string, app = development): Promise<Record<string, unknown>> {
    const code = (await authorize(persona, scope, app)).location?.searchParams.get('code') ?? '';
    return (await driver.form('/www.linkedin.com/oauth/v2/accessToken', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...app })).json ?? {};
  }

  const call = async (persona: string, path: string, query: Record<string, string> = {}, app = development, version = '202607'): Promise<Reply> => {
    const { access_token: token } = await connect(persona, app);
    return driver.get(`${API}${path}`, query, { authorization: `Bearer ${String(token)}`, ...(version !== '' && { 'linkedin-version': version }) });
  };
  const acls = async (persona: string, query: Record<string, string> = {}): Promise<Acls> =>
    (await call(persona, '/rest/organizationAcls', { q: 'roleAssignee', state: 'APPROVED', ...query })).json as unknown as Acls;

  it('its tokens › have the shape of the documents, for either kind of app', async () => {
    expect(shapeOf(await connect('ada'))).toEqual(shapeOf(sampleOf('linkedin-page', 'token')));
    expect(shapeOf(await connect('ada', standard))).toEqual(shapeOf(sampleOf('linkedin-page', 'token-with-refresh')));
  });

  it('scopes of sign-in › are not authorized for its app', async () => {
    expect((await authorize('ada', `${scope} openid`)).location?.searchParams.get('error')).toBe('unauthorized_scope_error');
    expect((await call('ada', '/v2/userinfo')).status).toBe(403);
  });

  it('the member › has the shape of the documents, but for a picture', async () => {
    const { profilePicture: _, ...sample } = sampleOf<Record<string, unknown>>('linkedin-page', 'me');
    expect(shapeOf((await call('ada', '/v2/me')).json)).toEqual(shapeOf(sample));
  });

  it('roles › have the shape of the documents, a row for each, ten unless told', async () => {
    const [sample, found] = [sampleOf<Acls>('linkedin-page', 'organization-acls'), await acls('tess')];
    expect(shapeOf(found.elements[0] as object as Record<string, unknown>)).toEqual(shapeOf(sample.elements[0] as object as Record<string, unknown>));
    expect([found.elements.length, new Set(found.elements.map(({ organization }) => organization)).size]).toEqual([5, 3]);
    expect((await acls('mona')).elements).toHaveLength(10);
    expect((await acls('mona', { start: '280', count: '50' })).elements).toHaveLength(20);
    expect((await acls('nils')).elements).toEqual([]);
    expect((await acls('tess', { role: 'ADMINISTRATOR' })).elements).toHaveLength(1);
  });

  it('an organization › has the shape of the documents, but for a logo and a website', async () => {
    const id = (await acls('ada')).elements[0]?.organization.split(':').at(-1) ?? '';
    const { logoV2: _, localizedWebsite: __, ...sample } = sampleOf<Record<string, unknown>>('linkedin-page', 'organization');
    expect(shapeOf((await call('ada', `/rest/organizations/${id}`)).json)).toMatchObject(shapeOf(sample));
    expect((await call('ada', '/rest/organizations/1')).status).toBe(404);
  });

  it('a batch › is for apps of the standard tier alone, its list written as it is', async () => {
    const id = (await acls('ada')).elements[0]?.organization.split(':').at(-1) ?? '';
    const path = `/rest/organizations?ids=List(${id},1)`;
    expect(await call('ada', path)).toMatchObject({ status: 403, json: { serviceErrorCode: 100 } });
    expect((await call('ada', path, {}, standard)).json).toMatchObject({ results: { [id]: { localizedName: 'Lovelace & Company' } } });
    expect((await call('ada', `/rest/organizations?ids=List%28${id}%29`, {}, standard)).status).toBe(404);
  });

  it.each([['', 400], ['202504', 426]])('with the version "%s" › %i', async (version, status) => {
    expect((await call('ada', '/rest/organizationAcls', { q: 'roleAssignee' }, development, version)).status).toBe(status);
  });
});
