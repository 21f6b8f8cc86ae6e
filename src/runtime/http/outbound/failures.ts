import { errors } from 'undici';
import { OutboundError, type OutboundFailure } from '../../../kernel/ports/outbound-http.js';

/** What Node.js calls a certificate that does not hold: https://nodejs.org/api/tls.html#x509-certificate-error-codes, 2026-11-24. */
const certificateCodes: ReadonlySet<unknown> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE', 'CRL_SIGNATURE_FAILURE', 'CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED', 'ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD', 'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_CHAIN_TOO_LONG', 'CERT_REVOKED',
  'INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const timeouts = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError];

const told: Readonly<Partial<Record<OutboundFailure, string>>> = {
  timeout: 'No whole answer came in time.',
  too_large: 'The head of the answer is too large.',
  unknown_host: 'The name has no address.',
  certificate: 'The server could not prove that it is this host.',
};

/** The kind of what went wrong underneath; what is known already stays what it is. */
export function failureOf(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const failure = kindOf(error);
  return new OutboundError(failure, told[failure] ?? 'The connection failed.', { cause: error });
}

/** The structured code of what failed underneath; never its message, which may quote what was sent. */
export function reasonOf(cause: unknown): string | null {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : null;
}

function kindOf(error: unknown): OutboundFailure {
  if (timeouts.some((kind) => error instanceof kind)) return 'timeout';
  const code = reasonOf(error);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return 'too_large';
  if (code === 'ENOTFOUND') return 'unknown_host';
  return certificateCodes.has(code) ? 'certificate' : 'network';
}
