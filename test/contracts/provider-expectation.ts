import type { Candidate } from '../../src/oauth-providers/ports/provider.js';
import type { ProviderErrorKind } from '../../src/oauth-providers/ports/provider-error.js';

/** An answer that the sandbox is told to give instead of its own, at one of the platform's paths. */
export interface ScriptedRefusal {
  readonly at: 'token' | 'api';
  readonly status: number;
  readonly body: object;
}

/** Host and path of a call. */
export interface Endpoint {
  readonly host: string;
  readonly path: string;
}

/** What holds of a platform once somebody authorized. */
export interface AuthorizationExpectation {
  /** `false` where the platform renews tokens elsewhere, but not here. */
  readonly tokensEnd?: false;
  /** Where the API answers a withdrawn authorization as it answers a token that ran out: the refresh tells them apart. */
  readonly withdrawalLooksExpired?: true;
  /** The call that `identify` makes. */
  readonly identifyEndpoint: Endpoint;
  /** The call that `probe` makes, where it is another. */
  readonly probeEndpoint?: Endpoint;
  /** Ada's candidates. */
  readonly candidates: readonly Pick<Candidate, 'kind' | 'accountType' | 'displayName' | 'selectable'>[];
}

/**
 * What the contract expects of a platform that sends people to an authorize page, written down by hand: nothing here is read from
 * its definition.
 */
export interface ProviderExpectation extends AuthorizationExpectation {
  /** What the connect form asks for. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The authorize page, without its parameters. */
  readonly authorizePage: string;
  /** Every parameter but the redirect URI, the state and the PKCE challenge. */
  readonly authorizeParameters: Readonly<Record<string, unknown>>;
  readonly pkce: boolean;
  readonly tokenEndpoint: Endpoint;
  /** What the app must be approved for to be given everything that the platform can give. */
  readonly appFeatures: readonly string[];
  /** Further calls while somebody connects, in their order, beside those to `tokenEndpoint` and `identifyEndpoint`. */
  readonly furtherLegs?: readonly Endpoint[];
  /** What is missing from the grant of somebody who unticks half of the permissions; or why nobody can. */
  readonly unticked: readonly string[] | { readonly never: string };
  /** The scopes that ada's grant has, sorted. */
  readonly grantedScopes: readonly string[];
  /** The platform's own words for each kind that only it can tell, or why it never does. */
  readonly refusals: Readonly<Record<Exclude<ProviderErrorKind, GenericKind | OwnServerKind>, ScriptedRefusal | { readonly never: string }>>;
}

/** Kinds that the suite provokes the same way on every platform. */
export type GenericKind = 'denied' | 'code_rejected' | 'rate_limited' | 'unavailable' | 'timeout' | 'invalid_response';

/** Kinds that only platforms know where people name a server or bring credentials; their own suites provoke them. */
export type OwnServerKind =
  | 'client_unknown'
  | 'invalid_credentials'
  | 'main_password'
  | 'two_factor'
  | 'unknown_identifier'
  | 'unknown_server'
  | 'unsafe_address'
  | 'untrusted_server';

/** What the form of a platform is filled in with. */
export interface Credentials {
  readonly texts: Readonly<Record<string, string>>;
  readonly passwords: Readonly<Record<string, string>>;
}

/** What the contract expects of a platform that takes credentials, likewise. */
export interface CredentialsExpectation extends AuthorizationExpectation {
  readonly loginEndpoint: Endpoint;
  /** What lets a persona in. */
  credentialsOf(persona: string): Credentials;
  /** Credentials that come to nothing, by what they come to; or why nothing comes to that. */
  readonly refused: Readonly<Record<CredentialsKind, Credentials | { readonly never: string }>>;
}

/** Kinds that credentials can come to by themselves. */
export type CredentialsKind =
  | 'invalid_credentials'
  | 'main_password'
  | 'two_factor'
  | 'unknown_identifier'
  | 'unsafe_address'
  | 'restricted'
  | 'no_connectable_account'
  | 'untrusted_server';
