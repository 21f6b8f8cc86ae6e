import type { Allowances } from '../../kernel/ports/allowances.js';
import type { Clock } from '../../kernel/ports/clock.js';
import type { Digest } from '../../kernel/ports/digest.js';
import type { Dns } from '../../kernel/ports/dns.js';
import type { OutboundHttp } from '../../kernel/ports/outbound-http.js';
import type { PlatformAddress } from '../../kernel/ports/platform-address.js';
import type { Timer } from '../../kernel/ports/timer.js';
import type {
  AccountType,
  CallbackParameters,
  Candidate,
  ConnectInput,
  ConnectInputs,
  GrantScope,
  Identity,
  ProbeTarget,
  ProbeVerdict,
  Proof,
  Renewal,
  Revocation,
  Selection,
  TokenSet,
} from '../ports/provider.js';
import type { ClientAuthentication, ClientCredentials } from './client-authentication.js';
import type { Classification, Classify } from './classify.js';
import type { InstanceServer } from './instance-apps.js';
import type { FurtherVariable, PlatformSettings, SettingsDefaults } from './settings.js';
import type { TokenBody } from './token-response.js';

/** Parameters of the authorize page, by name. */
export type AuthorizeParameters = Readonly<Record<string, string>>;

/** The first hop of the authorization-code grant: where the person's browser is sent. */
export interface AuthorizeOptions {
  /** Default of `<PREFIX>_AUTHORIZE_URL`. */
  readonly url: string;
  /** Default of `<PREFIX>_SCOPES`. */
  readonly scopes: readonly string[];
  /** A space unless the platform wants another. */
  readonly scopeSeparator?: string;
  /** The platform's own name of `client_id`, here and at the token endpoint. */
  readonly clientIdParam?: string;
  /** `null` where the platform does not document PKCE: some refuse unknown parameters. */
  readonly pkce: 'S256' | null;
  /** Parameters that the platform wants besides the standard ones. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Brings all parameters into the platform's own form, where settings decide about it. */
  readonly adjustParameters?: (parameters: AuthorizeParameters, settings: PlatformSettings) => AuthorizeParameters;
  /** Reads a refusal in the platform's own query parameters; `null` leaves it to the standard `error` (RFC 6749, 4.1.2.1). */
  readonly readRefusal?: (parameters: CallbackParameters) => Classification | null;
}

/** The token endpoint. */
export interface TokenOptions {
  /** Default of `<PREFIX>_TOKEN_URL`. */
  readonly url: string;
  readonly clientAuth: ClientAuthentication;
  /** Form fields that the exchange wants besides the standard ones. */
  readonly exchangeParameters?: Readonly<Record<string, string>>;
  /**
   * `false` where wrong credentials of our app and a wrong code are answered alike: then nothing shows without a person whether the
   * credentials are right.
   */
  readonly tellsAppFromCode?: false;
  /** Brings the platform's answer into the field names and shape of RFC 6749, 5.1. */
  readonly normalize?: (body: TokenBody) => TokenBody;
}

/** How the platform's environment variables are named, and the documented values that they default to. */
export interface SettingsOptions {
  readonly prefix: string;
  readonly clientIdVariable?: string;
  readonly apiUrl: string;
  readonly apiVersion: string | null;
  /** Further addresses, by the last part of their variables (`PLC_URL`), with their documented values. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Further variables that are no addresses, by their last part. */
  readonly further?: Readonly<Record<string, FurtherVariable>>;
}

/** Connecting through the one app that the operator registered at the platform. */
export interface RedirectDefinition {
  readonly kind: 'redirect';
}

/** What a server is told of our app. */
export interface AppToRegister {
  readonly clientName: string;
  readonly redirectUri: string;
}

