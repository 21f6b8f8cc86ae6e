/** One environment variable of the service, as `.env.example` and the documentation list it. */
export interface Variable {
  readonly name: string;
  /** What holds when it is not set, in words a reader can use. */
  readonly fallback: string;
  readonly meaning: string;
}

/**
 * Every variable that the service itself reads, in the order in which a newcomer wants to read about them.
 * The platforms' own variables (`<PLATFORM>_CLIENT_ID` and so on) are declared by the platforms.
 */
export const variables = [
  { name: 'NODE_ENV', fallback: 'development', meaning: '`production` demands https, keys and a database, and refuses the sandbox' },
  { name: 'HOST', fallback: '127.0.0.1', meaning: 'address that the API listens on' },
  { name: 'PORT', fallback: '3000', meaning: 'port that the API listens on' },
  { name: 'PUBLIC_URL', fallback: 'http://localhost:3000', meaning: 'base of redirect URIs and links' },
  { name: 'DATABASE_URL', fallback: 'a PostgreSQL of its own in .data/', meaning: 'postgres:// URL; TLS by its sslmode' },
  { name: 'DATABASE_POOL_SIZE', fallback: '10', meaning: 'connections per process' },
  { name: 'PROCESS_ROLE', fallback: 'all', meaning: '`api`, `worker` or `all`; any number of each against one database' },
  { name: 'SERVICE_API_KEY', fallback: 'none; `npm start` makes one', meaning: 'one or several service keys, comma separated' },
  { name: 'SEALING_KEYS', fallback: 'none; `npm start` makes one', meaning: 'kid:base64 of 32 bytes, comma separated; the first encrypts, all decrypt' },
  { name: 'TRUST_PROXY', fallback: 'nobody', meaning: 'addresses and networks of the proxies whose X-Forwarded-* is believed, comma separated' },
  { name: 'CORS_ORIGINS', fallback: 'none', meaning: 'exact origins that browsers may call from, comma separated' },
  { name: 'RETURN_URLS', fallback: 'none', meaning: 'exact URLs (no query) that a connect may return to, comma separated' },
  { name: 'AUTH_JWKS_URL', fallback: 'none: only keys', meaning: "key set of the product's identity provider" },
  { name: 'AUTH_ISSUER', fallback: 'none', meaning: "`iss` of people's JWTs" },
  { name: 'AUTH_AUDIENCE', fallback: 'none', meaning: "`aud` of people's JWTs" },
  { name: 'AUTH_WORKSPACES_CLAIM', fallback: 'workspaces', meaning: "claim that lists a person's workspaces and roles" },
  { name: 'BILLING_MODE', fallback: 'self_hosted', meaning: '`self_hosted` (no caps) or `cloud` (caps hold)' },
  { name: 'BILLING_UPGRADE_URL', fallback: 'none', meaning: 'where a caller at the cap is sent' },
  { name: 'ACCOUNTS_PAGE_URL', fallback: 'PUBLIC_URL', meaning: 'where mails send the owner' },
  { name: 'RATE_LIMIT_PER_MINUTE', fallback: '600', meaning: 'requests per credential' },
  { name: 'MAX_OPEN_SESSIONS', fallback: '100', meaning: 'open connect sessions per workspace' },
  { name: 'SESSION_TTL_SECONDS', fallback: '600', meaning: 'life of a connect session' },
  { name: 'EGRESS_ALLOW', fallback: 'none', meaning: 'host:port list that outgoing calls may reach unjudged: private addresses, other ports, plain http' },
  { name: 'SANDBOX_URL', fallback: 'none; `npm start` sets it', meaning: 'sends every platform call to the sandbox; `none` for the real platforms' },
  { name: 'SANDBOX_PORT', fallback: '4010', meaning: 'where `npm start` and the tests run the sandbox' },
  { name: 'SMTP_URL', fallback: "none: the sandbox's mailbox", meaning: 'smtp:// or smtps:// URL for outgoing mail' },
  { name: 'MAIL_FROM', fallback: 'none', meaning: 'sender of mails' },
  { name: 'METRICS_ENABLED', fallback: 'true', meaning: 'whether /metrics answers' },
  { name: 'METRICS_TOKEN', fallback: 'none: local callers only', meaning: 'bearer token for /metrics' },
  { name: 'LOG_LEVEL', fallback: 'info', meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`' },
] as const satisfies readonly Variable[];

export type VariableName = (typeof variables)[number]['name'];
