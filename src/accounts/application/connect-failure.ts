import { ProviderError, type ProviderErrorKind } from '../../oauth-providers/ports/provider-error.js';
import type { ConnectFailure, ConnectFailureCode } from '../domain/connect-session.js';

/** An authorization that came back to the right place with something wrong in it. */
export class ConnectRefused extends Error {
  constructor(readonly failure: ConnectFailure) {
    super(failure.code);
    this.name = 'ConnectRefused';
  }
}

export const mismatch: ConnectFailure = {
  code: 'browser_mismatch',
  message: 'The answer of the platform came to another browser than the one that was sent there.',
};

export const nothingToConnect: ConnectFailure = {
  code: 'no_connectable_account',
  message: 'This person has nothing on the platform that can be connected here.',
};

export const wrongAccount: ConnectFailure = {
  code: 'wrong_account',
  message: 'Another account was authorized than the one to reconnect. Sign in to the platform with that account and try again.',
};

const codes: Readonly<Record<ProviderErrorKind, ConnectFailureCode>> = {
  denied: 'access_denied',
  code_rejected: 'platform_error',
  token_expired: 'platform_error',
  revoked: 'platform_error',
  missing_scopes: 'missing_scopes',
  restricted: 'platform_error',
  no_connectable_account: 'no_connectable_account',
  rate_limited: 'platform_unavailable',
  unavailable: 'platform_unavailable',
  timeout: 'platform_unavailable',
  invalid_response: 'platform_error',
  misconfigured: 'platform_error',
  client_unknown: 'platform_error',
  invalid_credentials: 'platform_error',
  main_password: 'platform_error',
  two_factor: 'platform_error',
  unknown_identifier: 'platform_error',
  unknown_server: 'platform_unavailable',
  unsafe_address: 'platform_error',
  untrusted_server: 'platform_error',
  rejected: 'platform_error',
};

const messages: Readonly<Record<ConnectFailureCode, string>> = {
  access_denied: 'The person refused the access on the page of the platform.',
  browser_mismatch: mismatch.message,
  platform_error: 'The platform did not accept the authorization. Try again; if it stays so, the operator has to look at the log.',
  platform_unavailable: 'The platform cannot be reached at the moment. Try again later.',
  missing_scopes: 'Permissions that are needed were not granted.',
  no_connectable_account: nothingToConnect.message,
  wrong_account: wrongAccount.message,
};

/** What a failure code means, in general; `null` for a text that is none. */
export function meaningOf(code: string): string | null {
  return Object.entries(messages).find(([known]) => known === code)?.[1] ?? null;
}

/** What a session says about any failure while it was being authorized. What nobody foresaw is not the platform's to explain. */
export function failureOf(error: unknown): ConnectFailure {
  if (error instanceof ConnectRefused) return error.failure;
  if (!(error instanceof ProviderError)) return { code: 'platform_error', message: messages.platform_error };
  const code = codes[error.kind];
  return code === 'missing_scopes' ? missingScopes(error.scopes) : { code, message: messages[code] };
}

/** Names the permissions that are missing, where they are known. */
export function missingScopes(scopes: readonly string[]): ConnectFailure {
  const named = scopes.length === 0 ? messages.missing_scopes : `Permissions that are needed were not granted: ${scopes.join(', ')}.`;
  return { code: 'missing_scopes', message: named };
}
