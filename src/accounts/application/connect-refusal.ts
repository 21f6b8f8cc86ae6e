import { DomainError, validationFailed, type DomainErrorOptions } from '../../kernel/domain-error.js';
import type { ErrorCode } from '../../kernel/error-code.js';
import type { Provider } from '../../oauth-providers/ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../../oauth-providers/ports/provider-error.js';

interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
}

const notAccepted: Refusal = {
  code: 'platform_error',
  detail: 'The platform answered in a way that nobody expects. If it stays so, the operator has to look at the log.',
};
const notConnectable: Refusal = {
  code: 'no_connectable_account',
  detail: 'The platform has suspended, locked or deactivated this account, or it cannot be connected here.',
};
const wrongCredentials: Refusal = { code: 'invalid_credentials', detail: 'The platform does not accept this identifier with this password.' };

const refusals: Readonly<Record<Exclude<ProviderErrorKind, 'unknown_identifier'>, Refusal>> = {
  denied: notAccepted,
  code_rejected: notAccepted,
  token_expired: notAccepted,
  revoked: wrongCredentials,
  missing_scopes: { code: 'missing_scopes', detail: 'What was given does not allow what is needed here.' },
  restricted: notConnectable,
  no_connectable_account: notConnectable,
  rate_limited: { code: 'rate_limited', detail: 'The platform takes no more attempts for this account at the moment. Try again later.' },
  unavailable: { code: 'platform_unavailable', detail: 'The server cannot be reached at the moment. Try again later.' },
  timeout: { code: 'platform_timeout', detail: 'The server did not answer in time. Try again later.' },
  invalid_response: notAccepted,
  misconfigured: notAccepted,
  client_unknown: notAccepted,
  invalid_credentials: wrongCredentials,
  main_password: {
    code: 'main_password_refused',
    detail: 'This is the main password of the account. It was not kept. Make an app password at the platform and use that.',
  },
  two_factor: {
    code: 'two_factor_required',
    detail: 'The server asks for a second factor, so this is the main password. Make an app password at the platform and use that.',
  },
  unknown_server: { code: 'invalid_instance', detail: 'No server of this network answers at that address.' },
  unsafe_address: { code: 'unsafe_url', detail: 'This address, or one that it leads to, may not be called from here.' },
  untrusted_server: { code: 'platform_error', detail: 'The server could not prove its identity: its certificate is not valid.' },
  rejected: notAccepted,
};

/** The answer to a caller whose request made us ask a platform, for what came of it. Anything but a `ProviderError` stays what it is. */
export function refusalOf(error: unknown, provider: Provider): unknown {
  if (!(error instanceof ProviderError)) return error;
  if (error.kind === 'unknown_identifier') return unknownIdentifier(provider);
  const { code, detail } = refusals[error.kind];
  const options: DomainErrorOptions = { cause: error, ...(error.retryAfterSeconds !== null && { retryAfterSeconds: error.retryAfterSeconds }) };
  return new DomainError(code, detail, options);
}

function unknownIdentifier(provider: Provider): DomainError {
  const field = provider.inputs.find((input) => input.type === 'text')?.name ?? '';
  return validationFailed([{ field: `inputs.${field}`, message: 'names nobody on this platform' }]);
}
