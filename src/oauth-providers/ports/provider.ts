import type { AccountType, Candidate, Identity, Renewal, SelectionKind, TokenSet } from '../../kernel/authorization.js';
import type { PlatformKey } from '../../kernel/ids.js';
import type { Secret } from '../../kernel/secret.js';

export type { AccountType, Candidate, Identity, Renewal, TokenSet } from '../../kernel/authorization.js';

/** How a person proves who they are. Part of the HTTP contract. */
export type AuthMethod = 'oauth' | 'oauth_per_instance' | 'app_password';

/** One field of the connect form that a platform needs before anything can begin. */
export interface ConnectInput {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly required: boolean;
  readonly placeholder: string | null;
  readonly helpUrl: string | null;
}

/** What the person picks from after authorizing; `null` where the profile itself is connected. */
export interface Selection {
  readonly kind: SelectionKind;
  readonly label: string;
}

/** What a probe of one account found. `inconclusive` changes nothing: the platform could not be asked. */
export type ProbeVerdict =
  | { readonly verdict: 'healthy' }
  | { readonly verdict: 'expired' }
  | { readonly verdict: 'broken'; readonly reason: BrokenReason }
  | { readonly verdict: 'missing-scopes'; readonly scopes: readonly string[] }
  | { readonly verdict: 'restricted' }
  | { readonly verdict: 'inconclusive'; readonly cause: string; readonly retryAfterSeconds: number | null };

/** Reasons for which only a person can bring an account back, as far as a probe can tell them apart. */
export type BrokenReason =
  | 'revoked_by_user'
  | 'revoked_by_platform'
  | 'password_changed'
  | 'role_lost'
  | 'account_gone'
  | 'authorization_invalid';

/** What the person filled in, by the names of `inputs`: texts, and passwords kept apart from them. */
export interface ConnectInputs {
  readonly texts: Readonly<Record<string, string>>;
  readonly passwords: Readonly<Record<string, Secret>>;
}

export interface AuthorizeRequest {
  /** The single-use state that comes back with the answer. */
  readonly state: Secret;
  /** As `prepare` answered it. */
  readonly appId: string | null;
}

export interface AuthorizeInstruction {
  /** Where the person's browser goes: the platform's authorize page with every parameter. */
  readonly url: string;
  /** The PKCE verifier to present at the exchange, where the platform uses PKCE. */
  readonly codeVerifier: Secret | null;
}

/** What the platform sent back through the browser, besides the state: untrusted. */
export type CallbackParameters = Readonly<Record<string, string>>;

export interface ExchangeRequest {
  readonly parameters: CallbackParameters;
  readonly codeVerifier: Secret | null;
  /** As `prepare` answered it: the code goes to the server of this app and to no other. */
  readonly appId: string | null;
}

/** Connecting by sending the person to the platform and exchanging the code that comes back (RFC 6749, 4.1). */
export interface RedirectConnect {
  readonly kind: 'redirect';
  /**
   * Makes sure that there is an app of ours where the person is to be sent: the one on the server that the inputs name.
   * Answers its id, which is part of its redirect URI; `null` on platforms with one app, which the operator configured.
   * @throws ProviderError `unknown_server`, `unsafe_address`, `untrusted_server`, `unavailable`, `timeout`, …
   */
  prepare(inputs: ConnectInputs): Promise<string | null>;
  /**
   * Makes sure that a server still knows an app of ours, before a person is sent there. Answers the app's id, or that of the one that
   * was registered in its place.
   * @throws ProviderError as `prepare`.
   */
  confirmApp(appId: string): Promise<string>;
  /**
   * Registers our app anew on the server of an app that it has forgotten. Answers the new app's id.
   * @throws ProviderError as `prepare`; `client_unknown` where apps are the operator's to register.
   */
  replaceApp(appId: string): Promise<string>;
  /** @throws ProviderError `client_unknown` when there is no such app (any more). */
  authorize(request: AuthorizeRequest): Promise<AuthorizeInstruction>;
  /**
   * Reads the platform's answer and exchanges its code, once.
   * @throws ProviderError `denied` when the person refused, `code_rejected`, `client_unknown`, `misconfigured`, `unavailable`, …
   */
  exchange(request: ExchangeRequest): Promise<TokenSet>;
}

