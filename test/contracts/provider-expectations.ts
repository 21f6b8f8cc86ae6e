import type { Candidate } from '../../src/oauth-providers/ports/provider.js';
import type { ProviderErrorKind } from '../../src/oauth-providers/ports/provider-error.js';
import type { RegisteredPlatformKey } from '../../src/oauth-providers/platforms/registry.js';
import { onItsKin, onMastodonSocial } from './mastodon-expectations.js';

/** An answer that the sandbox is told to give instead of its own, at one of the platform's paths. */
export interface ScriptedRefusal {
  readonly at: 'token' | 'api';
  readonly status: number;
  readonly body: object;
}

/** What the contract expects of one platform, written down by hand: nothing here is read from its definition. */
export interface ProviderExpectation {
  /** What the connect form asks for. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** `false` where the platform renews tokens elsewhere, but not here. */
  readonly tokensEnd?: false;
  /** The authorize page, without its parameters. */
  readonly authorizePage: string;
  /** Every parameter but the redirect URI, the state and the PKCE challenge. */
  readonly authorizeParameters: Readonly<Record<string, unknown>>;
  readonly pkce: boolean;
  /** Host and path of the token endpoint and of the call that `identify` makes. */
  readonly tokenEndpoint: { readonly host: string; readonly path: string };
  readonly identifyEndpoint: { readonly host: string; readonly path: string };
  /** What the app must be approved for to be given everything that the platform can give. */
  readonly appFeatures: readonly string[];
  /** The scopes that ada's grant has, sorted. */
  readonly grantedScopes: readonly string[];
  /** Ada's candidates. */
  readonly candidates: readonly Pick<Candidate, 'kind' | 'accountType' | 'displayName' | 'selectable'>[];
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

/** A platform at servers that differ. */
export const furtherExpectations: Readonly<Partial<Record<RegisteredPlatformKey, Readonly<Record<string, ProviderExpectation>>>>> = {
  mastodon: onItsKin,
};

/** One entry per platform of the registry; the compiler asks for it. */
export const expectations: Readonly<Record<RegisteredPlatformKey, ProviderExpectation>> = {
  linkedin: {
    authorizePage: 'https://www.linkedin.com/oauth/v2/authorization',
    authorizeParameters: { response_type: 'code', client_id: 'contract-client', scope: 'openid profile w_member_social' },
    pkce: false,
    tokenEndpoint: { host: 'www.linkedin.com', path: '/oauth/v2/accessToken' },
    identifyEndpoint: { host: 'api.linkedin.com', path: '/v2/userinfo' },
    appFeatures: ['refresh_token'],
    grantedScopes: ['openid', 'profile', 'w_member_social'],
    candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
    refusals: {
      token_expired: {
        at: 'api',
        status: 401,
        body: { status: 401, serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN', message: 'The token used in the request has expired' },
      },
      revoked: {
        at: 'api',
        status: 401,
        body: { status: 401, serviceErrorCode: 65601, code: 'REVOKED_ACCESS_TOKEN', message: 'The token used in the request has been revoked' },
      },
      missing_scopes: {
        at: 'api',
        status: 403,
        body: { status: 403, serviceErrorCode: 100, code: 'ACCESS_DENIED', message: 'Not enough permissions to access: userinfo' },
      },
      misconfigured: {
        at: 'token',
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      },
      rejected: { at: 'api', status: 422, body: { status: 422, message: 'Unprocessable' } },
      restricted: { never: 'LinkedIn has no code for a restricted member: it arrives as a revoked token' },
      no_connectable_account: { never: 'the member is always connectable' },
    },
  },
  mastodon: onMastodonSocial,
};
