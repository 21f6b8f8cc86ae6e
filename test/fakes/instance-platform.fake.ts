import { OutboundHttp, type OutboundRequest, type OutboundResponse } from '../../src/kernel/ports/outbound-http.js';
import { Secret } from '../../src/kernel/secret.js';
import { classifyTokenError, isRecord } from '../../src/oauth-providers/protocol/classify.js';
import type { InstanceDefinition, OAuthDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { sendToPlatform } from '../../src/oauth-providers/protocol/platform-call.js';
import { standardPlatform } from './provider-definition.fake.js';

const connect: InstanceDefinition = {
  kind: 'redirect-per-instance',
  inputs: [{ name: 'host', label: 'Host', type: 'text', required: true, placeholder: null, helpUrl: null }],
  clientName: 'Ours',
  discover: (_context, { texts }) => {
    const origin = `https://${texts['host'] ?? ''}`;
    const [authorizeUrl, tokenUrl, revokeUrl] = ['authorize', 'token', 'revoke'].map((path) => `${origin}/${path}`);
    return Promise.resolve({ origin, authorizeUrl, tokenUrl, revokeUrl, pkce: 'S256', scopes: ['read', 'write'] } as never);
  },
  register: async (context, { origin, scopes }, { redirectUri, clientName }) => {
    const form = { redirect_uris: redirectUri, client_name: clientName };
    const answer = await sendToPlatform(context, 'register', { method: 'POST', url: `${origin}/apps`, form });
    const { id, secret } = answer.json as { id: string; secret: string };
    return { client: { clientId: id, clientSecret: Secret.of(secret) }, scopes };
  },
};

/** A network of many servers that keeps to the standards. */
export function instancePlatform(overrides: Partial<OAuthDefinition> = {}): OAuthDefinition {
  return standardPlatform({
    connect,
    token: { url: '/token', clientAuth: 'body' },
    classify: (answer) => {
      const unknown = isRecord(answer.json) && answer.json['error'] === 'invalid_client';
      return unknown ? { kind: 'client_unknown' } : classifyTokenError(answer);
    },
    ...overrides,
  });
}

/** Servers that register apps and grant tokens to those they know; `forget` makes them know none. */
export class FakeInstances extends OutboundHttp {
  readonly calls: { readonly path: string; readonly form: Readonly<Record<string, string>> }[] = [];
  /** What the named path answers instead, from now on. */
  readonly instead = new Map<string, { status: number; json: unknown }>();
  #known = new Map<string, string>();
  #count = 0;

  forget(): void {
    this.#known = new Map();
  }

  count(path: string): number {
    return this.calls.filter((call) => call.path === path).length;
  }

  override async send(request: OutboundRequest): Promise<OutboundResponse> {
    const path = new URL(request.url).pathname;
    const form = Object.fromEntries(
      Object.entries(request.form ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : value.use((text) => text)]),
    );
    this.calls.push({ path, form });
    // Others get a turn, as they would on a wire.
    await new Promise((resolve) => setImmediate(resolve));
    const { status, json } = this.instead.get(path) ?? this.#answer(path, form);
    return { status, headers: {}, text: JSON.stringify(json), json };
  }

  #answer(path: string, form: Readonly<Record<string, string>>): { status: number; json: unknown } {
    if (path === '/apps') {
      this.#count += 1;
      const id = `client-${String(this.#count)}`;
      this.#known.set(id, `secret-of-${id}`);
      return { status: 200, json: { id, secret: this.#known.get(id) } };
    }
    if (this.#known.get(form['client_id'] ?? '') !== form['client_secret']) return { status: 401, json: { error: 'invalid_client' } };
    return { status: 200, json: { access_token: `token-of-${String(form['client_id'])}` } };
  }
}
