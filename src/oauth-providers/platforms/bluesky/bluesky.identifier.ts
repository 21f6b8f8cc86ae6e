import { validationFailed } from '../../../kernel/domain-error.js';
import { Secret } from '../../../kernel/secret.js';
import { ProviderError } from '../../ports/provider-error.js';

/** Who somebody says they are: a handle, which a DNS name stands for, or the account's permanent identifier. */
export type NamedPerson = { readonly handle: string } | { readonly did: string };

const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const profileLink = /^(?:https?:\/\/)?(?:www\.)?bsky\.app\/profile\/([^/?#]+)/i;

/** https://atproto.com/specs/handle, read 2026-11-23: the pattern, the length, and the names that no handle may end in. */
const handlePattern = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const longestHandle = 253;
const endingsInside: ReadonlySet<string> = new Set(['alt', 'arpa', 'internal', 'local', 'localhost', 'onion']);
const endingsOfNobody: ReadonlySet<string> = new Set(['example', 'invalid']);

/** How servers make app passwords; the specification calls it a hint, no rule. */
const appPasswordPattern = /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/;

const plcPattern = /^did:plc:[a-z2-7]{24}$/;
const webPrefix = 'did:web:';

/**
 * Reads the ways in which people write their handle.
 * @throws DomainError `validation_failed` for what is no handle at all.
 * @throws ProviderError `unsafe_address` for an address inside a network, or none that a handle can be.
 */
export function readIdentifier(text: string): NamedPerson {
  const written = visible(text).replaceAll('。', '.');
  const name = withoutDecoration(written).toLowerCase();
  if (name.startsWith('did:')) return { did: didOf(name) };
  if (/^[^/]*@/.test(name)) throw refused('is an e-mail address, which does not tell the server of the account; give the handle, such as name.bsky.social');
  // Fields are swapped easily, and a name is asked about and logged. Who really goes by such a name gives the handle in full.
  if (appPasswordPattern.test(name)) throw refused('looks like an app password; give the whole handle, such as name.bsky.social');
  const handle = /^[a-z0-9-]+$/.test(name) && name !== 'localhost' ? `${name}.bsky.social` : name.replace(/\.$/, '');
  return { handle: handleOf(handle) };
}

/** Whether a text that a server gave is a DID that accounts have. */
export function isDid(text: string): boolean {
  return plcPattern.test(text) || (text.startsWith(webPrefix) && isHandle(text.slice(webPrefix.length)));
}

/** The host that publishes the document of a `did:web`; `null` for other DIDs. */
export function hostOfWebDid(did: string): string | null {
  return did.startsWith(webPrefix) ? did.slice(webPrefix.length) : null;
}

/** Whether a text that a server gave is a handle that somebody can have; `handle.invalid` stands for one that is not. */
export function isHandle(text: string): boolean {
  const ending = endingOf(text);
  return text.length <= longestHandle && handlePattern.test(text) && !endingsInside.has(ending) && !endingsOfNobody.has(ending);
}

/** What was given as the app password: spaces, capitals and the dashes of word processors are put right where that makes it one. */
export function readAppPassword(given: Secret): Secret {
  return given.use((value) => {
    const written = visible(value).toLowerCase().replace(/\p{Pd}/gu, '-');
    const tries = [written.replace(/\s+/g, ''), written.replace(/[\s-]+/g, '-')];
    return Secret.of(tries.find((text) => appPasswordPattern.test(text)) ?? value);
  });
}

function visible(text: string): string {
  return text.normalize('NFKC').replace(invisible, '').trim();
}

function withoutDecoration(written: string): string {
  const name = profileLink.exec(written)?.[1] ?? written.replace(/^at:\/\/([^/?#]+).*$/i, '$1');
  return name.replace(/^@/, '').replace(/%3a/gi, ':').trim();
}

function didOf(name: string): string {
  const host = hostOfWebDid(name);
  if (host !== null) {
    if (isInside(host)) throw new ProviderError('unsafe_address', 'discover');
    if (!isHandle(host)) throw refused('is not a DID of an account: did:web takes a host name and nothing else');
    return name;
  }
  if (!plcPattern.test(name)) throw refused('is not a DID of an account, which is did:plc: with 24 letters and digits, or did:web: with a host name');
  return name;
}

function handleOf(name: string): string {
  if (isInside(name)) throw new ProviderError('unsafe_address', 'discover');
  if (!isHandle(name)) throw refused('is not a handle, such as name.bsky.social');
  return name;
}

/** Addresses and names that lead nowhere but into somebody's network: whoever gives one is not telling who they are. */
function isInside(name: string): boolean {
  const address = /^[a-z][a-z0-9+.-]*:\/\//.test(name) ? name : `https://${name.replace(/%3a/gi, ':')}`;
  if (!URL.canParse(address)) return false;
  const { hostname, username, port } = new URL(address);
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname) || username !== '' || port !== '') return true;
  return endingsInside.has(endingOf(hostname.replace(/\.$/, '')));
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function refused(message: string): Error {
  return validationFailed([{ field: 'inputs.identifier', message }]);
}
