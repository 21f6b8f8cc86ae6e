import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';
import type { ClientCredentials } from './client-authentication.js';
import { splitScopes } from './scopes.js';

const endings = ['SCOPES', 'AUTHORIZE_URL', 'TOKEN_URL', 'API_URL', 'API_VERSION', 'ENABLED'] as const;

/** Variables that platforms have: `CREDENTIALS` stands for the two of an app that the operator registered, the rest for last parts. */
export type SettingsVariable = 'CREDENTIALS' | (typeof endings)[number];

const allVariables: readonly SettingsVariable[] = ['CREDENTIALS', ...endings];

/** A variable that only one platform has, and what its value must look like. */
export interface FurtherVariable {
  readonly pattern: RegExp;
  /** What is wrong with any other value: `must be …`. */
  readonly problem: string;
}

/** The documented values that hold where the environment says nothing, and how its variables are named. */
export interface SettingsDefaults {
  /** First part of every variable: `LINKEDIN` for `LINKEDIN_CLIENT_ID`. */
  readonly prefix: string;
  /** Last part of the client id's variable, where the platform has its own word for it; `CLIENT_ID` otherwise. */
  readonly clientIdVariable?: string;
  readonly scopes: readonly string[];
  /** Scopes that `<PREFIX>_SCOPES` must contain. */
  readonly requiredScopes: readonly string[];
  /** `{version}` in a URL stands for the API version. */
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly apiUrl: string;
  /** `null` where the API has none. */
  readonly apiVersion: string | null;
  /** Further addresses, by the last part of their variables. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Further variables that are no addresses, by their last part. */
  readonly further?: Readonly<Record<string, FurtherVariable>>;
  /** Those of the variables that mean something here; all of them unless told. */
  readonly variables?: readonly SettingsVariable[];
}

/** One platform's settings, checked. */
export interface PlatformSettings {
  readonly enabled: boolean;
  /** `null`: not configured. */
  readonly client: ClientCredentials | null;
  readonly scopes: readonly string[];
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  readonly apiVersion: string | null;
  /** Further addresses, by the last part of their variables; without a trailing slash. */
  readonly urls: Readonly<Record<string, string>>;
  /** Further variables, by their last part; `null`: not set. */
  readonly further: Readonly<Record<string, string | null>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable; never its value. */
export interface SettingsProblem {
  readonly variable: string;
  readonly problem: string;
}

/** A platform's variables are wrong or half set. Names them and says what is wrong; never holds a value. */
export class PlatformSettingsError extends Error {
  readonly problems: readonly SettingsProblem[];
  readonly variables: readonly string[];

