import type { Secret } from './secret.js';

// What an authorization consists of, in the words that every module uses.

/** What a person picks from after authorizing, where the profile itself is not what is connected. Part of the HTTP contract. */
export type SelectionKind = 'page' | 'organization' | 'instagram_account' | 'channel';

/** What kind of account a person gets. Part of the HTTP contract. */
export type AccountType = 'personal' | 'page' | 'organization' | 'business' | 'creator' | 'channel';

/** How a grant is kept alive. `leadSeconds`: how long before the access token's expiry; always less than its life. */
export type Renewal =
  | { readonly kind: 'refresh-token'; readonly rotates: boolean; readonly leadSeconds: number }
  | { readonly kind: 'extend-access-token'; readonly minimumAgeSeconds: number; readonly leadSeconds: number }
  | { readonly kind: 'none' };

/** What a token endpoint gave. Absent is `null`, never a guess. */
export interface TokenSet {
  readonly accessToken: Secret;
  readonly refreshToken: Secret | null;
  /** The scopes as granted, or `null` when the platform did not say. */
  readonly scopes: readonly string[] | null;
  readonly accessTokenExpiresAt: Date | null;
  readonly refreshTokenExpiresAt: Date | null;
  /** Origin of the server that issued them, where a platform has many (an instance, a personal data server); `null` elsewhere. */
  readonly server: string | null;
  /** The client id of our app on that server; `null` where the platform has one app of ours, or knows no apps. */
  readonly clientId: string | null;
  /** The moment that the platform itself names from which only the person can renew what these tokens are good for; `null`: it names none. */
  readonly reauthorizeBy: Date | null;
  /** What obtains new tokens once the refresh token has died (an app password); `null` where only a person can. */
  readonly recovery: Secret | null;
}

/** Who authorized. `subject` is the platform's immutable id of the person for our app. */
export interface Identity {
  readonly subject: string;
  /** Empty when the platform gave none. */
  readonly displayName: string;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
}

/** Something that an authorization makes connectable. */
export interface Candidate {
  readonly kind: 'profile' | SelectionKind;
  /** The platform's immutable id of the account; carries the instance where ids are unique per instance only. */
  readonly platformUserId: string;
  readonly accountType: AccountType;
  /** Empty when the platform gave none. */
  readonly displayName: string;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly profileUrl: string | null;
  readonly selectable: boolean;
  /** Why it is not selectable, in plain words for the person; `null` when it is. */
  readonly reason: string | null;
  /** The account's own token where it has one beside the grant (a page token). */
  readonly credentials: Secret | null;
}
