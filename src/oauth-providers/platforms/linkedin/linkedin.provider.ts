import { classifyLinkedIn, readLinkedInRefusal } from '../../networks/linkedin/linkedin.errors.js';
import { patiently, waitsAfterIssuance, withoutDoubtfulExpiry } from '../../networks/linkedin/linkedin.tokens.js';
import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { inconclusive } from '../../protocol/verdict.js';
import { userInfo, type UserInfo } from './linkedin.wire.js';

const day = 24 * 3600;

/** LinkedIn, a person's profile. Quirks and sources: the README beside this file. */
export const linkedin = defineProvider({
  id: 'linkedin',
  label: 'LinkedIn',
  network: 'linkedin',
  accountTypes: ['personal'],
  settings: { prefix: 'LINKEDIN', apiUrl: 'https://api.linkedin.com', apiVersion: '202607' },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes: ['w_member_social'],
  authorize: {
    url: 'https://www.linkedin.com/oauth/v2/authorization',
    scopes: ['openid', 'profile', 'w_member_social'],
    pkce: null,
    readRefusal: readLinkedInRefusal,
  },
  token: { url: 'https://www.linkedin.com/oauth/v2/accessToken', clientAuth: 'body', normalize: withoutDoubtfulExpiry },
  renewal: { kind: 'refresh-token', rotates: false, leadSeconds: 7 * day },
  revocation: 'none',
  guide: { tokenLife: '60 days; a refresh token of 365 days for approved apps only', checkCost: 'one call' },
  classify: classifyLinkedIn,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([profile(identity)]),
  probe,
});

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const info = await patiently(context, waitsAfterIssuance, ['65600', '65601'], () => readUserInfo(context, tokens, 'identify'));
  return {
    subject: info.sub,
    displayName: info.name ?? [info.given_name, info.family_name].filter(Boolean).join(' '),
    username: null,
    avatarUrl: info.picture ?? null,
    profileUrl: null,
  };
}

function profile(identity: Identity): Candidate {
  const { subject, ...shown } = identity;
  return {
    ...shown,
    kind: 'profile',
    platformUserId: subject,
    accountType: 'personal',
    selectable: true,
    reason: null,
    credentials: null,
  };
}

async function probe(context: ProviderContext, target: ProbeTarget): Promise<ProbeVerdict> {
  try {
    const info = await patiently(context, waitsAfterIssuance.slice(0, 1), ['65600'], () => readUserInfo(context, target.tokens, 'probe'));
    if (info.sub === target.platformUserId) return { verdict: 'healthy' };
    return { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
  } catch (error) {
    // A 403 can be the app's lost product as well as the person's scopes: reading the profile cannot tell which.
    if (error instanceof ProviderError && error.kind === 'missing_scopes') return inconclusive(error);
    throw error;
  }
}

function readUserInfo(context: ProviderContext, tokens: TokenSet, step: ProviderStep): Promise<UserInfo> {
  return callPlatform(context, {
    step,
    url: `${context.settings.apiUrl}/v2/userinfo`,
    accessToken: tokens.accessToken,
    schema: userInfo,
  });
}