  constructor(problems: readonly SettingsProblem[]) {
    super(['The configuration cannot be used:', ...problems.map(({ variable, problem }) => `  ${variable} ${problem}`)].join('\n'));
    // The name by which the boot knows that the message is all an operator needs.
    this.name = 'ConfigurationError';
    this.problems = problems;
    this.variables = problems.map(({ variable }) => variable);
  }
}

/** The names of a platform's credential variables, for what an operator is told to set. */
export function credentialVariables(defaults: Pick<SettingsDefaults, 'prefix' | 'clientIdVariable'>): { id: string; secret: string } {
  return { id: `${defaults.prefix}_${defaults.clientIdVariable ?? 'CLIENT_ID'}`, secret: `${defaults.prefix}_CLIENT_SECRET` };
}

/** The names of every variable that a platform reads, in the order in which an operator should see them. */
export function variableNames(defaults: Pick<SettingsDefaults, 'prefix' | 'clientIdVariable' | 'variables' | 'urls' | 'further'>): readonly string[] {
  const read = defaults.variables ?? allVariables;
  const { id, secret } = credentialVariables(defaults);
  const last = [...endings.filter((ending) => read.includes(ending)), ...Object.keys(defaults.urls ?? {}), ...Object.keys(defaults.further ?? {})];
  return [...(read.includes('CREDENTIALS') ? [id, secret] : []), ...last.map((ending) => `${defaults.prefix}_${ending}`)];
}

/**
 * Reads one platform's variables; an empty one counts as not set.
 * @throws PlatformSettingsError when a value is not acceptable or one credential is set without the other.
 */
export function readPlatformSettings(defaults: SettingsDefaults, environment: Environment): PlatformSettings {
  const variables = credentialVariables(defaults);
  const named = (name: string): string => `${defaults.prefix}_${name}`;
  const furtherUrls = Object.keys(defaults.urls ?? {});
  const further = Object.entries(defaults.further ?? {});
  const schema = z
    .object({
      [variables.id]: credential.optional(),
      [variables.secret]: credential.optional(),
      [named('SCOPES')]: scopesWith(defaults.requiredScopes).optional(),
      [named('AUTHORIZE_URL')]: address.optional(),
      [named('TOKEN_URL')]: address.optional(),
      [named('API_URL')]: address.optional(),
      [named('API_VERSION')]: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'is not an API version').optional(),
      ...Object.fromEntries(furtherUrls.map((name) => [named(name), address.optional()])),
      ...Object.fromEntries(further.map(([name, { pattern, problem }]) => [named(name), z.string().regex(pattern, problem).optional()])),
      [named('ENABLED')]: z.enum(['true', 'false'], 'must be true or false').optional(),
    })
    .superRefine((values, context) => {
      const [missing, present] = values[variables.id] === undefined ? [variables.id, variables.secret] : [variables.secret, variables.id];
      if (values[missing] === undefined && values[present] !== undefined) {
        context.addIssue({ code: 'custom', path: [missing], message: `must be set, because ${present} is` });
      }
    });
  const result = schema.safeParse(trimmed(environment, variableNames(defaults)));
  if (!result.success) throw settingsError(result.error);

  const read = (name: string): string | undefined => result.data[name];
  const apiVersion = read(named('API_VERSION')) ?? defaults.apiVersion;
  const url = (name: string, fallback: string): string => (read(named(name)) ?? fallback).replaceAll('{version}', apiVersion ?? '');
  const scopes = read(named('SCOPES'));
  return {
    enabled: read(named('ENABLED')) !== 'false',
    client: clientOf(read(variables.id), read(variables.secret)),
    scopes: scopes === undefined ? defaults.scopes : splitScopes(scopes),
    authorizeUrl: url('AUTHORIZE_URL', defaults.authorizeUrl),
    tokenUrl: url('TOKEN_URL', defaults.tokenUrl),
    apiUrl: url('API_URL', defaults.apiUrl).replace(/\/+$/, ''),
    apiVersion,
    urls: Object.fromEntries(Object.entries(defaults.urls ?? {}).map(([name, value]) => [name, url(name, value).replace(/\/+$/, '')])),
    further: Object.fromEntries(further.map(([name]) => [name, read(named(name)) ?? null])),
  };
}

const credential = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'must be up to 512 visible ASCII characters');

const address = z.string().refine(isPlatformAddress, 'must be an absolute https URL without user, query or fragment');

function scopesWith(required: readonly string[]): z.ZodType<string> {
  return z.string().superRefine((value, context) => {
    const missing = required.filter((scope) => !splitScopes(value).includes(scope));
    if (missing.length > 0) context.addIssue({ code: 'custom', message: `must contain ${missing.join(' ')}` });
  });
}

/** https only, but for a server on this machine, which a test or a development stand-in may be. */
function isPlatformAddress(value: string): boolean {
  const resolved = value.replaceAll('{version}', 'version');
  if (!URL.canParse(resolved)) return false;
  const url = new URL(resolved);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

function clientOf(clientId: string | undefined, clientSecret: string | undefined): ClientCredentials | null {
  if (clientId === undefined || clientSecret === undefined) return null;
  return { clientId, clientSecret: Secret.of(clientSecret) };
}

function trimmed(environment: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(names.map((name) => [name, environment[name]?.trim() || undefined]));
}

function settingsError(error: z.ZodError): PlatformSettingsError {
  return new PlatformSettingsError(error.issues.map((issue) => ({ variable: String(issue.path[0]), problem: issue.message })));
}
