import { readFileSync } from 'node:fs';
import type { ProviderErrorKind, ProviderStep } from '../../src/oauth-providers/ports/provider-error.js';
import type { Provider, TokenSet } from '../../src/oauth-providers/ports/provider.js';
import { judge } from '../../src/oauth-providers/protocol/classify.js';
import { createProvider } from '../../src/oauth-providers/protocol/create-provider.js';
import { oauthContext, type OAuthContext, type OAuthDefinition, type ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { askTokenEndpoint } from '../../src/oauth-providers/protocol/token-endpoint.js';
import { readTokenSet } from '../../src/oauth-providers/protocol/token-response.js';
import { providerContext, StandingTime } from '../fakes/provider-context.fake.js';
import { ScriptedHttp, type ScriptedAnswer } from '../fakes/provider-transport.fake.js';

/** A documented refusal: the row of the README's table, where it is answered, and what it means. */
export interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly body: object;
}

/** When everything in the specs of providers happens. */
export const now = new Date('2026-11-23T12:00:00.000Z');

/** A sample body of a platform's documents. */
export function sampleOf<T = Readonly<Record<string, unknown>>>(platform: string, name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${platform}/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** Every documented refusal of a platform. */
export function errorsOf(platform: string): { readonly rows: readonly ErrorRow[]; readonly numbers: readonly number[]; answerOf(row: number): ScriptedAnswer } {
  const rows = sampleOf<readonly ErrorRow[]>(platform, 'errors');
  const answerOf = (row: number): ScriptedAnswer => {
    const found = rows.find((candidate) => candidate.row === row);
    if (found === undefined) throw new Error(`${platform} has no row ${String(row)}`);
    return { status: found.status, body: found.body };
  };
  return { rows, numbers: [...new Set(rows.map(({ row }) => row))], answerOf };
}

/** What a provider makes of an answer, the safe defaults included. */
export function readingOf(definition: ProviderDefinition, { step, status, body }: Pick<ErrorRow, 'step' | 'status'> & { readonly body?: unknown }, headers: Readonly<Record<string, string>> = {}, receivedAt = now) {
  return judge({ step, status, headers, json: body, text: JSON.stringify(body) ?? '', receivedAt }, definition.classify);
}

export interface Scripted {
  readonly http: ScriptedHttp;
  readonly context: OAuthContext;
  readonly provider: Provider;
  /** Exchanges a code, without a browser before it. */
  exchange(): Promise<TokenSet>;
}

/** A provider whose platform answers these, in this order. */
export function scriptedProvider(definition: OAuthDefinition, ...script: readonly ScriptedAnswer[]): Scripted {
  const http = new ScriptedHttp(...script);
  const context = providerContext(definition, http, { time: new StandingTime() });
  const provider = createProvider(context, (oauth) => ({
    kind: 'redirect',
    redirectUri: oauth.redirectUri,
    authorize: () => Promise.reject(new Error('no browser here')),
    exchange: () => readTokenSetOf(oauth),
  }));
  const exchange = () => (provider.connect.kind === 'redirect' ? provider.connect.exchange({ parameters: {}, codeVerifier: null, appId: null }) : Promise.reject(new Error('no code here')));
  return { http, context: oauthContext(context), provider, exchange };
}

async function readTokenSetOf(oauth: OAuthContext): Promise<TokenSet> {
  return readTokenSet(await askTokenEndpoint(oauth, 'exchange', { grant_type: 'authorization_code', code: 'c' }), 'exchange', now);
}
