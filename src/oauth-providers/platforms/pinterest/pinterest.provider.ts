import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, oauthContext, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { renewByRefreshToken } from '../../protocol/token-endpoint.js';
import { classifyPinterest } from './pinterest.errors.js';
import { userAccount, type UserAccount } from './pinterest.wire.js';

const day = 24 * 3600;
const scopes = ['user_accounts:read', 'boards:read', 'boards:write', 'pins:read', 'pins:write'];

/** Pinterest, a person's or a business' profile. Quirks and sources: the README beside this file. */
export const pinterest = defineProvider({
  id: 'pinterest',
  label: 'Pinterest',
  network: 'pinterest',
  accountTypes: ['personal', 'business'],
  settings: { prefix: 'PINTEREST', apiUrl: 'https://api.pinterest.com', apiVersion: 'v5' },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes: scopes,
  authorize: { url: 'https://www.pinterest.com/oauth/', scopes, scopeSeparator: ',', pkce: null },
  // Apps from before 25 September 2025 get refresh tokens that end for good unless they ask for continuous ones.
  token: { url: 'https://api.pinterest.com/v5/oauth/token', clientAuth: 'basic', exchangeParameters: { continuous_refresh: 'true' }, tellsAppFromCode: false },
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 7 * day },
  revocation: 'none',
  guide: { tokenLife: '30 days; a refresh token of 60 days, new with each refresh', checkCost: 'one call; trial apps have 1,000 a day' },
  classify: classifyPinterest,
  identify,
  candidates: async (context, tokens) => [candidateOf(await readAccount(context, tokens, 'candidates'))],
  probe,
  renew,
});

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const account = await readAccount(context, tokens, 'identify');
  return { subject: account.id, ...shown(account) };
}

function candidateOf(account: UserAccount): Candidate {
  const accountType = account.account_type?.toUpperCase() === 'BUSINESS' ? 'business' : 'personal';
  return { kind: 'profile', platformUserId: account.id, accountType, ...shown(account), selectable: true, reason: null, credentials: null };
}

/** There is no display name: a business has a name, a person goes by the username. */
function shown({ username, business_name: name, profile_image: image }: UserAccount): Omit<Identity, 'subject'> {
  return {
    displayName: name?.trim() || username,
    username,
    avatarUrl: image || null,
    profileUrl: `https://www.pinterest.com/${encodeURIComponent(username)}/`,
  };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  const { id } = await readAccount(context, tokens, 'probe');
  return id === platformUserId ? { verdict: 'healthy' } : { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
}

/**
 * A refused refresh has the code of wrong credentials of ours (a new app secret ends refreshes, but no access token). So the
 * access token is asked as well: one that should still live and is refused too was taken back.
 */
async function renew(context: ProviderContext, tokens: TokenSet): Promise<TokenSet> {
  try {
    return await renewByRefreshToken(oauthContext(context), tokens);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'misconfigured' && (await isTakenBack(context, tokens))) {
      throw new ProviderError('revoked', 'renew', { cause: error, platformCode: error.platformCode ?? undefined });
    }
    throw error;
  }
}

async function isTakenBack(context: ProviderContext, tokens: TokenSet): Promise<boolean> {
  const now = context.clock.now();
  if (tokens.refreshTokenExpiresAt !== null && tokens.refreshTokenExpiresAt <= now) return true;
  if (tokens.accessTokenExpiresAt === null || tokens.accessTokenExpiresAt <= now) return false;
  try {
    await readAccount(context, tokens, 'probe');
    return false;
  } catch (error) {
    return error instanceof ProviderError && error.kind === 'token_expired';
  }
}

function readAccount(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep): Promise<UserAccount> {
  const { apiUrl, apiVersion } = context.settings;
  return callPlatform(context, { step, url: `${apiUrl}/${apiVersion ?? 'v5'}/user_account`, accessToken, schema: userAccount });
}
