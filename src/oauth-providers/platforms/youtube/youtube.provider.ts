import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform, isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { classifyYouTube } from './youtube.errors.js';
import { channelList, oauthError, type Channel } from './youtube.wire.js';

const minute = 60;
const scopes = ['https://www.googleapis.com/auth/youtube.readonly', 'https://www.googleapis.com/auth/youtube.upload'];

/** As many as a page holds; more pages than anybody has channels end a list that goes in circles. */
const pageSize = 50;
const mostPages = 40;

/** YouTube, a person's or a brand's channels. Quirks and sources: the README beside this file. */
export const youtube = defineProvider({
  id: 'youtube',
  label: 'YouTube',
  network: 'youtube',
  accountTypes: ['channel'],
  settings: {
    prefix: 'YOUTUBE',
    apiUrl: 'https://www.googleapis.com',
    apiVersion: 'v3',
    urls: { REVOKE_URL: 'https://oauth2.googleapis.com/revoke' },
  },
  connect: { kind: 'redirect' },
  selection: { kind: 'channel', label: 'Channels' },
  requiredScopes: scopes,
  authorize: {
    url: 'https://accounts.google.com/o/oauth2/v2/auth',
    scopes,
    pkce: 'S256',
    // Without both a refresh token comes with the first consent at most; `select_account` lets a person take another account.
    parameters: { access_type: 'offline', prompt: 'consent select_account' },
  },
  token: { url: 'https://oauth2.googleapis.com/token', clientAuth: 'body' },
  renewal: { kind: 'refresh-token', rotates: false, leadSeconds: 10 * minute },
  revocation: 'person',
  guide: { tokenLife: 'an hour; a refresh token until six months without use', checkCost: 'one of 10,000 units a day for the whole project' },
  classify: classifyYouTube,
  identify,
  candidates: async (context, tokens) => (await ownChannels(context, tokens, 'candidates')).map(candidateOf),
  probe,
  revoke,
});

/** Who authorized is known by the channel alone: Google's own subject is a brand's for one account and a person's for the next. */
async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const [first] = await ownChannels(context, tokens, 'identify');
  if (first === undefined) throw new ProviderError('no_connectable_account', 'identify');
  return { subject: first.id, ...shown(first) };
}

function candidateOf(channel: Channel): Candidate {
  return { kind: 'channel', platformUserId: channel.id, accountType: 'channel', ...shown(channel), selectable: true, reason: null, credentials: null };
}

function shown({ id, snippet }: Channel): Omit<Identity, 'subject'> {
  const { high, medium, default: small } = snippet?.thumbnails ?? {};
  return {
    displayName: snippet?.title?.trim() ?? '',
    username: snippet?.customUrl || null,
    avatarUrl: high?.url || medium?.url || small?.url || null,
    profileUrl: `https://www.youtube.com/channel/${encodeURIComponent(id)}`,
  };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  if ((await ownIds(context, tokens)).includes(platformUserId)) return { verdict: 'healthy' };
  // Somebody else's now, or nobody's: the channel itself tells.
  const { items } = await askForChannels(context, tokens, 'probe', { part: 'id', id: platformUserId });
  const stands = (items ?? []).some(({ id }) => id === platformUserId);
  return { verdict: 'broken', reason: stands ? 'role_lost' : 'account_gone' };
}

async function ownIds(context: ProviderContext, tokens: TokenSet): Promise<readonly string[]> {
  try {
    return (await ownChannels(context, tokens, 'probe', 'id')).map(({ id }) => id);
  } catch (error) {
    // Asked for a person's channels, Google can answer that there is none as an error.
    if (error instanceof ProviderError && error.kind === 'no_connectable_account') return [];
    throw error;
  }
}

/** A token that is dead already is what was wanted. */
async function revoke(context: ProviderContext, { refreshToken, accessToken }: TokenSet): Promise<void> {
  const answer = await sendToPlatform(context, 'revoke', {
    method: 'POST',
    url: context.settings.urls['REVOKE_URL'] ?? '',
    form: { token: refreshToken ?? accessToken },
  });
  const error = oauthError.safeParse(answer.json);
  if (isSuccess(answer) || (answer.status === 400 && error.success && error.data.error === 'invalid_token')) return;
  throw refusal(context, answer, 'revoke');
}

/** Every channel of the authorization, in an order that does not change. */
async function ownChannels(context: ProviderContext, tokens: TokenSet, step: ProviderStep, part = 'id,snippet'): Promise<readonly Channel[]> {
  const channels = new Map<string, Channel>();
  let pageToken: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Record<string, string> = { part, mine: 'true', maxResults: String(pageSize), ...(pageToken !== null && { pageToken }) };
    const { items, nextPageToken } = await askForChannels(context, tokens, step, query);
    for (const channel of items ?? []) channels.set(channel.id, channel);
    pageToken = nextPageToken || null;
    if (pageToken === null) return [...channels.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  }
  throw new ProviderError('invalid_response', step, { platformCode: 'endless_list' });
}

function askForChannels(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep, query: Record<string, string>) {
  const { apiUrl, apiVersion } = context.settings;
  return callPlatform(context, { step, url: `${apiUrl}/youtube/${apiVersion ?? 'v3'}/channels`, query, accessToken, schema: channelList });
}
