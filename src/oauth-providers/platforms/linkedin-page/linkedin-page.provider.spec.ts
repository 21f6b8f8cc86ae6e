import { describe, expect, it } from '@jest/globals';
import { aTokenSet } from '../../../../test/fakes/provider.fake.js';
import type { ScriptedAnswer } from '../../../../test/fakes/provider-transport.fake.js';
import { errorsOf, readingOf, sampleOf, scriptedProvider } from '../../../../test/support/provider-spec.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderErrorKind } from '../../ports/provider-error.js';
import { linkedinPage } from './linkedin-page.provider.js';

const fixture = <T>(name: string): T => sampleOf('linkedin-page', name);
const { rows, numbers, answerOf } = errorsOf('linkedin-page');

const tokens = aTokenSet({ accessToken: Secret.of('AQX-1') });
const member = { subject: 'yrZCpj2Z12', displayName: 'Bob Smith', username: 'bobsmith', avatarUrl: null, profileUrl: null };
const acl = (id: number | string, role: string, more: object = {}): object => ({ organization: `urn:li:organization:${String(id)}`, role, state: 'APPROVED', ...more });
const acls = (...elements: object[]): ScriptedAnswer => ({ body: { elements } });
const batch = (...ids: (number | string)[]): ScriptedAnswer => ({
  body: { results: Object.fromEntries(ids.map((id) => [String(id), { id, localizedName: `Org ${String(id)}`, vanityName: `org-${String(id)}` }])) },
});
const batchRefused = answerOf(5);

function pageProvider(...script: readonly ScriptedAnswer[]) {
  const scripted = scriptedProvider(linkedinPage, ...script);
  const { provider } = scripted;
  const list = () => provider.listCandidates(tokens, member);
  const probe = (platformUserId = '2414183') => provider.probe({ platformUserId, tokens, credentials: null });
  return { ...scripted, list, probe };
}

