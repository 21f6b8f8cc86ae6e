import type { Secret } from '../../../kernel/secret.js';
import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import type { ProviderStep } from '../../ports/provider-error.js';
import { authenticateClient } from '../../protocol/client-authentication.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform, isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';
import { classifyX } from './x.errors.js';
import { me } from './x.wire.js';

const minute = 60;
const requiredScopes = ['tweet.read', 'users.read', 'tweet.write', 'offline.access'];

/** X, a person's profile. Quirks and sources: the README beside this file. */
export const x = defineProvider({
  id: 'x',
  label: 'X',
  network: 'x',
  accountTypes: ['personal'],
  settings: { prefix: 'X', apiUrl: 'https://api.x.com/2', apiVersion: null, urls: { REVOKE_URL: 'https://api.x.com/2/oauth2/revoke' } },
  connect: { kind: 'redirect' },
  selection: null,
  requiredScopes,
  authorize: {
    url: 'https://x.com/i/oauth2/authorize',
    scopes: ['tweet.read', 'users.read', 'tweet.write', 'media.write', 'offline.access'],
    pkce: 'S256',
  },
  token: { url: 'https://api.x.com/2/oauth2/token', clientAuth: 'basic' },
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 15 * minute },
  // Reading a profile is billed: a refresh that fails tells for nothing.
  provenBy: 'renewal',
  revocation: 'person',
  // Another authorization of the same person ends the tokens of the earlier one.
  grantScope: 'person',
  guide: { tokenLife: '2 hours; a refresh token of some six months, new with each refresh', checkCost: 'a refresh, and one billed read of a user' },
  classify: classifyX,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([candidateOf(identity)]),
  probe,
  revoke,
});

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const { id, username, name, profile_image_url: image } = await readMe(context, tokens, 'identify');
  return {
    subject: id,
    displayName: name?.trim() || username,
    username,
    // The small picture is what is named; a larger one has the same address but for its end.
    avatarUrl: image?.replace(/_normal(\.\w+)$/, '_400x400$1') || null,
    profileUrl: `https://x.com/${encodeURIComponent(username)}`,
  };
}

function candidateOf({ subject, ...shown }: Identity): Candidate {
  return { ...shown, kind: 'profile', platformUserId: subject, accountType: 'personal', selectable: true, reason: null, credentials: null };
}

async function probe(context: ProviderContext, { tokens, platformUserId }: ProbeTarget): Promise<ProbeVerdict> {
  const { id } = await readMe(context, tokens, 'probe');
  return id === platformUserId ? { verdict: 'healthy' } : { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
}

/** Both tokens are given back. One that is dead already is what was wanted. */
async function revoke(context: ProviderContext, { accessToken, refreshToken }: TokenSet): Promise<void> {
  for (const token of [refreshToken, accessToken]) if (token !== null) await revokeOne(context, token);
}

async function revokeOne(context: ProviderContext, token: Secret): Promise<void> {
  const { headers, form } = authenticateClient({ token }, context.client, 'basic', 'client_id');
  const answer = await sendToPlatform(context, 'revoke', { method: 'POST', url: context.settings.urls['REVOKE_URL'] ?? '', headers, form });
  if (isSuccess(answer)) return;
  const error = refusal(context, answer, 'revoke');
  if (error.kind !== 'revoked') throw error;
}

async function readMe(context: ProviderContext, { accessToken }: TokenSet, step: ProviderStep) {
  const url = `${context.settings.apiUrl}/users/me`;
  return (await callPlatform(context, { step, url, query: { 'user.fields': 'profile_image_url' }, accessToken, schema: me })).data;
}
