import { exchangeForLasting, extendLasting } from '../../networks/meta/lasting-tokens.js';
import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import type { ProviderStep } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform } from '../../protocol/platform-call.js';
import { classifyThreads } from './threads.errors.js';
import { me, type Profile } from './threads.wire.js';

const day = 24 * 3600;
const scopes = ['threads_basic', 'threads_content_publish'];

/** Threads, a person's profile. Quirks and sources: the README beside this file. */
export const threads = defineProvider({
  id: 'threads',
  label: 'Threads',
  network: 'threads',
  accountTypes: ['personal'],
  settings: { prefix: 'THREADS', apiUrl: 'https://graph.threads.com', apiVersion: 'v1.0' },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes: scopes,
  authorize: { url: 'https://threads.com/oauth/authorize', scopes, scopeSeparator: ',', pkce: null },
  token: { url: 'https://graph.threads.com/oauth/access_token', clientAuth: 'body' },
  completeExchange: (context, tokens) => exchangeForLasting(context, tokens, 'th_exchange_token'),
  renewal: { kind: 'extend-access-token', minimumAgeSeconds: day, leadSeconds: 30 * day },
  renew: (context, tokens) => extendLasting(context, tokens, 'th_refresh_token'),
  revocation: 'none',
  guide: { tokenLife: '60 days, extended while it lives', checkCost: 'one call' },
  classify: classifyThreads,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([candidateOf(identity)]),
  probe,
});

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const { id, username, name, threads_profile_picture_url: picture } = await readProfile(context, tokens, 'identify', 'id,username,name,threads_profile_picture_url');
  return {
    subject: id,
    displayName: name?.trim() || username || '',
    username: username || null,
    avatarUrl: picture || null,
    profileUrl: username ? `https://www.threads.com/@${encodeURIComponent(username)}` : null,
  };
}

function candidateOf({ subject, ...shown }: Identity): Candidate {
  return { ...shown, kind: 'profile', platformUserId: subject, accountType: 'personal', selectable: true, reason: null, credentials: null };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  const { id } = await readProfile(context, tokens, 'probe', 'id');
  return id === platformUserId ? { verdict: 'healthy' } : { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
}

function readProfile(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep, fields: string): Promise<Profile> {
  const { apiUrl, apiVersion } = context.settings;
  return callPlatform(context, { step, url: `${apiUrl}/${apiVersion ?? 'v1.0'}/me`, query: { fields }, accessToken, schema: me });
}
