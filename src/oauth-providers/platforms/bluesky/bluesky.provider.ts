import type { Candidate, Identity, ProbeTarget, ProbeVerdict, TokenSet } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { callXrpc } from './bluesky.call.js';
import { credentialsOf } from './bluesky.credentials.js';
import { deleted, residenceOf } from './bluesky.discovery.js';
import { classifyBluesky } from './bluesky.errors.js';
import { isHandle } from './bluesky.identifier.js';
import { login, renew, revoke } from './bluesky.session.js';
import { currentSession, profile, type Profile } from './bluesky.wire.js';

/** A profile is shown, never needed: connecting does not wait for it as long as for the account's own server. */
const profileTimeoutMs = 5_000;

/** Bluesky by app password, at whichever server the account lives. Quirks and sources: the README beside this file. */
export const bluesky = defineProvider({
  id: 'bluesky',
  label: 'Bluesky',
  network: 'bluesky',
  accountTypes: ['personal'],
  settings: {
    prefix: 'BLUESKY',
    apiUrl: 'https://bsky.social',
    apiVersion: null,
    urls: { PLC_URL: 'https://plc.directory', APPVIEW_URL: 'https://public.api.bsky.app' },
  },
  connect: {
    kind: 'credentials',
    inputs: [
      { name: 'identifier', label: 'Handle', type: 'text', required: true, placeholder: 'name.bsky.social', helpUrl: null },
      {
        name: 'appPassword',
        label: 'App password',
        type: 'password',
        required: true,
        placeholder: 'xxxx-xxxx-xxxx-xxxx',
        helpUrl: 'https://bsky.app/settings/app-passwords',
      },
    ],
    login,
  },
  selection: null,
  scopes: ['com.atproto.appPass'],
  requiredScopes: [],
  // An access token lives for two hours.
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 30 * 60 },
  provenBy: 'renewal',
  revocation: 'token',
  guide: { tokenLife: '2 hours; a refresh token of 90 days, new with each refresh', checkCost: 'one refresh and one call' },
  classify: classifyBluesky,
  identify,
  candidates: (_context, _tokens, identity) => Promise.resolve([account(identity)]),
  probe,
  renew,
  revoke,
});

async function identify(context: ProviderContext, tokens: TokenSet): Promise<Identity> {
  const { did } = credentialsOf(tokens, 'identify');
  const { did: answered, handle } = await readSession(context, tokens, 'identify');
  if (answered !== did) throw new ProviderError('invalid_response', 'identify', { platformCode: 'session_of_another' });
  const shown = await readProfile(context, did);
  // The index has checked the handle that it tells; `handle.invalid` stands for one that does not lead back to the account.
  const username = [shown?.handle, handle].map((name) => name?.toLowerCase() ?? '').find(isHandle) ?? null;
  return {
    subject: did,
    displayName: shown?.displayName?.trim() || (username ?? did),
    username,
    avatarUrl: shown?.avatar ?? null,
    profileUrl: `https://bsky.app/profile/${did}`,
  };
}

function account(identity: Identity): Candidate {
  const { subject, ...shown } = identity;
  return { ...shown, kind: 'profile', platformUserId: subject, accountType: 'personal', selectable: true, reason: null, credentials: null };
}

async function probe(context: ProviderContext, { platformUserId, tokens }: ProbeTarget): Promise<ProbeVerdict> {
  try {
    const { did, active } = await readSession(context, tokens, 'probe');
    if (did !== platformUserId) return { verdict: 'inconclusive', cause: 'another_subject', retryAfterSeconds: null };
    return active === false ? await awayOr({ verdict: 'restricted' }, context, platformUserId) : { verdict: 'healthy' };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.reason !== 'account_gone') throw error;
    return awayOr({ verdict: 'broken', reason: 'account_gone' }, context, platformUserId);
  }
}

/** An account that is deactivated or unknown here may have moved: then a renewal goes to where it lives now. */
async function awayOr(verdict: ProbeVerdict, context: ProviderContext, did: string): Promise<ProbeVerdict> {
  try {
    const { server } = await residenceOf(context, did, 'probe');
    return server === context.settings.apiUrl ? verdict : { verdict: 'expired' };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'unknown_identifier') throw error;
    return error.platformCode === deleted ? { verdict: 'broken', reason: 'account_gone' } : verdict;
  }
}

function readSession(context: ProviderContext, tokens: TokenSet, step: 'identify' | 'probe') {
  return callXrpc(context, {
    step,
    method: 'GET',
    server: context.settings.apiUrl,
    name: 'com.atproto.server.getSession',
    token: tokens.accessToken,
    schema: currentSession,
  });
}

/** `null`: the index does not know the account (yet), or does not answer. */
async function readProfile(context: ProviderContext, did: string): Promise<Profile | null> {
  try {
    const shown = await callXrpc(context, {
      step: 'identify',
      method: 'GET',
      server: context.settings.urls['APPVIEW_URL'] ?? '',
      hostFrom: 'configuration',
      name: 'app.bsky.actor.getProfile',
      query: { actor: did },
      schema: profile,
      timeoutMs: profileTimeoutMs,
    });
    return shown.did === did ? shown : null;
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}
