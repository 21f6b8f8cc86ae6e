import { Secret } from '../../kernel/secret.js';

const hidden = '[redacted]';
const deepest = 8;

/** Field names that hold secrets or personal data whatever their value looks like; compared without case, `_` and `-`. */
const hiddenNames = new Set([
  'authorization',
  'code',
  'codeverifier',
  'connectcode',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'email',
  'jwt',
  'key',
  'keys',
  'passphrase',
  'passwd',
  'signature',
  'state',
]);

const hiddenEndings = /(?:token|secret|password|authorization|cookie|apikey|privatekey|jwt)s?$/;

/** Values that give themselves away wherever they stand: our keys, bearer headers, JWTs, passwords inside URLs. */
const tellTale =
  /\bsak_[a-z]+_[\w-]+|\bBearer\s+[\w.~+/=-]+|\bBasic\s+[\w+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=:\/\/)[^\s/@]+(?=@)|(?<=[?&](?:code|state|token|access_token|refresh_token|client_secret)=)[^&\s"']+/gi;

/**
 * What a library's error may quote of what it was given: long runs of capitals, small letters and digits, as tokens are, and passwords as
 * servers make them. Fields of ours may hold such ids, so this is for the words of errors alone.
 */
const quotable = /(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{32,}|(?<![\w-])[a-z0-9]{4}(?:-[a-z0-9]{4}){3}(?![\w-])/g;

/**
 * A copy of log fields that is fit to be printed: secret-looking fields are replaced at any depth, `Secret`s print as
 * such, errors become their name, message, stack and cause (never their own further fields, which may quote statements).
 */
export function redact(value: unknown): unknown {
  return clean(value, 0, new Set());
}

function clean(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return hidden;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= deepest || above.has(value)) return '[cut]';
  const path = new Set(above).add(value);
  if (value instanceof Error) return cleanError(value, depth, path);
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1, path));
  if (value instanceof Map) return clean(Object.fromEntries(value), depth, above);
  if (value instanceof Set) return clean([...value], depth, above);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, isHidden(name) ? mark(field) : clean(field, depth + 1, path)]));
}

function cleanError(error: Error, depth: number, path: ReadonlySet<object>): object {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: redactWords(error.message),
    ...(typeof code === 'string' && /^[\w-]{1,64}$/.test(code) ? { errorCode: code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactWords(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: clean(error.cause, depth + 1, path) }),
  };
}

function mark(field: unknown): unknown {
  return field === undefined || field === null ? field : hidden;
}

function isHidden(name: string): boolean {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  return hiddenNames.has(plain) || hiddenEndings.test(plain);
}

/** Masks what looks like a credential inside a sentence. */
export function redactText(text: string): string {
  return text.replace(tellTale, hidden);
}

/** The same for the message or stack of an error. */
function redactWords(text: string): string {
  return redactText(text).replace(quotable, hidden);
}
