import { ProviderError } from '../../ports/provider-error.js';

/** What a person named: a server, and themselves there where they wrote their whole handle. */
export interface NamedServer {
  readonly host: string;
  /** The name before the host of a handle; it finds servers whose handles end in another domain. */
  readonly user: string | null;
}

const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const handle = /^(?:acct:)?@?([^@/\\:?#\s]+)@([^@]+)$/i;

/** Names that only mean something inside a network (RFC 6761, RFC 6762, RFC 8375 and what routers hand out). */
const insideNames: ReadonlySet<string> = new Set([
  'localhost', 'local', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'arpa', 'onion', 'alt', 'invalid',
]);

const publicHost = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * Reads the ways in which people write their server: a host, an address, a profile's address, a handle.
 * @throws ProviderError `unknown_server` for what names no server, `unsafe_address` for an address that is none of the public web's.
 */
export function readNamedServer(text: string): NamedServer {
  const written = text.replace(invisible, '').trim();
  const [, user, domain] = handle.exec(written) ?? [];
  if (user !== undefined && domain !== undefined) return { host: hostOf(`https://${domain}`), user };
  return { host: hostOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`), user: null };
}

/**
 * The host of an address on the public web, as people's servers have.
 * @throws ProviderError as `readNamedServer`.
 */
export function hostOf(address: string): string {
  // The parser would drop line breaks and tabs in the middle.
  if (/[\s\p{Cc}]/u.test(address) || !URL.canParse(address)) throw new ProviderError('unknown_server', 'discover');
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') throw unsafe();
  const host = url.hostname.replace(/\.$/, '');
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) throw unsafe();
  if (insideNames.has(host.slice(host.lastIndexOf('.') + 1))) throw unsafe();
  if (!publicHost.test(host)) throw new ProviderError('unknown_server', 'discover');
  return host;
}

function unsafe(): ProviderError {
  return new ProviderError('unsafe_address', 'discover');
}