/** Connecting through an app of ours on the server that the person names, which is registered when it is first needed. */
export interface InstanceDefinition {
  readonly kind: 'redirect-per-instance';
  /** The connect form, where the server is named. */
  readonly inputs: readonly ConnectInput[];
  /** What people see on a server's consent page. */
  readonly clientName: string;
  /** Which server the inputs name and how it speaks; see `RedirectConnect.prepare` for what it throws. */
  readonly discover: (context: OAuthContext, inputs: ConnectInputs) => Promise<InstanceServer>;
  /** Registers our app there. Answers its credentials and the scopes that it may ask for. Takes half a minute at the very most. */
  readonly register: (
    context: OAuthContext,
    server: InstanceServer,
    app: AppToRegister,
  ) => Promise<{ readonly client: ClientCredentials; readonly scopes: readonly string[] }>;
}

/** Connecting with credentials of the person's own making, without a browser. */
export interface CredentialsDefinition {
  readonly kind: 'credentials';
  /** The connect form. */
  readonly inputs: readonly ConnectInput[];
  /** Verifies the credentials and begins a session; see `CredentialsConnect.login`. */
  readonly login: (context: ProviderContext, inputs: ConnectInputs) => Promise<TokenSet>;
}

/** What a platform's functions work with. */
export interface ProviderContext {
  readonly definition: ProviderDefinition;
  readonly settings: PlatformSettings;
  readonly client: ClientCredentials;
  /** `null` where no browser is sent. */
  readonly redirectUri: string | null;
  readonly http: OutboundHttp;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly digest: Digest;
  readonly dns: Dns;
  readonly allowances: Allowances;
  readonly addresses: PlatformAddress;
}

/** As much of it as one call needs. */
export type CallContext = Pick<ProviderContext, 'definition' | 'settings' | 'http' | 'clock'>;

/** The context of a platform that speaks OAuth. */
export interface OAuthContext extends ProviderContext {
  readonly definition: OAuthDefinition;
  readonly redirectUri: string;
}

/** As much of it as a call of our app's takes. */
export type AppContext = CallContext & Pick<OAuthContext, 'definition' | 'client' | 'redirectUri'>;

/** What operators are told beside what a definition says anyhow; stands in `docs/platforms.md`. */
export interface PlatformGuide {
  /** How long its tokens live, as documented. */
  readonly tokenLife: string;
  /** What a check of one account takes from the operator's budget. */
  readonly checkCost: string;
}

/** What holds for every platform, however one connects to it. */
interface BaseDefinition<Id extends string> {
  /** The platform's key in paths, bodies and rows. Never changes. */
  readonly id: Id;
  readonly label: string;
  /** The network it belongs to; two platforms can share one. */
  readonly network: string;
  /** Where its app is registered, when that app may be another platform's as well; the platform itself unless told. */
  readonly developerPlatform?: string;
  readonly accountTypes: readonly AccountType[];
  readonly settings: SettingsOptions;
  readonly selection: Selection | null;
  /** The scopes without which an account is of no use. */
  readonly requiredScopes: readonly string[];
  readonly renewal: Renewal;
  /** `probe` unless told. */
  readonly provenBy?: Proof;
  readonly revocation: Revocation;
  /** `workspace` unless told. */
  readonly grantScope?: GrantScope;
  readonly guide: PlatformGuide;
  /** What an answer means that is not the success that was asked for. */
  readonly classify: Classify;
  readonly identify: (context: ProviderContext, tokens: TokenSet) => Promise<Identity>;
  readonly candidates: (context: ProviderContext, tokens: TokenSet, identity: Identity) => Promise<readonly Candidate[]>;
  /** Throws a `ProviderError` where the standard verdict of its kind is right. */
  readonly probe: (context: ProviderContext, target: ProbeTarget) => Promise<ProbeVerdict>;
  /** Where renewal is not the standard refresh-token grant (RFC 6749, 6). */
  readonly renew?: (context: ProviderContext, tokens: TokenSet) => Promise<TokenSet>;
  /** Required where `revocation` is not `none`. */
  readonly revoke?: (context: ProviderContext, tokens: TokenSet, subject?: string) => Promise<void>;
}

