import { describe, expect, it } from '@jest/globals';
import { PlatformSettingsError, readPlatformSettings, variableNames, type SettingsDefaults } from './settings.js';

const defaults: SettingsDefaults = {
  prefix: 'ACME',
  scopes: ['read', 'write'],
  requiredScopes: ['write'],
  authorizeUrl: 'https://acme.test/{version}/authorize',
  tokenUrl: 'https://acme.test/token',
  apiUrl: 'https://api.acme.test',
  apiVersion: 'v1',
};

function problemsOf(environment: Record<string, string>, overrides: Partial<SettingsDefaults> = {}): PlatformSettingsError {
  try {
    readPlatformSettings({ ...defaults, ...overrides }, environment);
  } catch (error) {
    if (error instanceof PlatformSettingsError) return error;
  }
  throw new Error('nothing was refused');
}

describe('readPlatformSettings', () => {
  it('gives the documented values where the environment says nothing', () => {
    expect(readPlatformSettings(defaults, { ACME_CLIENT_ID: ' ', ACME_SCOPES: '' })).toEqual({
      enabled: true,
      client: null,
      scopes: ['read', 'write'],
      authorizeUrl: 'https://acme.test/v1/authorize',
      tokenUrl: 'https://acme.test/token',
      apiUrl: 'https://api.acme.test',
      apiVersion: 'v1',
      urls: {},
      further: {},
    });
  });

  it('reads further addresses, each with its documented value', () => {
    const more = { ...defaults, urls: { PLC_URL: 'https://plc.acme.test/', VIEW_URL: 'https://view.acme.test' } };

    const settings = readPlatformSettings(more, { ACME_VIEW_URL: 'https://other.test/view/' });
    expect(settings.urls).toEqual({ PLC_URL: 'https://plc.acme.test', VIEW_URL: 'https://other.test/view' });
    expect(() => readPlatformSettings(more, { ACME_PLC_URL: 'plc' })).toThrow('ACME_PLC_URL must be an absolute https URL');
  });

  it('reads no variable that means nothing on the platform', () => {
    const few = { ...defaults, variables: ['SCOPES', 'ENABLED'] } as const;

    expect(variableNames(few)).toEqual(['ACME_SCOPES', 'ACME_ENABLED']);
    const settings = readPlatformSettings(few, { ACME_CLIENT_ID: 'half-set', ACME_TOKEN_URL: 'https://other.test/t', ACME_SCOPES: 'write' });
    expect(settings).toMatchObject({ client: null, tokenUrl: 'https://acme.test/token', scopes: ['write'] });
  });

  it('names its variables in their order', () => {
    expect(variableNames({ ...defaults, urls: { PLC_URL: 'https://plc.acme.test' } })).toEqual(
      ['CLIENT_ID', 'CLIENT_SECRET', 'SCOPES', 'AUTHORIZE_URL', 'TOKEN_URL', 'API_URL', 'API_VERSION', 'ENABLED', 'PLC_URL'].map((name) => `ACME_${name}`),
    );
  });

  it('lets the environment replace every value', () => {
    const settings = readPlatformSettings(defaults, {
      ACME_CLIENT_ID: 'id-1',
      ACME_CLIENT_SECRET: 'secret-1',
      ACME_SCOPES: 'write, admin',
      ACME_AUTHORIZE_URL: 'https://other.test/{version}/a',
      ACME_TOKEN_URL: 'https://other.test/t',
      ACME_API_URL: 'https://other.test/api/',
      ACME_API_VERSION: 'v2',
      ACME_ENABLED: 'false',
    });

    expect(settings).toMatchObject({
      enabled: false,
      scopes: ['write', 'admin'],
      authorizeUrl: 'https://other.test/v2/a',
      tokenUrl: 'https://other.test/t',
      apiUrl: 'https://other.test/api',
      apiVersion: 'v2',
    });
    expect(settings.client?.clientId).toBe('id-1');
    expect(settings.client?.clientSecret.use((secret) => secret)).toBe('secret-1');
  });

  it.each([
    [{ ACME_CLIENT_ID: 'id-1' }, 'ACME_CLIENT_SECRET'],
    [{ ACME_CLIENT_SECRET: 'hunter2' }, 'ACME_CLIENT_ID'],
  ])('refuses half-set credentials and names the missing variable: %j', (environment, variable) => {
    expect(problemsOf(environment).variables).toEqual([variable]);
  });

  it('reads a variable that only this platform has, and refuses another value', () => {
    const more = { ...defaults, further: { CONFIG_ID: { pattern: /^\d+$/, problem: 'must be digits' } } };

    expect(variableNames(more).at(-1)).toBe('ACME_CONFIG_ID');
    expect(readPlatformSettings(more, {}).further).toEqual({ CONFIG_ID: null });
    expect(readPlatformSettings(more, { ACME_CONFIG_ID: ' 123 ' }).further).toEqual({ CONFIG_ID: '123' });
    expect(problemsOf({ ACME_CONFIG_ID: 'hunter2' }, more).message).toBe('The configuration cannot be used:\n  ACME_CONFIG_ID must be digits');
  });

  it('names the client id as the platform does', () => {
    const options = { clientIdVariable: 'CLIENT_KEY' };

    expect(problemsOf({ ACME_CLIENT_SECRET: 'hunter2' }, options).variables).toEqual(['ACME_CLIENT_KEY']);
    expect(readPlatformSettings({ ...defaults, ...options }, { ACME_CLIENT_KEY: 'k', ACME_CLIENT_SECRET: 's' }).client?.clientId).toBe('k');
  });

  it.each([
    ['ACME_SCOPES', 'read'],
    ['ACME_AUTHORIZE_URL', 'http://acme.test/hunter2'],
    ['ACME_TOKEN_URL', 'https://hunter2:hunter2@acme.test/token'],
    ['ACME_TOKEN_URL', 'https://acme.test/token#hunter2'],
    ['ACME_API_URL', 'hunter2'],
    ['ACME_API_VERSION', 'hunter2/..'],
    ['ACME_ENABLED', 'hunter2'],
    ['ACME_CLIENT_ID', 'hunter2\nhunter2'],
  ])('refuses a value of %s that cannot be used and does not print it', (variable, value) => {
    const error = problemsOf({ ACME_CLIENT_ID: 'i', ACME_CLIENT_SECRET: 's', [variable]: value });

    expect(error.variables).toEqual([variable]);
    expect(error.message).toContain(variable);
    expect(error.message).not.toContain('hunter2');
  });

  it('takes plain http for a server on this machine only', () => {
    expect(readPlatformSettings(defaults, { ACME_TOKEN_URL: 'http://127.0.0.1:9000/token' }).tokenUrl).toBe('http://127.0.0.1:9000/token');
  });
});
