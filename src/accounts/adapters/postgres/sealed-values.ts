import { z } from 'zod';
import { Secret } from '../../../kernel/secret.js';
import type { TokenSet } from '../../../oauth-providers/ports/provider.js';
import type { Obtained } from '../../domain/connect-session.js';

// The one place where tokens become text, on their way into the sealer and out of it.

const secret = z.string().transform((value) => Secret.of(value));
const moment = z.string().transform((value) => new Date(value));

const tokenSet = z.object({
  accessToken: secret,
  refreshToken: secret.nullable(),
  scopes: z.array(z.string()).nullable(),
  accessTokenExpiresAt: moment.nullable(),
  refreshTokenExpiresAt: moment.nullable(),
  // Not in what was sealed before platforms of many servers came.
  server: z.string().nullable().default(null),
  clientId: z.string().nullable().default(null),
  recovery: secret.nullable().default(null),
  // Nor before one of them named a moment.
  reauthorizeBy: moment.nullable().default(null),
});

const candidate = z.object({
  kind: z.enum(['profile', 'page', 'organization', 'instagram_account', 'channel']),
  platformUserId: z.string(),
  accountType: z.enum(['personal', 'page', 'organization', 'business', 'creator', 'channel']),
  displayName: z.string(),
  username: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  profileUrl: z.string().nullable(),
  selectable: z.boolean(),
  reason: z.string().nullable(),
  credentials: secret.nullable(),
});

const obtained = z.object({
  tokens: tokenSet,
  obtainedAt: moment,
  identity: z.object({
    subject: z.string(),
    displayName: z.string(),
    username: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    profileUrl: z.string().nullable(),
  }),
  candidates: z.array(candidate.extend({ id: z.string() })),
  others: z.array(candidate).default([]),
});

const sessionContent = z.object({ codeVerifier: secret.nullable(), obtained: obtained.nullable() });

/** What a connect session keeps sealed while it is open. */
export interface SessionContent {
  readonly codeVerifier: Secret | null;
  readonly obtained: Obtained | null;
}

export function tokensToText(tokens: TokenSet): Secret {
  return toText(tokens);
}

export function tokensFromText(text: Secret): TokenSet {
  return text.use((value) => tokenSet.parse(JSON.parse(value)));
}

export function sessionContentToText(content: SessionContent): Secret {
  return toText(content);
}

export function sessionContentFromText(text: Secret): SessionContent {
  return text.use((value) => sessionContent.parse(JSON.parse(value)));
}

function toText(value: object): Secret {
  return Secret.of(JSON.stringify(revealed(value)));
}

/** A copy in which secrets are plain strings; it lives only until the text is sealed. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.use((plain) => plain);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revealed);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, revealed(member)]));
}
