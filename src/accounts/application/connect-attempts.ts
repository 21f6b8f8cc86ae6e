import { DomainError } from '../../kernel/domain-error.js';
import type { PlatformKey } from '../../kernel/ids.js';
import { Allowances, type Allowance } from '../../kernel/ports/allowances.js';
import { UseCase } from '../../kernel/use-case.js';
import type { ConnectInputs } from '../../oauth-providers/ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../../oauth-providers/ports/provider-error.js';

/** Wrong guesses at one account's credentials, whoever makes them. */
const perIdentifier: Allowance = { name: 'connect.identifier', times: 5, windowSeconds: 300 };
/** Wrong inputs from one address, whatever they name: a stranger must not try out passwords or hosts through us. */
const perAddress: Allowance = { name: 'connect.address', times: 60, windowSeconds: 300 };

/** Failures that say something to somebody who is trying things out. Any other failure costs nothing. */
const counted: ReadonlySet<ProviderErrorKind> = new Set([
  'invalid_credentials',
  'main_password',
  'two_factor',
  'unknown_identifier',
  'unknown_server',
  'unsafe_address',
  'untrusted_server',
]);

/** Lets only so many inputs be tried that a stranger made up. */
@UseCase()
export class ConnectAttempts {
  constructor(private readonly allowances: Allowances) {}

  /**
   * Runs `work` with inputs that name a server.
   * @throws DomainError `rate_limited` when the address tried too many wrong ones; else whatever `work` throws.
   */
  async execute<T>(address: string, work: () => Promise<T>): Promise<T> {
    return this.within(perAddress, address, work);
  }

  /**
   * Runs `work` with credentials.
   * @throws DomainError `rate_limited` when the identifier or the address tried too many wrong ones; else whatever `work` throws.
   */
  async login<T>(platform: PlatformKey, inputs: ConnectInputs, address: string, work: () => Promise<T>): Promise<T> {
    const identifier = Object.values(inputs.texts).map((text) => text.trim().toLowerCase().replace(/^@/, ''));
    return this.within(perAddress, address, () => this.within(perIdentifier, [platform, ...identifier].join(' '), work));
  }

  /** Takes one before the work, so that many at once cannot slip through, and gives it back unless the inputs were wrong. */
  private async within<T>(allowance: Allowance, subject: string, work: () => Promise<T>): Promise<T> {
    const permission = await this.allowances.take(allowance, subject);
    if (!permission.granted) {
      const { retryAfterSeconds } = permission;
      throw new DomainError('rate_limited', 'Too many attempts that failed. Try again later.', { retryAfterSeconds });
    }
    try {
      const result = await work();
      await this.allowances.giveBack(allowance, subject);
      return result;
    } catch (error) {
      if (!(error instanceof ProviderError && counted.has(error.kind))) await this.allowances.giveBack(allowance, subject);
      throw error;
    }
  }
}
