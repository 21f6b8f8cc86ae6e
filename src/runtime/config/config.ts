import type { Secret } from '../../kernel/secret.js';

/** How the service reads the JWTs of the product's identity provider. */
export interface AuthConfig {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Name of the claim that lists the person's workspaces and roles. */
  readonly workspacesClaim: string;
}

/** One key of the sealing ring: 32 bytes in base64 under a short id. */
export interface SealingKey {
  readonly kid: string;
  readonly key: Secret;
}

/** Everything the environment says, checked and typed; made once at boot by `loadConfig`. Also the token it is injected by. */
export abstract class Config {
  abstract readonly production: boolean;
  abstract readonly port: number;
  abstract readonly host: string;
  /** Base of redirect URIs and links, without a trailing slash. */
  abstract readonly publicUrl: string;
  /** `null`: an embedded server inside the data folder. */
  abstract readonly databaseUrl: Secret | null;
  abstract readonly databasePoolSize: number;
  abstract readonly processRole: 'api' | 'worker' | 'all';
  abstract readonly serviceApiKeys: readonly Secret[];
  /** Addresses and networks whose `X-Forwarded-*` is believed, comma separated; `false` when nobody is. */
  abstract readonly trustProxy: string | false;
  abstract readonly metricsEnabled: boolean;
  /** `null`: `/metrics` answers local callers only. */
  abstract readonly metricsToken: Secret | null;
  abstract readonly rateLimitPerMinute: number;
  abstract readonly maxOpenSessions: number;
  abstract readonly sessionTtlSeconds: number;
  abstract readonly accountsPageUrl: string;
  /** The first encrypts, all decrypt. */
  abstract readonly sealingKeys: readonly SealingKey[];
  abstract readonly billingMode: 'self_hosted' | 'cloud';
  abstract readonly billingUpgradeUrl: string | null;
  /** `null`: only keys are accepted. */
  abstract readonly auth: AuthConfig | null;
  abstract readonly returnUrls: readonly string[];
  abstract readonly corsOrigins: readonly string[];
  /** `host:port` entries. */
  abstract readonly egressAllow: readonly string[];
  /** Without a trailing slash; `null` when the real platforms are called. */
  abstract readonly sandboxUrl: string | null;
  abstract readonly smtpUrl: Secret | null;
  abstract readonly mailFrom: string | null;
  abstract readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Absolute path of the folder for what `npm start` keeps between runs. */
  abstract readonly dataFolder: string;
  /** The whole environment, for the platforms' own settings schemas. Values may be secret. */
  abstract readonly platformEnvironment: Readonly<Record<string, string | undefined>>;
}
