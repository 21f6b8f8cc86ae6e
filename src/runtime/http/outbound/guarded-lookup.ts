import { isIPv4, type LookupFunction } from 'node:net';
import { OutboundError } from '../../../kernel/ports/outbound-http.js';
import type { HostResolver } from './host-resolver.js';
import { isPublicAddress } from './public-address.js';

/**
 * The look-up that a socket itself makes while it connects: what is judged here is what is connected to, so that a name which changes its
 * answer gains nothing. One address inside refuses them all. TLS still verifies the name, not the address.
 */
export function guardedLookup(resolver: HostResolver): LookupFunction {
  return (name, options, callback) => {
    judged(resolver, name).then(
      (addresses) => {
        const entries = addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 }));
        const [first] = entries;
        if (options.all === true) callback(null, entries);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}

async function judged(resolver: HostResolver, name: string): Promise<readonly string[]> {
  const addresses = await resolver.addresses(name);
  if (addresses.length === 0) throw new OutboundError('unknown_host', 'The name has no address.');
  if (!addresses.every(isPublicAddress)) throw new OutboundError('blocked', 'The name leads to an address that is not public.');
  return addresses;
}
