import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, loadConfig, type Environment } from './load-config.js';
import { variables } from './variables.js';

const key = Buffer.alloc(32, 7).toString('base64');

const production: Environment = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://accounts.example',
  DATABASE_URL: 'postgres://u:p@db.example/accounts',
  SERVICE_API_KEY: 'sak_svc_0123456789abcdef',
  SEALING_KEYS: `k1:${key}`,
};

function refusal(environment: Environment): ConfigurationError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

function refused(environment: Environment): readonly string[] {
  return refusal(environment).problems.map(({ variable }) => variable);
}

describe('loadConfig', () => {
  describe('with nothing set', () => {
    it('answers the documented defaults', () => {
      expect(loadConfig({})).toMatchObject({
        production: false,
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://localhost:3000',
        databaseUrl: null,
        databasePoolSize: 10,
        processRole: 'all',
        serviceApiKeys: [],
        sealingKeys: [],
        trustProxy: false,
        metricsEnabled: true,
        metricsToken: null,
        rateLimitPerMinute: 600,
        maxOpenSessions: 100,
        sessionTtlSeconds: 600,
        accountsPageUrl: 'http://localhost:3000',
        billingMode: 'self_hosted',
        auth: null,
        returnUrls: [],
        corsOrigins: [],
        sandboxUrl: null,
        logLevel: 'info',
      });
    });

    it('takes an empty variable for one that is not set', () => {
      expect(loadConfig({ PORT: '', DATABASE_URL: '  ', SANDBOX_URL: '' })).toMatchObject({ port: 3000, databaseUrl: null, sandboxUrl: null });
    });
  });

  describe('with good values', () => {
    it('reads lists, numbers, flags and bases', () => {
      const config = loadConfig({
        PORT: '8080',
        PUBLIC_URL: 'https://accounts.example/base/',
        CORS_ORIGINS: 'https://app.example, http://localhost:5173/',
        RETURN_URLS: 'https://app.example/connected,http://localhost:5173/done',
        SERVICE_API_KEY: 'sak_svc_0123456789abcdef,sak_svc_fedcba9876543210',
        SEALING_KEYS: `new:${key}, old:${key}`,
        TRUST_PROXY: '10.0.0.0/8,127.0.0.1',
        METRICS_ENABLED: 'false',
        EGRESS_ALLOW: 'mastodon.internal:3000,[::1]:8080',
      });
      expect(config).toMatchObject({
        port: 8080,
        publicUrl: 'https://accounts.example/base',
        accountsPageUrl: 'https://accounts.example/base',
        corsOrigins: ['https://app.example', 'http://localhost:5173'],
        returnUrls: ['https://app.example/connected', 'http://localhost:5173/done'],
        trustProxy: '10.0.0.0/8,127.0.0.1',
        metricsEnabled: false,
        egressAllow: ['mastodon.internal:3000', '[::1]:8080'],
      });
      expect(config.serviceApiKeys).toHaveLength(2);
      expect(config.sealingKeys.map(({ kid }) => kid)).toEqual(['new', 'old']);
    });

    it('moves the public URL along with the port when only the port is set', () => {
      expect(loadConfig({ PORT: '3100' }).publicUrl).toBe('http://localhost:3100');
    });

    it('takes SANDBOX_URL=none for the real platforms', () => {
      expect(loadConfig({ SANDBOX_URL: 'none' }).sandboxUrl).toBeNull();
      expect(loadConfig({ SANDBOX_URL: 'http://localhost:4010/' }).sandboxUrl).toBe('http://localhost:4010');
    });

    it('reads how people authenticate', () => {
      const auth = loadConfig({ AUTH_JWKS_URL: 'https://id.example/jwks', AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'accounts' }).auth;
      expect(auth).toEqual({
        jwksUrl: 'https://id.example/jwks',
        issuer: 'https://id.example',
        audience: 'accounts',
        workspacesClaim: 'workspaces',
      });
    });

    it('keeps secrets out of what prints the configuration', () => {
      const printed = JSON.stringify({ ...loadConfig({ ...production, METRICS_TOKEN: 'planted-token' }), platformEnvironment: null });
      expect(printed).not.toMatch(/planted-token|sak_svc_0123456789abcdef|u:p@/);
      expect(printed).not.toContain(key);
    });
  });

  describe('with a bad value', () => {
    const bad: Environment = {
      PORT: '99999',
      PUBLIC_URL: 'planted-secret-1',
      DATABASE_URL: 'mysql://planted-secret-2',
      DATABASE_POOL_SIZE: '0',
      PROCESS_ROLE: 'planted-secret-3',
      SERVICE_API_KEY: 'planted-4',
      SEALING_KEYS: 'k1:planted-secret-5',
      TRUST_PROXY: 'true',
      CORS_ORIGINS: '*',
      RETURN_URLS: 'https://planted-secret-6.example/?a=b',
      AUTH_JWKS_URL: 'planted-secret-7',
      BILLING_MODE: 'planted-secret-8',
      RATE_LIMIT_PER_MINUTE: '-1',
      EGRESS_ALLOW: 'planted-secret-9',
      SANDBOX_URL: 'planted-secret-10',
      SMTP_URL: 'https://planted-secret-11',
      METRICS_ENABLED: 'planted-secret-12',
      LOG_LEVEL: 'planted-secret-13',
    };

    it('names every wrong variable at once', () => {
      expect([...refused(bad)].sort()).toEqual(Object.keys(bad).sort());
    });

    it('never prints a value', () => {
      const error = refusal(bad);
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/planted/);
    });

    it.each([
      ['SEALING_KEYS', `k1:${key},k1:${key}`],
      ['SEALING_KEYS', `k.1:${key}`],
      ['SEALING_KEYS', `k1:${Buffer.alloc(16).toString('base64')}`],
      ['TRUST_PROXY', '0.0.0.0/0'],
      ['TRUST_PROXY', 'everyone'],
      ['TRUST_PROXY', '1'],
      ['CORS_ORIGINS', 'https://app.example/path'],
      ['PUBLIC_URL', 'https://user:pw@accounts.example'],
      ['PUBLIC_URL', 'ftp://accounts.example'],
      ['PORT', '3000abc'],
      ['SERVICE_API_KEY', 'sak_svc_0123:4567:89ab:cdef'],
      ['SERVICE_API_KEY', 'sak_svc_short'],
    ])('refuses %s (%#)', (variable, value) => {
      expect(refused({ [variable]: value })).toEqual([variable]);
    });
  });

  describe('with a half-set value', () => {
    it('names the AUTH_ variables that are missing', () => {
      expect(refused({ AUTH_ISSUER: 'https://id.example' })).toEqual(['AUTH_JWKS_URL', 'AUTH_AUDIENCE']);
    });

    it('names MAIL_FROM when only SMTP_URL is set', () => {
      expect(refused({ SMTP_URL: 'smtp://mail.example' })).toEqual(['MAIL_FROM']);
    });
  });

  describe('in production', () => {
    it('accepts what is complete', () => {
      expect(loadConfig(production).production).toBe(true);
    });

    it('demands URL, database and keys', () => {
      expect(refused({ NODE_ENV: 'production' })).toEqual(['PUBLIC_URL', 'DATABASE_URL', 'SERVICE_API_KEY', 'SEALING_KEYS']);
    });

    it('demands https', () => {
      expect(refused({ ...production, PUBLIC_URL: 'http://accounts.example' })).toEqual(['PUBLIC_URL']);
    });

    it('refuses the sandbox, and lets it be switched off by name', () => {
      expect(refused({ ...production, SANDBOX_URL: 'http://localhost:4010' })).toEqual(['SANDBOX_URL']);
      expect(loadConfig({ ...production, SANDBOX_URL: 'none' }).sandboxUrl).toBeNull();
    });
  });
});

describe('variables', () => {
  it('are each listed once', () => {
    const names = variables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
