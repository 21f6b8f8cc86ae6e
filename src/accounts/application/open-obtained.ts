import type { Caller } from '../../kernel/caller.js';
import { DomainError, notFound } from '../../kernel/domain-error.js';
import type { Digest } from '../../kernel/ports/digest.js';
import { assertStatus, wasBegunBy, type ConnectSession, type Obtained } from '../domain/connect-session.js';

/** What a caller presents to see or complete what was authorized. */
export interface Presented {
  readonly caller: Caller;
  readonly connectCode: string | null;
}

/**
 * The gate before everything that an authorization brought.
 * @throws DomainError `not_found` without a session, `forbidden` for a caller who did not begin it, `session_expired`,
 * `session_not_open`, `invalid_connect_code`.
 */
export function openObtained(session: ConnectSession | null, presented: Presented, digest: Digest, at: Date): Obtained {
  if (session === null) throw notFound();
  if (!wasBegunBy(session, presented.caller)) {
    throw new DomainError('forbidden', 'Only who began this connect session may go on with it.');
  }
  assertStatus(session, 'awaiting_completion', at);
  const code = presented.connectCode;
  if (code === null || digest.sha256(code) !== session.connectCodeHash || session.obtained === null) {
    throw new DomainError('invalid_connect_code', 'This connect code does not belong to this connect session.');
  }
  return session.obtained;
}
