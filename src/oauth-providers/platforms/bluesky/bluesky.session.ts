import type { Allowance } from '../../../kernel/ports/allowances.js';
import { Secret } from '../../../kernel/secret.js';
import type { ConnectInputs, TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderErrorKind, type ProviderStep } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { isSuccess, refusal } from '../../protocol/platform-call.js';
import { callXrpc, deleteSession } from './bluesky.call.js';
import { credentialsOf, isOfMainPassword, scopeOf, tokensOf, type Credentials } from './bluesky.credentials.js';
import { deleted, findResidence, residenceOf, serverIn, type Residence } from './bluesky.discovery.js';
import { readAppPassword, readIdentifier } from './bluesky.identifier.js';
import { session, type Session } from './bluesky.wire.js';

const day = 24 * 3600;

/**
 * Logins of one account within a day; bsky.social was seen to take ten, failed ones included, and then none for a day.
 * What people try must not use up what brings a dead session back, so each side has a share of its own.
 */
const peoplesLogins: Allowance = { name: 'bluesky.login', times: 8, windowSeconds: day };
const ourLogins: Allowance = { name: 'bluesky.recovery', times: 2, windowSeconds: day };

/** Scopes of sessions that can do nothing: of a taken-down account, and of one that waits to be let in. */
const idleScopes: ReadonlySet<string> = new Set(['com.atproto.takendown', 'com.atproto.signupQueued']);

/** Failures in which the server took no note of a login. */
const uncounted: ReadonlySet<ProviderErrorKind> = new Set(['unavailable', 'unsafe_address', 'untrusted_server']);

/** Failures after which an account may turn out to live elsewhere by now. */
const silence: ReadonlySet<ProviderErrorKind> = new Set(['unavailable', 'timeout', 'unsafe_address', 'untrusted_server']);

/** Logs in with what the person gave; see `CredentialsConnect.login`. */
export async function login(context: ProviderContext, inputs: ConnectInputs): Promise<TokenSet> {
  const person = readIdentifier(inputs.texts['identifier'] ?? '');
  const password = readAppPassword(inputs.passwords['appPassword'] ?? Secret.of(''));
  const { did, server } = await findResidence(context, person);
  const credentials = { did, password };
  const begun = await createSession(context, server, credentials, peoplesLogins);
  if (isOfMainPassword(begun)) {
    await discard(context, server, begun);
    throw new ProviderError('main_password', 'login');
  }
  if (!isUsable(begun)) {
    await discard(context, server, begun);
    throw new ProviderError('restricted', 'login', statusOf(begun));
  }
  return tokensOf(begun, server, credentials, context.clock.now());
}

/**
 * Refreshes the session; where that is over, begins another with the app password.
 * @throws ProviderError `revoked` when the app password is refused too, or the account is gone; and whatever else came in between.
 */
export async function renew(context: ProviderContext, tokens: TokenSet): Promise<TokenSet> {
  const credentials = credentialsOf(tokens, 'renew');
  const known: Residence = { did: credentials.did, server: tokens.server ?? context.settings.apiUrl };
  try {
    return await refresh(context, known.server, tokens, credentials);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.kind !== 'revoked' && !silence.has(error.kind)) throw error;
    if (error.kind === 'revoked' && error.reason === null) return logInAgain(context, known.server, credentials, 'revoked_by_user');
    return renewElsewhere(context, known, tokens, error);
  }
}

/** Ends the session. The app password stays: only the person can delete it. */
export async function revoke(context: ProviderContext, tokens: TokenSet): Promise<void> {
  const { refreshToken, server } = tokens;
  if (refreshToken === null) throw new ProviderError('rejected', 'revoke', { platformCode: 'no_refresh_token' });
  const answer = await deleteSession(context, 'revoke', server ?? context.settings.apiUrl, refreshToken);
  if (isSuccess(answer)) return;
  const failure = refusal(context, answer, 'revoke');
  // What is over already has been given back.
  if (failure.kind !== 'revoked') throw failure;
}

async function createSession(
  context: ProviderContext,
  server: string,
  { did, password }: Credentials,
  allowance: Allowance,
): Promise<Session> {
  const permission = await context.allowances.take(allowance, did);
  if (!permission.granted) {
    const { retryAfterSeconds } = permission;
    throw new ProviderError('rate_limited', 'login', { platformCode: 'login_budget', retryAfterSeconds });
  }
  try {
    const begun = await callXrpc(context, {
      step: 'login',
      method: 'POST',
      server,
      name: 'com.atproto.server.createSession',
      json: { identifier: did, password },
      schema: session,
    });
    return await ofTheSame(context, server, begun, did, 'login');
  } catch (error) {
    if (error instanceof ProviderError && uncounted.has(error.kind)) await context.allowances.giveBack(allowance, did);
    throw error;
  }
}

