import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';
import type { SealingKey } from './config.js';

/*
 * How the text of each variable is read. Every message is fixed text: a refused value may be a secret that stands in
 * the wrong variable, so no message quotes what it refuses.
 */

function parsed<T>(expectation: string, read: (text: string) => T | null) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: expectation });
    return z.NEVER;
  });
}

function parseUrl(text: string, protocols: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return protocols.includes(url.protocol) ? url : null;
}

/** A whole number between two bounds. */
export function integer(least: number, most: number) {
  return parsed(`must be a whole number from ${least} to ${most}`, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : null;
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return parsed(`must be one of: ${words.join(', ')}`, (text) => words.find((word) => word === text) ?? null);
}

export const flag = parsed('must be true or false', (text) => (text === 'true' ? true : text === 'false' ? false : null));

export const text = z.string();

export const secret = z.string().transform((value) => Secret.of(value));

/** A base that paths are appended to; answered without a trailing slash. */
export const baseUrl = parsed('must be an http or https URL without user, query or fragment', (value) => {
  const url = parseUrl(value, ['http:', 'https:']);
  if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(value)) return null;
  return url.href.replace(/\/+$/, '');
});

/** A web address of any shape. */
export const webUrl = parsed('must be an http or https URL', (value) => parseUrl(value, ['http:', 'https:'])?.href ?? null);

/** A connection string with a host, kept secret because it usually holds a password. */
export function connectionUrl(...protocols: readonly string[]) {
  return parsed(`must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`, (value) =>
    parseUrl(value, protocols) === null ? null : Secret.of(value),
  );
}

function items(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function listOf<T>(expectation: string, read: (item: string) => T | null) {
  return parsed(expectation, (value) => {
    const entries = items(value).map(read);
    return entries.some((entry) => entry === null) ? null : (entries as T[]);
  });
}

export const origins = listOf('must list exact origins (scheme, host and port, nothing more), comma separated', (item) => {
  const url = parseUrl(item.replace(/\/$/, ''), ['http:', 'https:']);
  return url !== null && `${url.origin}/` === url.href ? url.origin : null;
});

export const pageUrls = listOf('must list http or https URLs without user, query or fragment, comma separated', (item) => {
  const url = parseUrl(item, ['http:', 'https:']);
  return url !== null && url.username === '' && url.password === '' && !/[?#]/.test(item) ? url.href : null;
});

export const hostPorts = listOf('must list host:port entries, comma separated', (item) => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(item);
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 65_535 ? item.toLowerCase() : null;
});

/** In the alphabet of RFC 6750, section 2.1: any other key could not be sent in an `Authorization` header. */
export const serviceKeys = listOf('must list keys of at least 16 letters, digits and -._~+/=, comma separated', (item) =>
  /^[A-Za-z0-9._~+/=-]{16,512}$/.test(item) ? Secret.of(item) : null,
);

function isNetwork(item: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true;
  const [address = '', prefix, ...rest] = item.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** Named one by one: believing everybody, or a mere number of hops, would let callers choose their own address. */
export const trustedProxies = parsed('must list the addresses or networks of the proxies in front, comma separated', (value) => {
  const list = items(value);
  return list.length > 0 && list.every(isNetwork) ? list.join(',') : null;
});

/** `kid:base64,…`; a key id may not hold a dot, since it stands between dots in every ciphertext. */
export const sealingKeys = parsed(
  'must list kid:base64 entries, comma separated, each a different kid of letters, digits, - or _ and 32 bytes',
  (value): readonly SealingKey[] | null => {
    const keys = items(value).map(sealingKey);
    const kids = new Set(keys.map((key) => key?.kid));
    return keys.length === 0 || kids.has(undefined) || kids.size < keys.length ? null : (keys as SealingKey[]);
  },
);

function sealingKey(item: string): SealingKey | null {
  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/.exec(item);
  if (match === null) return null;
  const [, kid = '', encoded = ''] = match;
  return Buffer.from(encoded, 'base64').length === 32 ? { kid, key: Secret.of(encoded) } : null;
}