/** Connecting with credentials that the person made for us at the platform; there is no browser step. */
export interface CredentialsConnect {
  readonly kind: 'credentials';
  /**
   * Verifies the credentials and begins a session with them.
   * @throws DomainError `validation_failed` for an input that cannot be one, without asking anybody.
   * @throws ProviderError `unknown_identifier`, `invalid_credentials`, `main_password`, `two_factor`, `restricted`,
   * `rate_limited`, `unsafe_address`, `untrusted_server`, `unavailable`, `timeout`, `invalid_response`.
   */
  login(inputs: ConnectInputs): Promise<TokenSet>;
}

/** The tokens that stand behind an account when it is asked about. */
export interface ProbeTarget {
  readonly platformUserId: string;
  readonly tokens: TokenSet;
  /** The account's own token where it has one (a page token). */
  readonly credentials: Secret | null;
}

/** Whether and how far an app can give an authorization back. `person`: it ends the app's access for the whole person. */
export type Revocation = 'none' | 'token' | 'person';

/**
 * What proves that an account works. `probe`: the platform's answer to its access token. `renewal`: only a renewal, because access
 * tokens live on after the access was withdrawn.
 */
export type Proof = 'probe' | 'renewal';

/**
 * Whose an authorization is here. `workspace`: each workspace has one of its own of the same person. `person`: the platform keeps one
 * alive per app and person, or hands out the same one again, so workspaces share it.
 */
export type GrantScope = 'workspace' | 'person';

/** Facts about a platform that need no call. */
export interface PlatformFacts {
  readonly platform: PlatformKey;
  readonly label: string;
  /** The network it belongs to; two platforms can share one. */
  readonly network: string;
  /** Where its app is registered. Platforms with the same one can have one app, and then a person gives back all of them at once. */
  readonly developerPlatform: string;
  readonly accountTypes: readonly AccountType[];
  readonly authMethod: AuthMethod;
  readonly inputs: readonly ConnectInput[];
  readonly selection: Selection | null;
  /** The scopes that are asked for. */
  readonly scopes: readonly string[];
  /** The scopes without which an account is of no use; a grant without one of them is refused. */
  readonly requiredScopes: readonly string[];
  readonly renewal: Renewal;
  readonly provenBy: Proof;
  readonly revocation: Revocation;
  readonly grantScope: GrantScope;
  /** The redirect URI to register at the platform, or `null` where there is none. */
  readonly redirectUri: string | null;
}

/** One platform, ready to be talked to: its facts, and what it can be asked. Every call rejects with a `ProviderError`. */
export interface Provider extends PlatformFacts {
  /**
   * Our app's public id at the platform; `subject` is meant for this app alone. Where each server has an app of its own,
   * `TokenSet.clientId` names it instead.
   */
  readonly clientId: string;
  readonly connect: RedirectConnect | CredentialsConnect;

  /** Who authorized. */
  identify(tokens: TokenSet): Promise<Identity>;

  /** Everything the authorization makes connectable, complete; may be empty. */
  listCandidates(tokens: TokenSet, identity: Identity): Promise<readonly Candidate[]>;

  /** Whether one account still works. Never rejects for what a verdict can say. */
  probe(target: ProbeTarget): Promise<ProbeVerdict>;

  /**
   * Fresh tokens for old ones. What the platform left out is `null`; the caller keeps what it had.
   * @throws ProviderError `revoked` when the refresh token was refused, `misconfigured`, `unavailable`, …
   */
  renew(tokens: TokenSet): Promise<TokenSet>;

  /**
   * Gives the authorization back. Only called where `revocation` is not `none`. `subject` is whose it is, where that is known.
   * @throws ProviderError when the platform did not take it back.
   */
  revoke(tokens: TokenSet, subject?: string): Promise<void>;
}
