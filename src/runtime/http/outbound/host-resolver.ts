import { Resolver } from 'node:dns/promises';
import { OutboundError } from '../../../kernel/ports/outbound-http.js';

/** Where a public name leads. */
export abstract class HostResolver {
  /**
   * Every address of the name, IPv4 and IPv6.
   * @throws OutboundError `unknown_host` when it has none, `network` when the DNS could not be asked in time.
   */
  abstract addresses(name: string): Promise<readonly string[]>;
}

const noRecords: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * Asks the DNS alone: the hosts file and search domains name what stands inside. Unlike the system's own look-up it takes none of the
 * few threads that file access and compression share, so that slow name servers of strangers hold up nobody else.
 */
export class DnsHostResolver extends HostResolver {
  /** Two seconds for each name server. */
  readonly #resolver = new Resolver({ timeout: 1_000, tries: 2 });

  /** @param servers `address:port` of the name servers; those of the machine unless told. */
  constructor(servers: readonly string[] = []) {
    super();
    if (servers.length > 0) this.#resolver.setServers(servers);
  }

  override async addresses(name: string): Promise<readonly string[]> {
    const answers = await Promise.allSettled([this.#resolver.resolve4(name), this.#resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const broken = answers.find((answer) => answer.status === 'rejected' && !noRecords.has((answer.reason as { code?: unknown }).code));
    if (broken === undefined) throw new OutboundError('unknown_host', 'The name has no address.');
    throw new OutboundError('network', 'The name could not be looked up.', { cause: (broken as PromiseRejectedResult).reason });
  }
}
