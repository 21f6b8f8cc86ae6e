import { z } from 'zod';

const text = z.string().min(1);

/** An error of any XRPC method (https://atproto.com/specs/xrpc#error-responses). `message` is for people. */
export const xrpcError = z.object({ error: text, message: z.string().nullish() });

/** A document about a DID; only what tells where the account lives and by which handles it goes. */
export const didDocument = z.object({
  id: text,
  alsoKnownAs: z.array(z.string()).nullish(),
  service: z.array(z.object({ id: z.string(), type: z.string(), serviceEndpoint: z.unknown() })).nullish(),
});

export type DidDocument = z.infer<typeof didDocument>;

export const resolvedHandle = z.object({ did: text });

/** What creating and refreshing a session answer. A document that cannot be read is left out: the tokens matter more. */
export const session = z.object({
  accessJwt: text,
  refreshJwt: text,
  did: text,
  handle: text,
  didDoc: didDocument.nullish().catch(null),
  active: z.boolean().nullish(),
  status: z.string().nullish(),
});

export type Session = z.infer<typeof session>;

export const currentSession = session.pick({ did: true, handle: true, active: true, status: true });

/** A profile as everybody sees it. */
export const profile = z.object({ did: text, handle: text, displayName: z.string().nullish(), avatar: z.string().nullish() });

export type Profile = z.infer<typeof profile>;

/** The claims of a session token that are of interest; the specification calls tokens opaque, so any may be missing. */
export const claims = z.object({ scope: z.string().nullish().catch(null), exp: z.number().nullish().catch(null) });
