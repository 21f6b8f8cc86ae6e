import { readFileSync } from 'node:fs';

/** A documented refusal. */
export interface ErrorSample {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A sample body of a platform's documents. */
export function sampleOf<T = Readonly<Record<string, unknown>>>(platform: string, name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${platform}/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** A sample body of LinkedIn's documents. */
export function fixture<T>(name: 'token' | 'token-with-refresh' | 'userinfo' | 'errors'): T {
  return sampleOf('linkedin', name);
}

/** The names and kinds of an answer's members: what code that reads it depends on. */
export function shapeOf(value: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, typeof member]));
}
