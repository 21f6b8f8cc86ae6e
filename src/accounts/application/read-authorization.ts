import type { Candidate, Identity, Provider, TokenSet } from '../../oauth-providers/ports/provider.js';
import { ProviderError, type ProviderStep } from '../../oauth-providers/ports/provider-error.js';

/** Who authorized, and everything that this makes connectable, fit to be kept. */
export interface Authorization {
  readonly identity: Identity;
  readonly candidates: readonly Candidate[];
}

/** Longer names are cut: they stand in lists, mails and cursors. */
const longestName = 200;
const longestId = 255;
const longestUrl = 2_048;

/**
 * Asks the platform who authorized and what can be connected. Its answers are taken for what they are, somebody else's texts:
 * each account once, names without control characters, web addresses only, ids that fit a key.
 * `known`: who authorized, where that was asked already.
 * @throws ProviderError as the platform failed, `invalid_response` for an id that no platform would give.
 */
export async function readAuthorization(provider: Provider, tokens: TokenSet, known: Identity | null = null): Promise<Authorization> {
  const identity = known ?? (await readIdentity(provider, tokens));
  const candidates = await provider.listCandidates(tokens, identity);
  for (const { platformUserId } of candidates) assertId(platformUserId, 'candidates');
  return { identity, candidates: eachOnce(candidates.map((candidate) => ({ ...candidate, ...shown(candidate) }))) };
}

/**
 * Asks the platform who authorized.
 * @throws ProviderError as for `readAuthorization`.
 */
export async function readIdentity(provider: Provider, tokens: TokenSet): Promise<Identity> {
  const identity = await provider.identify(tokens);
  assertId(identity.subject, 'identify');
  return { ...identity, ...shown(identity) };
}

function assertId(id: string, step: ProviderStep): void {
  if (id === '' || id.length > longestId || /\p{Cc}/u.test(id)) throw new ProviderError('invalid_response', step, { platformCode: 'id' });
}

type Shown = Pick<Identity, 'displayName' | 'username' | 'avatarUrl' | 'profileUrl'>;

function shown({ displayName, username, avatarUrl, profileUrl }: Shown): Shown {
  return {
    displayName: name(displayName),
    username: username === null ? null : name(username) || null,
    avatarUrl: webAddress(avatarUrl),
    profileUrl: webAddress(profileUrl),
  };
}

function name(text: string): string {
  return [...text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()].slice(0, longestName).join('');
}

/** An address of another scheme would run in the page of whoever shows it. */
function webAddress(text: string | null): string | null {
  if (text === null || text.length > longestUrl || !URL.canParse(text)) return null;
  return ['https:', 'http:'].includes(new URL(text).protocol) ? text : null;
}

/** A page that is listed twice, once by the person and once by a business, is offered in the form that may be picked. */
function eachOnce(candidates: readonly Candidate[]): readonly Candidate[] {
  const byId = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const known = byId.get(candidate.platformUserId);
    if (known === undefined || (!known.selectable && candidate.selectable)) byId.set(candidate.platformUserId, candidate);
  }
  return [...byId.values()];
}
