import { Resolver } from 'node:dns/promises';
import { Dns } from '../../../kernel/ports/dns.js';

const noRecords: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/** The DNS as this machine is told to ask it. */
export class SystemDns extends Dns {
  readonly #resolver = new Resolver({ timeout: 2_000, tries: 2 });

  override async texts(name: string): Promise<readonly string[]> {
    try {
      const records = await this.#resolver.resolveTxt(name);
      return records.map((pieces) => pieces.join(''));
    } catch (error) {
      if (noRecords.has((error as { code?: unknown }).code)) return [];
      throw error;
    }
  }
}

/** The DNS of the simulated platforms, whose hosts exist in the sandbox alone: it has no records. */
export class SandboxDns extends Dns {
  override texts(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}
