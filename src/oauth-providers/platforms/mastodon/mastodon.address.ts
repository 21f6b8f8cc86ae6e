import { hostForm } from '../../../kernel/public-host.js';
import type { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import { ProviderError } from '../../ports/provider-error.js';

/** What a person named: a server, and themselves there where they wrote their whole handle. */
export interface NamedServer {
  /** Of the server's address; https, but where the operator let something else through. */
  readonly origin: string;
  /** The name before the host of a handle; it finds servers whose handles end in another domain. */
  readonly user: string | null;
}

const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const handle = /^(?:acct:)?@?([^@/\\:?#\s]+)@([^@]+)$/i;

/**
 * Reads the ways in which people write their server: a host, an address, a profile's address, a handle.
 * @throws ProviderError `unknown_server` for what names no server, `unsafe_address` for an address that is
 * neither of the public web nor let through by the operator.
 */
export function readNamedServer(text: string, addresses: PlatformAddress): NamedServer {
  const written = text.replace(invisible, '').trim();
  const [, user, domain] = handle.exec(written) ?? [];
  if (user !== undefined && domain !== undefined) return { origin: originOf(`https://${domain}`, addresses), user };
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`;
  return { origin: originOf(address, addresses), user: null };
}

/**
 * The origin of a server's address.
 * @throws ProviderError as `readNamedServer`.
 */
export function originOf(address: string, addresses: PlatformAddress): string {
  // The parser would drop line breaks and tabs in the middle.
  if (/[\s\p{Cc}]/u.test(address) || !URL.canParse(address)) throw new ProviderError('unknown_server', 'discover');
  const url = new URL(address);
  if (addresses.isLetThrough(url)) return url.origin;
  const form = hostForm(url);
  if (form === 'inside') throw new ProviderError('unsafe_address', 'discover');
  if (form === 'nonsense') throw new ProviderError('unknown_server', 'discover');
  return `https://${url.hostname.replace(/\.$/, '')}`;
}
