import type { App } from './apps.js';
import type { Code } from './codes.js';
import type { FailureKind, FailureText } from './failures.js';
import type { Grant, IssuedToken, RefreshToken } from './grants.js';

export interface TokenShape {
  readonly prefix: string;
  /** Characters, the prefix included. */
  readonly length: number;
}

/** How a platform's refresh tokens behave. */
export interface RefreshRules {
  readonly shape: TokenShape;
  /** Seconds; `null`: no end. */
  readonly lifeSeconds: number | null;
  /** Each refresh gives a new refresh token and kills the old one; presenting an old one kills the grant, */
  readonly rotates: boolean;
  /** but for platforms that document no more than that the old one stops working. */
  readonly reuseIsHarmless?: true;
  /** No access token outlives the refresh token that it came from. */
  readonly boundsAccessToken: boolean;
  /** Whether an authorization gets a refresh token at all. */
  given(app: App, code: Code): boolean;
}

/** What the token endpoint just made. `refresh` is also there when an old refresh token goes on. */
export interface Issued {
  readonly app: App;
  readonly grant: Grant;
  readonly access: IssuedToken;
  readonly refresh: RefreshToken | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How one platform's authorization server differs from any other: data, and functions where data cannot say it. */
export interface OAuthRules {
  /** The parameter that names the app, `client_id` nearly everywhere. */
  readonly clientIdParameter: string;
  readonly clientAuthentication: 'body' | 'basic';
  /** `refused`: sending a challenge or a verifier is an error; `ignored`: it changes nothing. S256 only. */
  readonly pkce: 'refused' | 'ignored' | 'optional' | 'required';
  /** What stands between the scopes of an authorize request. */
  readonly scopeSeparator: RegExp;
  /** The scopes that an app of this platform may ask for. */
  readonly scopes: readonly string[];
  /** Whether a person may untick single scopes on the consent page. */
  readonly partialConsent: boolean;
  readonly codeShape: TokenShape;
  readonly codeLifeSeconds: number;
  /** Whether presenting a used code ends the grant that it was exchanged for (RFC 6749, 4.1.2). */
  readonly usedCodeEndsGrant: boolean;
  readonly accessShape: TokenShape;
  /** `null`: no end. */
  readonly accessLifeSeconds: number | null;
  /** `null`: this platform knows no refresh tokens. */
  readonly refresh: RefreshRules | null;
  /** What the platform words in its own way. */
  readonly failures: Partial<Record<FailureKind, FailureText>>;
  /** The same person, app and scopes get the same access token again while it lives (Doorkeeper's `reuse_access_token`). */
  readonly reusesAccessToken?: true;
  /** What stands beside the code on the way back. */
  callbackParameters?(granted: readonly string[]): Readonly<Record<string, string>>;
  /** What stands beside `error` when the person refused. */
  readonly denialParameters?: Readonly<Record<string, string>>;
  /** A refusal of the token endpoint where it is not `error` and `error_description`. */
  failureBody?(failure: FailureText): Readonly<Record<string, unknown>>;
  /** Apps may ask for a token of their own (RFC 6749, 4.4). */
  readonly clientCredentials?: true;
  /** Why an app may not register this redirect URI, as a sentence; `null` when it may. */
  refuseRedirectUri(uri: URL): string | null;
  /** The token endpoint's body. */
  tokenBody(issued: Issued): Record<string, unknown>;
  /** Which earlier grants of the same person and app a new authorization ends. */
  replaces(earlier: Grant, fresh: Grant): boolean;
}

/** Whole seconds until a token ends; `null` when it does not. */
export function secondsLeft(token: IssuedToken, now: number): number | null {
  return token.expiresAt === null ? null : Math.max(0, Math.floor((token.expiresAt - now) / 1000));
}

/** The token answer of RFC 6749, 5.1. */
export function standardTokenBody({ grant, access, refresh, now }: Issued): Record<string, unknown> {
  return {
    access_token: access.token,
    token_type: 'Bearer',
    expires_in: secondsLeft(access, now) ?? undefined,
    refresh_token: refresh?.token,
    scope: grant.scopes.join(' '),
  };
}
