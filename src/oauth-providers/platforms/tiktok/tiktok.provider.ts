import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, oauthContext, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform, isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { renewByRefreshToken } from '../../protocol/token-endpoint.js';
import type { TokenBody } from '../../protocol/token-response.js';
import { classifyTikTok } from './tiktok.errors.js';
import { apiError, creatorInfo, oauthError, userInfo, type User } from './tiktok.wire.js';

const minute = 60;

/** TikTok, a creator's profile. Quirks and sources: the README beside this file. */
export const tiktok = defineProvider({
  id: 'tiktok',
  label: 'TikTok',
  network: 'tiktok',
  accountTypes: ['creator'],
  settings: { prefix: 'TIKTOK', clientIdVariable: 'CLIENT_KEY', apiUrl: 'https://open.tiktokapis.com', apiVersion: 'v2' },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes: ['user.info.basic', 'video.publish'],
  authorize: {
    url: 'https://www.tiktok.com/v2/auth/authorize/',
    scopes: ['user.info.basic', 'user.info.profile', 'video.publish', 'video.upload'],
    scopeSeparator: ',',
    clientIdParam: 'client_key',
    pkce: null,
    // Always shows who is signed in, so that a person can take another account.
    parameters: { disable_auto_auth: '1' },
  },
  token: { url: 'https://open.tiktokapis.com/v2/oauth/token/', clientAuth: 'body', normalize: withStandardNames },
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 30 * minute },
  revocation: 'person',
  guide: { tokenLife: '2 hours; a refresh token of 180 days', checkCost: 'two calls' },
  classify: classifyTikTok,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([profile(identity)]),
  probe,
  revoke,
});

function withStandardNames(body: TokenBody): TokenBody {
  const { refresh_expires_in: seconds, ...rest } = body;
  return { ...rest, refresh_token_expires_in: seconds };
}

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const user = await readUser(context, tokens, 'identify', fieldsFor(tokens));
  return {
    subject: user.open_id,
    displayName: user.display_name?.trim() ?? '',
    username: user.username || null,
    avatarUrl: user.avatar_large_url || user.avatar_url || null,
    profileUrl: user.profile_deep_link || null,
  };
}

/** A field of a scope that was not granted fails the whole call. */
function fieldsFor({ scopes }: TokenSet): readonly string[] {
  const basic = ['open_id', 'union_id', 'display_name', 'avatar_url', 'avatar_large_url'];
  return scopes?.includes('user.info.profile') === true ? [...basic, 'username', 'profile_deep_link'] : basic;
}

function profile({ subject, ...shown }: Identity): Candidate {
  return { ...shown, kind: 'profile', platformUserId: subject, accountType: 'creator', selectable: true, reason: null, credentials: null };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  const user = await readUser(context, tokens, 'probe', ['open_id']);
  if (user.open_id !== platformUserId) return { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
  if (tokens.scopes?.includes('video.publish') === true) await askWhetherMayPost(context, tokens);
  return { verdict: 'healthy' };
}

/** A ban from posting shows here alone. That the day's posts are used up says nothing about the account, which has just answered. */
async function askWhetherMayPost(context: ProviderContext, { accessToken }: TokenSet): Promise<void> {
  try {
    await callPlatform(context, { step: 'probe', method: 'POST', url: api(context, 'post/publish/creator_info/query/'), accessToken, schema: creatorInfo });
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'rate_limited') return;
    throw error;
  }
}

/** Takes an access token that lives, and ends our app for the person. */
async function revoke(context: ProviderContext, tokens: TokenSet): Promise<void> {
  const { accessToken } = await alive(context, tokens);
  const form = { client_key: context.client.clientId, client_secret: context.client.clientSecret, token: accessToken };
  const answer = await sendToPlatform(context, 'revoke', { method: 'POST', url: api(context, 'oauth/revoke/'), form });
  // Success is an empty body or an empty object; an error can come with status 200.
  const refused = [apiError, oauthError].some((schema) => schema.safeParse(answer.json).success);
  if (!isSuccess(answer) || refused) throw refusal(context, answer, 'revoke');
}

async function alive(context: ProviderContext, tokens: TokenSet): Promise<TokenSet> {
  const { accessTokenExpiresAt: end, refreshToken } = tokens;
  if (end === null || refreshToken === null || end > context.clock.now()) return tokens;
  return renewByRefreshToken(oauthContext(context), tokens);
}

async function readUser(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep, fields: readonly string[]): Promise<User> {
  const { data } = await callPlatform(context, { step, url: api(context, 'user/info/'), query: { fields: fields.join(',') }, accessToken, schema: userInfo });
  return data.user;
}

/** Paths end in a slash. */
function api({ settings }: ProviderContext, path: string): string {
  return `${settings.apiUrl}/${settings.apiVersion ?? 'v2'}/${path}`;
}