describe('errors of the fact sheet', () => {
  it('has every row of the table', () => {
    expect(numbers).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
  });

  it.each(rows)('row $row at $step: $status means $kind', (row) => {
    expect(readingOf(linkedinPage, row).kind).toBe(row.kind);
  });

  it.each<[string, ScriptedAnswer, ProviderErrorKind]>([
    ['a page', { status: 401, body: '<html>65601</html>' }, 'invalid_response'],
    ['an empty body', { status: 401 }, 'invalid_response'],
    ['a truncated body', { body: '{"elements":[' }, 'invalid_response'],
    ['another shape', { body: { data: [] } }, 'invalid_response'],
    ['an error inside a 200', { body: { status: 401, serviceErrorCode: 65601, code: 'REVOKED_ACCESS_TOKEN' } }, 'invalid_response'],
    ['an outage with a code inside', { status: 500, body: { serviceErrorCode: 65601 } }, 'unavailable'],
  ])('does not take %s for a verdict about the person', async (_name, answer, kind) => {
    await expect(pageProvider(answer).list()).rejects.toMatchObject({ kind, step: 'candidates' });
    expect(await pageProvider(answer).probe()).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('identify', () => {
  it('reads the member of the documented sample', async () => {
    const { provider, http } = pageProvider({ body: fixture('me') });
    expect(await provider.identify(tokens)).toEqual(member);
    expect(http.sent).toMatchObject([{ url: 'https://api.linkedin.com/v2/me', headers: { authorization: 'Bearer AQX-1' } }]);
  });

  it('waits for a token that LinkedIn does not know everywhere yet', async () => {
    expect((await pageProvider(answerOf(2), { body: fixture('me') }).provider.identify(tokens)).subject).toBe('yrZCpj2Z12');
  });
});

describe('listCandidates', () => {
  it('reads the organization of the documented samples', async () => {
    const { list, http } = pageProvider({ body: fixture('organization-acls') }, batchRefused, { body: fixture('organization') });
    expect(await list()).toEqual([
      {
        kind: 'organization',
        platformUserId: '2414183',
        accountType: 'organization',
        displayName: 'Acme',
        username: 'acme',
        avatarUrl: null,
        profileUrl: 'https://www.linkedin.com/company/acme/',
        selectable: true,
        reason: null,
        credentials: null,
      },
    ]);
    expect(http.sent.map(({ url }) => url.replace('https://api.linkedin.com/rest/', ''))).toEqual(['organizationAcls', 'organizations?ids=List(2414183)', 'organizations/2414183']);
    for (const { headers } of http.sent) expect(headers).toMatchObject({ 'linkedin-version': '202607', 'x-restli-protocol-version': '2.0.0' });
    expect(http.sent[0]?.query).toEqual({ q: 'roleAssignee', state: 'APPROVED', start: '0', count: '50' });
  });

  it.each([
    [['ADMINISTRATOR'], true],
    [['CONTENT_ADMINISTRATOR'], true],
    [['CONTENT_ADMIN'], true],
    [['ANALYST', 'ADMINISTRATOR', 'CURATOR'], true],
    [['ANALYST'], false],
    [['DIRECT_SPONSORED_CONTENT_POSTER'], false],
    [['RECRUITING_POSTER', 'LEAD_GEN_FORMS_MANAGER'], false],
  ])('with the roles %j › is one page, which may be picked: %j', async (roles, selectable) => {
    const found = await pageProvider(acls(...roles.map((role) => acl(7, role))), batch(7)).list();
    expect(found).toMatchObject([{ platformUserId: '7', selectable, reason: selectable ? null : 'Your role at this page may not post.' }]);
  });

  it('reads on while pages are full, and asks for names fifty at a time', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => index + 1);
    const { list, http } = pageProvider(acls(...ids.slice(0, 50).map((id) => acl(id, 'ADMINISTRATOR'))), acls(...ids.slice(50).map((id) => acl(id, 'ADMINISTRATOR'))), batch(...ids.slice(0, 50)), batch(...ids.slice(50)));
    expect((await list()).map(({ displayName }) => displayName)).toEqual(ids.map((id) => `Org ${String(id)}`));
    expect(http.sent.map(({ query }) => query['start'])).toEqual(['0', '50', undefined, undefined]);
  });

  it('of pages that LinkedIn does not show any more › cannot be picked', async () => {
    const roles = acls(acl(1, 'ADMINISTRATOR'), acl(2, 'ADMINISTRATOR'));
    const gone = { platformUserId: '2', selectable: false, reason: 'LinkedIn does not show this page any more.' };
    expect(await pageProvider(roles, batch(1)).list()).toMatchObject([{ selectable: true }, gone]);
    expect(await pageProvider(roles, batchRefused, { body: { id: 1, localizedName: 'One' } }, answerOf(17)).list()).toMatchObject([{ displayName: 'One' }, gone]);
  });

  it('takes no role that is not approved, and nothing that is no organization', async () => {
    const { list } = pageProvider(acls(acl(1, 'ADMINISTRATOR', { state: 'REQUESTED' }), { organization: 'urn:li:person:x', role: 'ADMINISTRATOR' }, { organization: 'urn:li:organizationBrand:9', role: 'ADMINISTRATOR' }), batch(9));
    expect((await list()).map(({ platformUserId }) => platformUserId)).toEqual(['9']);
  });

  it('without any page › is empty, and asks for no names', async () => {
    const { list, http } = pageProvider(acls());
    expect([await list(), http.sent.length]).toEqual([[], 1]);
  });

  it('when the roles are refused › is missing_scopes', async () => {
    await expect(pageProvider(answerOf(5)).list()).rejects.toMatchObject({ kind: 'missing_scopes', step: 'candidates' });
  });
});

describe('probe', () => {
  it.each<[string, readonly ScriptedAnswer[], object]>([
    ['with a role that may post', [acls(acl(2414183, 'CONTENT_ADMIN'))], { verdict: 'healthy' }],
    ['without any role', [acls(acl(1, 'ADMINISTRATOR'))], { verdict: 'broken', reason: 'role_lost' }],
    ['with a role that may not post', [acls(acl(2414183, 'ANALYST'))], { verdict: 'broken', reason: 'role_lost' }],
    ['with a revoked token', [answerOf(2)], { verdict: 'broken', reason: 'revoked_by_user' }],
    ['with an expired token', [answerOf(3)], { verdict: 'expired' }],
    ['with an invalid token that is a hiccup', [answerOf(1), acls(acl(2414183, 'ADMINISTRATOR'))], { verdict: 'healthy' }],
    ['with roles that are refused', [answerOf(16)], { verdict: 'inconclusive', cause: 'missing_scopes', retryAfterSeconds: null }],
    ['with a dead API version', [answerOf(7)], { verdict: 'inconclusive', cause: 'misconfigured', retryAfterSeconds: null }],
  ])('of a page %s', async (_, script, verdict) => {
    expect(await pageProvider(...script).probe()).toEqual(verdict);
  });

  it('reads on until the list ends before it says that a role is lost', async () => {
    const full = acls(...Array.from({ length: 50 }, (_, index) => acl(index + 1, 'ADMINISTRATOR')));
    expect(await pageProvider(full, acls(acl(2414183, 'ADMINISTRATOR'))).probe()).toEqual({ verdict: 'healthy' });
    expect(await pageProvider(full, { status: 503 }).probe()).toMatchObject({ verdict: 'inconclusive' });
  });
});
