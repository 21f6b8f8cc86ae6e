import { exchangeForLasting, extendLasting } from '../../networks/meta/lasting-tokens.js';
import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { isRecord } from '../../protocol/classify.js';
import type { TokenBody } from '../../protocol/token-response.js';
import { classifyInstagram } from './instagram.errors.js';
import { me, type Account } from './instagram.wire.js';

const day = 24 * 3600;
const scopes = ['instagram_business_basic', 'instagram_business_content_publish'];
const needsProfessional = 'This is a personal account. Switch it to a professional one in the Instagram app.';

/** Instagram, a professional account by Instagram's own login. Quirks and sources: the README beside this file. */
export const instagram = defineProvider({
  id: 'instagram',
  label: 'Instagram',
  network: 'instagram',
  accountTypes: ['business', 'creator'],
  settings: { prefix: 'INSTAGRAM', apiUrl: 'https://graph.instagram.com', apiVersion: 'v25.0' },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes: scopes,
  authorize: {
    url: 'https://www.instagram.com/oauth/authorize',
    scopes,
    scopeSeparator: ',',
    pkce: null,
    // Codes that came by a login with Facebook fail at the exchange; and whoever is signed in should be able to take another account.
    parameters: { enable_fb_login: '0', force_authentication: '1' },
  },
  token: { url: 'https://api.instagram.com/oauth/access_token', clientAuth: 'body', normalize: flattened },
  completeExchange: (context, tokens) => exchangeForLasting(context, tokens, 'ig_exchange_token', flattened),
  renewal: { kind: 'extend-access-token', minimumAgeSeconds: day, leadSeconds: 30 * day },
  renew: (context, tokens) => extendLasting(context, tokens, 'ig_refresh_token', flattened),
  revocation: 'none',
  guide: { tokenLife: '60 days, extended while it lives', checkCost: 'one call' },
  classify: classifyInstagram,
  identify,
  candidates: async (context, tokens) => [candidateOf(await readAccount(context, tokens, 'candidates'))],
  probe,
});

/** The documents print one answer inside of a list; scopes are called permissions. */
function flattened(body: TokenBody): TokenBody {
  const listed: unknown = Array.isArray(body['data']) ? body['data'][0] : body;
  return isRecord(listed) ? { ...listed, scope: listed['permissions'] } : body;
}

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const account = await readAccount(context, tokens, 'identify');
  return { subject: idOf(account), ...shown(account) };
}

function candidateOf(account: Account): Candidate {
  const type = account.account_type?.toUpperCase() ?? '';
  const reason = type === 'PERSONAL' ? needsProfessional : null;
  return {
    kind: 'profile',
    platformUserId: idOf(account),
    accountType: type.includes('CREATOR') ? 'creator' : 'business',
    ...shown(account),
    selectable: reason === null,
    reason,
    credentials: null,
  };
}

function shown({ username, name, profile_picture_url: picture }: Account): Omit<Identity, 'subject'> {
  return {
    displayName: name?.trim() || username,
    username,
    avatarUrl: picture || null,
    profileUrl: `https://www.instagram.com/${encodeURIComponent(username)}/`,
  };
}

/** The id of the professional account, which Facebook's login and webhooks know as well; `id` is the app's own. */
function idOf({ user_id: userId, id }: Account): string {
  return userId ?? id;
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  const account = await readAccount(context, tokens, 'probe');
  if ([account.user_id, account.id].includes(platformUserId)) return { verdict: 'healthy' };
  return { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
}

/** `user_id` is refused for some accounts. Refused altogether, the account is a personal one. */
async function readAccount(context: ProviderContext, tokens: TokenSet, step: ProviderStep): Promise<Account> {
  const fields = 'username,name,account_type,profile_picture_url';
  try {
    return await readFields(context, tokens, step, `id,user_id,${fields}`);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  try {
    return await readFields(context, tokens, step, `id,${fields}`);
  } catch (error) {
    if (isUnsupported(error)) throw new ProviderError('no_connectable_account', step, { cause: error });
    throw error;
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'rejected' && error.platformCode?.split('/')[0] === '100';
}

function readFields(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep, fields: string): Promise<Account> {
  const { apiUrl, apiVersion } = context.settings;
  return callPlatform(context, { step, url: `${apiUrl}/${apiVersion ?? ''}/me`, query: { fields }, accessToken, schema: me });
}
