/**
 * What the form of an address says about its host.
 *
 * - `public`: it may be a server on the public web.
 * - `inside`: it is none, or could lead somewhere else than it seems: not https, a port, a user, an IP address, an inside name.
 * - `nonsense`: nothing can have this name.
 */
export type HostForm = 'public' | 'inside' | 'nonsense';

/** Names that only mean something inside a network (RFC 6761, RFC 6762, RFC 8375 and what routers hand out). */
const insideNames: ReadonlySet<string> = new Set([
  'localhost', 'local', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'arpa', 'onion', 'alt', 'invalid',
]);

const publicName = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Judges an address by its form alone; where its name leads is a question for whoever connects. */
export function hostForm(url: URL): HostForm {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return 'inside';
  // The parser has turned decimal, octal, hexadecimal and shortened IPv4 addresses into four numbers by now.
  const host = url.hostname.replace(/\.$/, '');
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return 'inside';
  if (insideNames.has(host.slice(host.lastIndexOf('.') + 1))) return 'inside';
  return publicName.test(host) ? 'public' : 'nonsense';
}
