import type { Caller } from '../../kernel/caller.js';
import { validationFailed } from '../../kernel/domain-error.js';
import type { Initiator } from '../domain/connect-session.js';

/**
 * Who begins to connect, and for whom.
 * @throws DomainError `validation_failed` when a person's token comes with another person.
 */
export function initiatorOf(caller: Caller, onBehalfOf: string | null): Initiator {
  assertLeftOut(caller, onBehalfOf);
  return { kind: caller.kind, id: caller.id, onBehalfOf };
}

/**
 * The same, where a browser is sent to the platform and the person at it must be known.
 * @throws DomainError `validation_failed`, also when a key does not say for whom it acts.
 */
export function initiatorAtBrowser(caller: Caller, onBehalfOf: string | null): Initiator {
  if (caller.kind !== 'person' && onBehalfOf === null) {
    throw validationFailed([{ field: 'onBehalfOf', message: 'is required with a key: the person at the browser' }]);
  }
  return initiatorOf(caller, onBehalfOf);
}

/** @throws DomainError `validation_failed` when a person's token comes with another person. */
export function assertLeftOut(caller: Caller, onBehalfOf: string | null): void {
  if (caller.kind !== 'person' || onBehalfOf === null) return;
  throw validationFailed([{ field: 'onBehalfOf', message: 'must be left out: the token says who is at the browser' }]);
}
