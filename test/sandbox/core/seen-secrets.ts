import type { Answer, SandboxRequest } from './http.js';

/** A secret that went over the wire between a platform and who calls it. */
export interface SeenSecret {
  /** What it is, such as `access_token issued by www.linkedin.com`. */
  readonly entrance: string;
  readonly value: string;
}

const SECRET_NAME = /token|secret|password|verifier|assertion|jwt|^code$|^state$/i;
/** Words of the protocol under such names: kinds, places and error codes. */
const PUBLIC_NAME = /^token_type|endpoint|supported$|auth_method/i;

/** What a caller presents: in its query, its form or JSON, and its credentials. */
export function presentedSecrets(request: SandboxRequest): readonly SeenSecret[] {
  const named = (name: string): string => `${name} presented to ${request.host}`;
  const fields = [...request.query, ...request.form, ...strings(request.json)].filter(([name]) => isSecret(name));
  const seen = fields.map(([name, value]) => ({ entrance: named(name), value }));
  const [, scheme = '', credentials] = /^(basic|bearer|dpop) +(.+)$/i.exec(request.headers['authorization'] ?? '') ?? [];
  if (credentials !== undefined) seen.push({ entrance: named(scheme.toLowerCase()), value: credentials });
  if (credentials !== undefined && /^basic$/i.test(scheme)) {
    const [, ...secret] = Buffer.from(credentials, 'base64').toString().split(':');
    seen.push({ entrance: named('client_secret'), value: decoded(secret.join(':')) });
  }
  return seen;
}

/** What a platform gives: in the JSON of its answer, and in the place that it sends a browser to. */
export function issuedSecrets(request: SandboxRequest, answer: Answer): readonly SeenSecret[] {
  const { location } = answer.headers;
  const query = location !== undefined && URL.canParse(location) ? [...new URL(location).searchParams] : [];
  // An error has a `code` too.
  const fields = strings(jsonOf(answer)).filter(([name]) => name !== 'code');
  const secrets = [...query, ...fields].filter(([name]) => isSecret(name));
  return secrets.map(([name, value]) => ({ entrance: `${name} issued by ${request.host}`, value }));
}

function isSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
}

function jsonOf({ headers, body }: Answer): unknown {
  if (!/json/.test(headers['content-type'] ?? '')) return null;
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}

/** Every text in a JSON value, at any depth, with the name of the field that it stands in. */
function strings(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => strings(inner, Array.isArray(value) ? name : field));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
