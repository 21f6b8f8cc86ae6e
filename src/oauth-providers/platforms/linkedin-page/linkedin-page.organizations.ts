import { patiently, waitsAfterIssuance } from '../../networks/linkedin/linkedin.tokens.js';
import type { Candidate, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { inParallel } from '../../protocol/in-parallel.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { organization, organizationAcls, organizations, type Organization, type OrganizationAcl } from './linkedin-page.wire.js';

/** The roles that may post for an organization; the documents spell the second in two ways. */
const postingRoles: readonly string[] = ['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN'];

const pageSize = 50;
/** More than anybody has; a list that goes on is one that goes in circles. */
const mostPages = 100;
const atATime = 8;

/** What the member may do, by the organization's id. */
export async function rolesByOrganization(context: ProviderContext, tokens: TokenSet, step: ProviderStep): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = new Map<string, string[]>();
  for (const { organization: urn, role, state } of await allAcls(context, tokens, step)) {
    const id = /^urn:li:organization(?:Brand)?:(\d+)$/.exec(urn)?.[1];
    if (id !== undefined && (state ?? 'APPROVED') === 'APPROVED') roles.set(id, [...(roles.get(id) ?? []), role]);
  }
  return roles;
}

/** Whether one of the roles may post. */
export function mayPost(roles: readonly string[]): boolean {
  return roles.some((role) => postingRoles.includes(role));
}

/** Every organization of the member, once, with its name. */
export async function listOrganizations(context: ProviderContext, tokens: TokenSet): Promise<readonly Candidate[]> {
  const roles = await rolesByOrganization(context, tokens, 'candidates');
  const found = await describeAll(context, tokens, [...roles.keys()]);
  return [...roles].map(([id, own]) => candidateOf(id, own, found.get(id) ?? null));
}

function candidateOf(id: string, roles: readonly string[], described: Organization | null): Candidate {
  const reason = described === null ? 'LinkedIn does not show this page any more.' : mayPost(roles) ? null : 'Your role at this page may not post.';
  const { vanityName } = described ?? {};
  return {
    kind: 'organization',
    platformUserId: id,
    accountType: 'organization',
    displayName: described?.localizedName?.trim() || vanityName || '',
    username: vanityName || null,
    // A logo is named by a URN whose address would take a call for each.
    avatarUrl: null,
    profileUrl: `https://www.linkedin.com/company/${encodeURIComponent(vanityName || id)}/`,
    selectable: reason === null,
    reason,
    credentials: null,
  };
}

async function allAcls(context: ProviderContext, tokens: TokenSet, step: ProviderStep): Promise<readonly OrganizationAcl[]> {
  const found: OrganizationAcl[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const query = { q: 'roleAssignee', state: 'APPROVED', start: String(page * pageSize), count: String(pageSize) };
    const { elements } = await patiently(context, step === 'probe' ? waitsAfterIssuance.slice(0, 1) : [], ['65600'], () =>
      callPlatform(context, { ...rest(context, tokens, step, '/organizationAcls'), query, schema: organizationAcls }),
    );
    found.push(...elements);
    // `total` may be missing: a page that is not full is the last one.
    if (elements.length < pageSize) return found;
  }
  throw new ProviderError('invalid_response', step, { platformCode: 'endless_list' });
}

/** In batches; one by one where the app's tier does not allow batches. */
async function describeAll(context: ProviderContext, tokens: TokenSet, ids: readonly string[]): Promise<ReadonlyMap<string, Organization>> {
  try {
    const batches = await inParallel(batchesOf(ids), atATime, (batch) => describeBatch(context, tokens, batch));
    return new Map(batches.flatMap((batch) => Object.entries(batch)));
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'missing_scopes') throw error;
    const found = await inParallel(ids, atATime, async (id) => [id, await describeOne(context, tokens, id)] as const);
    return new Map(found.filter((entry): entry is readonly [string, Organization] => entry[1] !== null));
  }
}

function batchesOf(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / pageSize) }, (_, index) => ids.slice(index * pageSize, (index + 1) * pageSize));
}

/** The list stands in the address as it is: encoded brackets and commas would be part of a name. */
async function describeBatch(context: ProviderContext, tokens: TokenSet, ids: readonly string[]): Promise<Readonly<Record<string, Organization>>> {
  const call = rest(context, tokens, 'candidates', `/organizations?ids=List(${ids.join(',')})`);
  return (await callPlatform(context, { ...call, schema: organizations })).results;
}

/** `null` for one that LinkedIn does not show (any more). */
async function describeOne(context: ProviderContext, tokens: TokenSet, id: string): Promise<Organization | null> {
  try {
    return await callPlatform(context, { ...rest(context, tokens, 'candidates', `/organizations/${id}`), schema: organization });
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return null;
    throw error;
  }
}

function rest({ settings }: ProviderContext, { accessToken }: TokenSet, step: ProviderStep, path: string) {
  const headers = { 'linkedin-version': settings.apiVersion ?? '', 'x-restli-protocol-version': '2.0.0' };
  return { step, url: `${settings.apiUrl}/rest${path}`, accessToken, headers };
}
