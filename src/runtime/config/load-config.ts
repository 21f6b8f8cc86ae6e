import { resolve } from 'node:path';
import { z } from 'zod';
import type { AuthConfig, Config } from './config.js';
import * as read from './formats.js';
import type { VariableName } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable; never its value. */
export interface ConfigurationProblem {
  readonly variable: VariableName;
  readonly problem: string;
}

/** The environment cannot be used. The message names the variables and what each must be, and prints no value. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(['The configuration cannot be used:', ...problems.map(({ variable, problem }) => `  ${variable} ${problem}`)].join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

const schema = z.object({
  NODE_ENV: read.text.optional(),
  HOST: read.text.default('127.0.0.1'),
  PORT: read.integer(1, 65_535).optional(),
  PUBLIC_URL: read.baseUrl.optional(),
  DATABASE_URL: read.connectionUrl('postgres:', 'postgresql:').optional(),
  DATABASE_POOL_SIZE: read.integer(1, 500).optional(),
  PROCESS_ROLE: read.oneOf(['api', 'worker', 'all']).optional(),
  SERVICE_API_KEY: read.serviceKeys.optional(),
  SEALING_KEYS: read.sealingKeys.optional(),
  TRUST_PROXY: read.trustedProxies.optional(),
  CORS_ORIGINS: read.origins.optional(),
  RETURN_URLS: read.pageUrls.optional(),
  AUTH_JWKS_URL: read.webUrl.optional(),
  AUTH_ISSUER: read.text.optional(),
  AUTH_AUDIENCE: read.text.optional(),
  AUTH_WORKSPACES_CLAIM: read.text.optional(),
  BILLING_MODE: read.oneOf(['self_hosted', 'cloud']).optional(),
  BILLING_UPGRADE_URL: read.webUrl.optional(),
  ACCOUNTS_PAGE_URL: read.webUrl.optional(),
  RATE_LIMIT_PER_MINUTE: read.integer(1, 1_000_000).optional(),
  MAX_OPEN_SESSIONS: read.integer(1, 100_000).optional(),
  SESSION_TTL_SECONDS: read.integer(30, 3_600).optional(),
  EGRESS_ALLOW: read.hostPorts.optional(),
  SANDBOX_URL: z.union([z.literal('none').transform(() => null), read.baseUrl], { error: 'must be an http or https URL, or none' }).optional(),
  SANDBOX_PORT: read.integer(1, 65_535).optional(),
  SMTP_URL: read.connectionUrl('smtp:', 'smtps:').optional(),
  MAIL_FROM: read.text.optional(),
  METRICS_ENABLED: read.flag.optional(),
  METRICS_TOKEN: read.secret.optional(),
  LOG_LEVEL: read.oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
} satisfies Record<VariableName, z.ZodType>);

type Values = z.output<typeof schema>;

/**
 * Reads the whole configuration out of an environment; an empty variable counts as unset.
 * @throws ConfigurationError that lists every variable that is wrong, missing or half set.
 */
export function loadConfig(environment: Environment): Config {
  const present = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const outcome = schema.safeParse(present);
  if (!outcome.success) throw new ConfigurationError(outcome.error.issues.map(asProblem));
  const values = outcome.data;
  const problems = [...halfSet(values), ...(values.NODE_ENV === 'production' ? unfitForProduction(values) : [])];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return toConfig(values, present);
}

function asProblem(issue: z.core.$ZodIssue): ConfigurationProblem {
  return { variable: issue.path[0] as VariableName, problem: issue.message };
}

const authVariables = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const;

function halfSet(values: Values): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const missing = authVariables.filter((name) => values[name] === undefined);
  if (missing.length < authVariables.length || values.AUTH_WORKSPACES_CLAIM !== undefined) {
    problems.push(...missing.map((variable) => ({ variable, problem: 'must be set when another AUTH_ variable is' })));
  }
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined) {
    problems.push({ variable: 'MAIL_FROM', problem: 'must be set when SMTP_URL is' });
  }
  return problems;
}

function unfitForProduction(values: Values): readonly ConfigurationProblem[] {
  const demanded = ['PUBLIC_URL', 'DATABASE_URL', 'SERVICE_API_KEY', 'SEALING_KEYS'] as const;
  const problems: ConfigurationProblem[] = demanded
    .filter((name) => values[name] === undefined)
    .map((variable) => ({ variable, problem: 'must be set in production' }));
  const secure = ['PUBLIC_URL', 'AUTH_JWKS_URL'] as const;
  problems.push(
    ...secure
      .filter((name) => values[name]?.startsWith('https://') === false)
      .map((variable) => ({ variable, problem: 'must be https in production' })),
  );
  if (values.SANDBOX_URL !== undefined && values.SANDBOX_URL !== null) {
    problems.push({ variable: 'SANDBOX_URL', problem: 'must not be set in production' });
  }
  return problems;
}

function toConfig(values: Values, environment: Environment): Config {
  const port = values.PORT ?? 3000;
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${port}`;
  return {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port,
    publicUrl,
    databaseUrl: values.DATABASE_URL ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE ?? 10,
    processRole: values.PROCESS_ROLE ?? 'all',
    serviceApiKeys: values.SERVICE_API_KEY ?? [],
    sealingKeys: values.SEALING_KEYS ?? [],
    trustProxy: values.TRUST_PROXY ?? false,
    corsOrigins: values.CORS_ORIGINS ?? [],
    returnUrls: values.RETURN_URLS ?? [],
    auth: authOf(values),
    billingMode: values.BILLING_MODE ?? 'self_hosted',
    billingUpgradeUrl: values.BILLING_UPGRADE_URL ?? null,
    accountsPageUrl: values.ACCOUNTS_PAGE_URL ?? publicUrl,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE ?? 600,
    maxOpenSessions: values.MAX_OPEN_SESSIONS ?? 100,
    sessionTtlSeconds: values.SESSION_TTL_SECONDS ?? 600,
    egressAllow: values.EGRESS_ALLOW ?? [],
    sandboxUrl: values.SANDBOX_URL ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? null,
    metricsEnabled: values.METRICS_ENABLED ?? true,
    metricsToken: values.METRICS_TOKEN ?? null,
    logLevel: values.LOG_LEVEL ?? 'info',
    dataFolder: resolve('.data'),
    platformEnvironment: environment,
  };
}

function authOf(values: Values): AuthConfig | null {
  const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = values;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) return null;
  return { jwksUrl, issuer, audience, workspacesClaim: values.AUTH_WORKSPACES_CLAIM ?? 'workspaces' };
}