async function refresh(context: ProviderContext, server: string, tokens: TokenSet, credentials: Credentials): Promise<TokenSet> {
  if (tokens.refreshToken === null) throw new ProviderError('revoked', 'renew', { platformCode: 'no_refresh_token' });
  const refreshed = await callXrpc(context, {
    step: 'renew',
    method: 'POST',
    server,
    name: 'com.atproto.server.refreshSession',
    token: tokens.refreshToken,
    schema: session,
  });
  await ofTheSame(context, server, refreshed, credentials.did, 'renew');
  const home = movedTo(refreshed) ?? server;
  if (isUsable(refreshed)) return tokensOf(refreshed, home, credentials, context.clock.now());
  // Who moves away leaves a deactivated account behind.
  if (home !== server) return logInAgain(context, home, credentials, 'authorization_invalid');
  throw new ProviderError('restricted', 'renew', statusOf(refreshed));
}

/** After silence, or from a server that does not know the account: it may live elsewhere by now. */
async function renewElsewhere(context: ProviderContext, known: Residence, tokens: TokenSet, failure: ProviderError): Promise<TokenSet> {
  const credentials = credentialsOf(tokens, 'renew');
  const { server } = await residenceNow(context, known, failure);
  if (server === known.server) throw failure;
  try {
    return await refresh(context, server, tokens, credentials);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'revoked') throw error;
    return logInAgain(context, server, credentials, 'authorization_invalid');
  }
}

/** @throws ProviderError `revoked` when the account is gone; else `failure`, when nobody can be asked. */
async function residenceNow(context: ProviderContext, { did }: Residence, failure: ProviderError): Promise<Residence> {
  try {
    return await residenceOf(context, did, 'renew');
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const isGone = error.kind === 'unknown_identifier' && (failure.kind === 'revoked' || error.platformCode === deleted);
    if (isGone) throw new ProviderError('revoked', 'renew', { cause: error, reason: 'account_gone' });
    // While the directory is away nobody knows whether it was still the right server that refused.
    throw failure.kind === 'revoked' ? new ProviderError('unavailable', 'renew', { cause: error }) : failure;
  }
}

/**
 * The way back with the app password, within our own share of logins. `refused`: what a refused password means here; where the
 * account has just moved it may only be that app passwords do not move along.
 */
async function logInAgain(
  context: ProviderContext,
  server: string,
  credentials: Credentials,
  refused: 'revoked_by_user' | 'authorization_invalid',
): Promise<TokenSet> {
  try {
    const begun = await createSession(context, server, credentials, ourLogins);
    if (!isUsable(begun)) throw new ProviderError('restricted', 'renew', statusOf(begun));
    return tokensOf(begun, server, credentials, context.clock.now());
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { kind, status, platformCode, retryAfterSeconds } = error;
    const facts = {
      cause: error,
      ...(status !== null && { status }),
      ...(platformCode !== null && { platformCode }),
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    };
    if (kind === 'invalid_credentials' || kind === 'two_factor') throw new ProviderError('revoked', 'renew', { ...facts, reason: refused });
    throw new ProviderError(kind, 'renew', facts);
  }
}

/** @throws ProviderError `invalid_response` for a session of another account than the one that was asked for. */
async function ofTheSame(context: ProviderContext, server: string, begun: Session, did: string, step: ProviderStep): Promise<Session> {
  if (begun.did === did) return begun;
  await discard(context, server, begun);
  throw new ProviderError('invalid_response', step, { platformCode: 'session_of_another' });
}

function isUsable(begun: Session): boolean {
  return begun.active !== false && !idleScopes.has(scopeOf(begun) ?? '');
}

function statusOf({ status, active }: Session): { platformCode: string } {
  return { platformCode: active === false ? (status ?? 'inactive') : 'idle_scope' };
}

/** The server that the session's own document names, where it tells of one. */
function movedTo({ did, didDoc }: Session): string | null {
  if (didDoc == null || didDoc.id !== did) return null;
  try {
    return serverIn(didDoc, 'renew');
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

/** Leaves nothing behind of a session that is not wanted; if that fails, it runs out by itself. */
async function discard(context: ProviderContext, server: string, { refreshJwt }: Session): Promise<void> {
  await deleteSession(context, 'login', server, Secret.of(refreshJwt)).catch(() => undefined);
}
