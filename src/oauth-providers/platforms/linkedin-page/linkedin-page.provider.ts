import { classifyLinkedIn, readLinkedInRefusal } from '../../networks/linkedin/linkedin.errors.js';
import { patiently, waitsAfterIssuance, withoutDoubtfulExpiry } from '../../networks/linkedin/linkedin.tokens.js';
import type { Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { inconclusive } from '../../protocol/verdict.js';
import { listOrganizations, mayPost, rolesByOrganization } from './linkedin-page.organizations.js';
import { me } from './linkedin-page.wire.js';

const day = 24 * 3600;

/** LinkedIn, the pages of organizations. Quirks and sources: the README beside this file. */
export const linkedinPage = defineProvider({
  id: 'linkedin-page',
  label: 'LinkedIn Page',
  network: 'linkedin',
  accountTypes: ['organization'],
  settings: { prefix: 'LINKEDIN_PAGE', apiUrl: 'https://api.linkedin.com', apiVersion: '202607' },
  connect: { kind: 'redirect' },
  selection: { kind: 'organization', label: 'Pages' },
  requiredScopes: ['r_basicprofile', 'w_organization_social'],
  authorize: {
    url: 'https://www.linkedin.com/oauth/v2/authorization',
    scopes: ['r_basicprofile', 'rw_organization_admin', 'w_organization_social', 'r_organization_social'],
    pkce: null,
    readRefusal: readLinkedInRefusal,
  },
  token: { url: 'https://www.linkedin.com/oauth/v2/accessToken', clientAuth: 'body', normalize: withoutDoubtfulExpiry },
  renewal: { kind: 'refresh-token', rotates: false, leadSeconds: 7 * day },
  revocation: 'none',
  guide: { tokenLife: '60 days; a refresh token of 365 days', checkCost: 'one call, one more for every 50 roles' },
  classify: classifyLinkedIn,
  identify,
  candidates: listOrganizations,
  probe,
});

async function identify(context: ProviderContext, { accessToken }: TokenSet): Promise<Identity> {
  const url = `${context.settings.apiUrl}/v2/me`;
  const member = await patiently(context, waitsAfterIssuance, ['65600', '65601'], () => callPlatform(context, { step: 'identify', url, accessToken, schema: me }));
  return {
    subject: member.id,
    displayName: [member.localizedFirstName, member.localizedLastName].filter(Boolean).join(' '),
    username: member.vanityName || null,
    avatarUrl: null,
    profileUrl: null,
  };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  try {
    const roles = (await rolesByOrganization(context, tokens, 'probe')).get(platformUserId) ?? [];
    return mayPost(roles) ? { verdict: 'healthy' } : { verdict: 'broken', reason: 'role_lost' };
  } catch (error) {
    // A 403 can be the app's lost product as well as the person's scopes: reading the roles cannot tell which.
    if (error instanceof ProviderError && error.kind === 'missing_scopes') return inconclusive(error);
    throw error;
  }
}
