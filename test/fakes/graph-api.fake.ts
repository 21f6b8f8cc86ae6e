import { readFileSync } from 'node:fs';
import type { OutboundFailure } from '../../src/kernel/ports/outbound-http.js';
import type { ScriptedAnswer } from './provider-transport.fake.js';
import { RoutedHttp } from './routed-http.fake.js';

export type GraphReply = ScriptedAnswer | OutboundFailure;

const root = 'https://graph.facebook.com/v25.0/';

/** A sample body of Meta's documents. */
export function graphSample<T = Readonly<Record<string, unknown>>>(platform: string, name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${platform}/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** A refusal of the Graph API. */
export function graphRefusal(code: number, subcode?: number): ScriptedAnswer {
  return { status: 400, body: { error: { code, ...(subcode !== undefined && { error_subcode: subcode }), message: 'x', type: 'OAuthException' } } };
}

/** What the Graph API knows of a token. */
export function inspected(facts: object): ScriptedAnswer {
  return { body: { data: facts } };
}

/** The Graph API by path; several replies are given one after the other. */
export class FakeGraphApi extends RoutedHttp {
  constructor(routes: Readonly<Record<string, GraphReply | readonly GraphReply[]>>) {
    super(Object.fromEntries(Object.entries(routes).map(([path, reply]) => [`${root}${path}`, reply])));
  }

  /** What was asked of a path, in order. */
  askedAt(path: string): readonly Readonly<Record<string, string>>[] {
    return this.asked(`${root}${path}`);
  }

  /** The bearer tokens of the calls to a path, in order. */
  tokensAt(path: string): readonly (string | undefined)[] {
    return this.sent.filter(({ url }) => url === `${root}${path}`).map(({ headers }) => {
      const value = headers?.['authorization'];
      return typeof value === 'string' ? value : value?.use((text) => text.replace('Bearer ', ''));
    });
  }
}