/** A platform whose people are sent to an authorize page (RFC 6749, 4.1). */
export interface OAuthDefinition<Id extends string = string> extends BaseDefinition<Id> {
  readonly connect: RedirectDefinition | InstanceDefinition;
  readonly authorize: AuthorizeOptions;
  readonly token: TokenOptions;
  /** Where the first tokens must be turned into lasting ones at once. */
  readonly completeExchange?: (context: ProviderContext, tokens: TokenSet) => Promise<TokenSet>;
}

/** A platform that takes credentials; `renew` says how its sessions live on. */
export interface SessionDefinition<Id extends string = string> extends BaseDefinition<Id> {
  readonly connect: CredentialsDefinition;
  /** What its credentials allow, in words of its own. */
  readonly scopes: readonly string[];
}

/**
 * One platform: data where the standard holds, a function where only the platform knows. Adding a platform means writing
 * one of these and one line in the registry.
 */
export type ProviderDefinition<Id extends string = string> = OAuthDefinition<Id> | SessionDefinition<Id>;

/** Whether the platform sends people to an authorize page. */
export function speaksOAuth(definition: ProviderDefinition): definition is OAuthDefinition {
  return definition.connect.kind !== 'credentials';
}

/** The same context, for steps that only OAuth knows. @throws Error for a platform without OAuth. */
export function oauthContext(context: ProviderContext): OAuthContext {
  const { definition, redirectUri } = context;
  if (!speaksOAuth(definition) || redirectUri === null) throw new Error(`${definition.id} does not speak OAuth`);
  return { ...context, definition, redirectUri };
}

/** The scopes that are asked for unless the operator says otherwise. */
export function documentedScopes(definition: ProviderDefinition): readonly string[] {
  return speaksOAuth(definition) ? definition.authorize.scopes : (definition).scopes;
}

/** The documented values of a definition. */
export function settingsDefaults(definition: ProviderDefinition): SettingsDefaults {
  const { settings, requiredScopes } = definition;
  const urls = speaksOAuth(definition) ? { authorizeUrl: definition.authorize.url, tokenUrl: definition.token.url } : { authorizeUrl: '', tokenUrl: '' };
  return { ...settings, ...urls, scopes: documentedScopes(definition), requiredScopes, ...variables[definition.connect.kind] };
}

/** Where people name the server there is no address to set, and where nobody registers an app there are no credentials. */
const variables: Readonly<Record<ProviderDefinition['connect']['kind'], Pick<SettingsDefaults, 'variables'>>> = {
  redirect: {},
  'redirect-per-instance': { variables: ['SCOPES', 'ENABLED'] },
  credentials: { variables: ['ENABLED'] },
};

/** Checks a definition as a whole and keeps the literal type of its id. Throws on a contradiction, so that the boot stops. */
export function defineProvider<const Id extends string, Definition extends ProviderDefinition<Id>>(
  definition: Definition & { readonly id: Id },
): Definition & { readonly id: Id } {
  const contradiction = contradictionIn(definition);
  if (contradiction !== null) throw new Error(`The definition of ${definition.id} contradicts itself: ${contradiction}`);
  return definition;
}

function contradictionIn(definition: ProviderDefinition): string | null {
  if (!/^[a-z][a-z0-9-]*$/.test(definition.id)) return 'its id is not lower case with hyphens';
  if ((definition.revocation === 'none') !== (definition.revoke === undefined)) return 'revocation and revoke must agree';
  if (definition.renewal.kind === 'extend-access-token' && definition.renew === undefined) return 'this renewal needs a renew function';
  if (!definition.requiredScopes.every((scope) => documentedScopes(definition).includes(scope))) return 'a required scope is not asked for';
  if (!speaksOAuth(definition) && definition.renewal.kind !== 'none' && definition.renew === undefined) return 'this renewal needs a renew function';
  return null;
}
