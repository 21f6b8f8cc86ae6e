import { z } from 'zod';

const text = z.string().min(1);
const texts = z.array(z.string());

/** `GET /.well-known/oauth-authorization-server` (RFC 8414), since Mastodon 4.3. */
export const serverMetadata = z.object({
  authorization_endpoint: text.nullish(),
  token_endpoint: text.nullish(),
  revocation_endpoint: text.nullish(),
  scopes_supported: texts.nullish(),
  code_challenge_methods_supported: texts.nullish(),
});

export type ServerMetadata = z.infer<typeof serverMetadata>;

/** `GET /api/v2/instance`, since 4.0. `domain` is what handles end in. */
export const instanceV2 = z.object({ domain: text, version: text }).transform(({ domain }) => ({ domain }));

/** `GET /api/v1/instance`. `uri` is the domain, on some servers with a scheme. */
export const instanceV1 = z.object({ uri: text, version: text }).transform(({ uri }) => ({ domain: uri.replace(/^https:\/\//, '').replace(/\/+$/, '') }));

/** `POST /api/v1/apps`. */
export const registeredApp = z.object({ client_id: text, client_secret: text });

/** `GET /api/v1/accounts/verify_credentials`. Ids are decimal numbers, ULIDs or other short words, always as text. */
export const credentialAccount = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  username: text,
  display_name: z.string().nullish(),
  url: text.nullish(),
  avatar: text.nullish(),
});

export type CredentialAccount = z.infer<typeof credentialAccount>;

/** An error of the API (a sentence) or of the OAuth endpoints (a code of RFC 6749, 5.2). */
export const errorBody = z.object({ error: text });

/** `GET /.well-known/webfinger` (RFC 7033). */
export const webfinger = z.object({ links: z.array(z.object({ rel: z.string(), type: z.string().nullish(), href: z.string().nullish() })) });
