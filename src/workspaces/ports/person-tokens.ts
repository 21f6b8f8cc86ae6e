import type { PersonCaller } from '../../kernel/caller.js';
import type { Secret } from '../../kernel/secret.js';

/** Reads the tokens that the product's identity provider gives to people. */
export abstract class PersonTokens {
  /**
   * The person whom the token names, or `null` when it is not one of the identity provider's, not for us, or not valid at this moment.
   * @throws DomainError `platform_unavailable` when the provider's keys were never read and cannot be read now: nothing is known about the token then.
   */
  abstract verify(token: Secret): Promise<PersonCaller | null>;
}
