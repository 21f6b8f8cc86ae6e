import type { OutboundValue } from '../../kernel/ports/outbound-http.js';
import { Secret } from '../../kernel/secret.js';

/** Our app at a platform. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** How our app proves itself at the token endpoint (RFC 6749, 2.3.1): form fields in the body, or HTTP Basic. */
export type ClientAuthentication = 'body' | 'basic';

export interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, OutboundValue>>;
  readonly form: Readonly<Record<string, OutboundValue>>;
}

/** A token request's form with our app's proof beside it; `idParameter` is `client_id`, but for platforms with a name of their own. */
export function authenticateClient(
  form: Readonly<Record<string, OutboundValue>>,
  client: ClientCredentials,
  method: ClientAuthentication,
  idParameter: string,
): AuthenticatedRequest {
  if (method === 'basic') return { headers: { authorization: basicAuthorization(client) }, form };
  return { headers: {}, form: { ...form, [idParameter]: client.clientId, client_secret: client.clientSecret } };
}

/** `Basic` over id and secret, each form-encoded first: RFC 6749 asks for it, so that a `:` inside either is not a separator. */
export function basicAuthorization(client: ClientCredentials): Secret {
  return client.clientSecret.use((secret) => Secret.of(`Basic ${btoa(`${formEncoded(client.clientId)}:${formEncoded(secret)}`)}`));
}

function formEncoded(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice('v='.length);
}
