import { sampleOf } from '../support/provider-spec.js';

/** A documented refusal. */
export interface ErrorSample {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A sample body of LinkedIn's documents. */
export function fixture<T>(name: 'token' | 'token-with-refresh' | 'userinfo' | 'errors'): T {
  return sampleOf('linkedin', name);
}

/** The names and kinds of an answer's members: what code that reads it depends on. */
export function shapeOf(value: Readonly<Record<string, unknown>> | null): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, typeof member]));
}
