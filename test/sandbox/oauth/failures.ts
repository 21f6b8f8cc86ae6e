/** Everything a strict OAuth server refuses, by the name of the rule that was broken. */
export type FailureKind =
  // At the authorize endpoint, before anything may be sent to the redirect URI: shown to the person.
  | 'unknown_client'
  | 'redirect_uri_not_registered'
  // At the authorize endpoint, sent back to the redirect URI.
  | 'parameter_repeated'
  | 'parameter_missing'
  | 'unsupported_response_type'
  | 'unknown_scope'
  | 'pkce_refused'
  | 'pkce_required'
  | 'pkce_method'
  | 'denied'
  // At the token endpoint.
  | 'not_a_form'
  | 'client_auth_method'
  | 'client_unknown'
  | 'client_secret_wrong'
  | 'unsupported_grant_type'
  | 'scope_beyond_app'
  | 'code_unknown'
  | 'code_used'
  | 'code_expired'
  | 'code_of_other_client'
  | 'redirect_uri_differs'
  | 'verifier_wrong'
  | 'refresh_token_invalid';

/** How a refusal is worded; `{detail}` in the description stands for what exactly was refused. */
export interface FailureText {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

/** A request that broke a rule. */
export class OAuthFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly detail: string = '',
  ) {
    super(`${kind}: ${detail}`);
    this.name = 'OAuthFailure';
  }
}

/** The words of RFC 6749 and RFC 7636; a twin replaces those that its platform words differently. */
export const standardFailures: Readonly<Record<FailureKind, FailureText>> = {
  unknown_client: { status: 400, error: 'invalid_client', description: 'No app has the client id "{detail}".' },
  redirect_uri_not_registered: { status: 400, error: 'invalid_request', description: 'The app has no redirect URI "{detail}".' },
  parameter_repeated: { status: 400, error: 'invalid_request', description: 'The parameter "{detail}" occurs more than once.' },
  parameter_missing: { status: 400, error: 'invalid_request', description: 'The parameter "{detail}" is missing.' },
  unsupported_response_type: { status: 400, error: 'unsupported_response_type', description: 'Only "code" is supported.' },
  unknown_scope: { status: 400, error: 'invalid_scope', description: 'The scope "{detail}" is unknown or not allowed to this app.' },
  pkce_refused: { status: 400, error: 'invalid_request', description: 'The parameter "{detail}" is not supported here.' },
  pkce_required: { status: 400, error: 'invalid_request', description: 'A code_challenge is required.' },
  pkce_method: { status: 400, error: 'invalid_request', description: 'The code challenge is malformed or its method is not S256.' },
  denied: { status: 400, error: 'access_denied', description: 'The resource owner denied the request.' },
  not_a_form: { status: 400, error: 'invalid_request', description: 'The body must be application/x-www-form-urlencoded.' },
  client_auth_method: { status: 401, error: 'invalid_client', description: 'The client must authenticate by {detail}.' },
  client_unknown: { status: 401, error: 'invalid_client', description: 'Client authentication failed.' },
  client_secret_wrong: { status: 401, error: 'invalid_client', description: 'Client authentication failed.' },
  unsupported_grant_type: { status: 400, error: 'unsupported_grant_type', description: 'The grant type "{detail}" is not supported.' },
  scope_beyond_app: { status: 400, error: 'invalid_scope', description: 'The app did not register for the scope "{detail}".' },
  code_unknown: { status: 400, error: 'invalid_grant', description: 'The authorization code is invalid.' },
  code_used: { status: 400, error: 'invalid_grant', description: 'The authorization code was already used.' },
  code_expired: { status: 400, error: 'invalid_grant', description: 'The authorization code has expired.' },
  code_of_other_client: { status: 400, error: 'invalid_grant', description: 'The authorization code was issued to another client.' },
  redirect_uri_differs: { status: 400, error: 'invalid_grant', description: 'The redirect URI differs from the authorization request.' },
  verifier_wrong: { status: 400, error: 'invalid_grant', description: 'The code verifier does not match the code challenge.' },
  refresh_token_invalid: { status: 400, error: 'invalid_grant', description: 'The refresh token is invalid, expired or revoked.' },
};

/** A platform's words for a failure, filled in. */
export function wordFailure(failure: OAuthFailure, own: Partial<Record<FailureKind, FailureText>>): FailureText {
  const text = own[failure.kind] ?? standardFailures[failure.kind];
  return { ...text, description: text.description.replace('{detail}', () => failure.detail) };
}
