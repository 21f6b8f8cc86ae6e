import type { CallbackParameters } from '../ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../ports/provider-error.js';
import type { Classification } from './classify.js';
import { classifiedError } from './platform-call.js';

/**
 * What the platform's redirect means when it brought no code (RFC 6749, 4.1.2.1), or `null` when it brought one.
 * Everything in it is untrusted: only a code of the usual form is kept for the log.
 */
export function refusalInCallback(
  parameters: CallbackParameters,
  readRefusal: (parameters: CallbackParameters) => Classification | null = () => null,
): ProviderError | null {
  const own = readRefusal(parameters);
  if (own !== null) return classifiedError({ ...own, platformCode: loggable(parameters['error']) }, 'authorize');
  const code = parameters['error'];
  if (code !== undefined && code !== '') {
    return classifiedError({ kind: standardRefusals.get(code) ?? 'rejected', platformCode: loggable(code) }, 'authorize');
  }
  return (parameters['code'] ?? '') === '' ? new ProviderError('invalid_response', 'authorize') : null;
}

const standardRefusals: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['access_denied', 'denied'],
  ['invalid_request', 'misconfigured'],
  ['invalid_scope', 'misconfigured'],
  ['unauthorized_client', 'misconfigured'],
  ['unsupported_response_type', 'misconfigured'],
  ['server_error', 'unavailable'],
  ['temporarily_unavailable', 'unavailable'],
]);

function loggable(code: string | undefined): string {
  return code !== undefined && /^[A-Za-z0-9_.-]{1,64}$/.test(code) ? code : 'unreadable';
}
