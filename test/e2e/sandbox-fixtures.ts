import { readFileSync } from 'node:fs';

/** A documented refusal. */
export interface ErrorSample {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const FOLDER = '../fixtures/linkedin/';

/** A sample body of LinkedIn's documents. */
export function fixture<T>(name: 'token' | 'token-with-refresh' | 'userinfo' | 'errors'): T {
  return JSON.parse(readFileSync(new URL(`${FOLDER}${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The names and kinds of an answer's members: what code that reads it depends on. */
export function shapeOf(value: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, typeof member]));
}
