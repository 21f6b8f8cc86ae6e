import { expect } from '@jest/globals';
import { request } from 'undici';
import { OutboundHttp, type OutboundRequest, type OutboundResponse } from '../../src/kernel/ports/outbound-http.js';
import { Timer } from '../../src/kernel/ports/timer.js';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import { ConfiguredProviderRegistry } from '../../src/oauth-providers/adapters/environment/configured-provider-registry.js';
import { passportConnect } from '../../src/oauth-providers/adapters/passport/passport-connect.js';
import type { AuthorizeInstruction, CallbackParameters, Provider } from '../../src/oauth-providers/ports/provider.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { OutboundAddress } from '../../src/runtime/http/outbound/address.js';
import { defaultLimits, UndiciOutboundHttp } from '../../src/runtime/http/outbound/undici-outbound-http.js';
import { PinoLogger } from '../../src/runtime/logging/pino-logger.js';
import { Metrics } from '../../src/runtime/metrics/metrics.js';
import { SystemClock } from '../../src/runtime/time/system-clock.js';
import { FakeInstanceApps } from '../fakes/instance-apps.fake.js';
import { EndlessAllowances, NoDns } from '../fakes/provider-context.fake.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { redirectOf } from '../support/redirect-of.js';
import type { ProviderExpectation } from './provider-expectation.js';

/** A provider over our real transport, with the sandbox at the other end. */
export interface ProviderBench {
  readonly provider: Provider;
  /** Our app there, where each server has one. */
  readonly appId: string | null;
  /** Where the platform sends the person back to. */
  readonly redirectUri: string;
  /** How long the transport waits for an answer. */
  readonly patienceMs: number;
  /** The instruction with the real platform's address in it. */
  authorizeUrl(state: string): Promise<AuthorizeInstruction>;
  /** A person's way to the platform and back, up to what the callback would receive. */
  walk(persona: string, decision: 'approve' | 'deny'): Promise<Walk>;
  fault(rule: object): Promise<void>;
  /** What the person does at the platform: takes the authorization back, or lets the access token run out. */
  end(persona: string, why: 'user' | 'expired'): Promise<void>;
  reset(): Promise<void>;
  log(): string;
  /** Fails the test when the text holds a token, code, state, verifier or secret that was on the wire. */
  expectNoSecretsIn(text: string): void;
  close(): Promise<void>;
}

export interface Walk {
  readonly parameters: CallbackParameters;
  readonly state: string;
  readonly codeVerifier: Secret | null;
}

const patienceMs = 1_500;
const clientSecret = 'contract-secret-4f1c';

/** Starts a sandbox and makes our app known to it. */
export async function openProviderBench(definition: ProviderDefinition, expected: ProviderExpectation): Promise<ProviderBench> {
  const sandbox = await startSandbox();
  const lines: string[] = [];
  const logger = new PinoLogger('debug', { write: (line) => lines.push(line) });
  const addresses = new OutboundAddress({ sandboxUrl: sandbox.url, egressAllow: [] });
  const limits = { ...defaultLimits, totalTimeoutMs: patienceMs };
  const http = new RememberingHttp(new UndiciOutboundHttp(addresses, logger, new Metrics(), limits));
  http.secrets.add(clientSecret);

  const variables = definition.settings;
  const registry = new ConfiguredProviderRegistry({
    definitions: [definition],
    environment: {
      [`${variables.prefix}_${variables.clientIdVariable ?? 'CLIENT_ID'}`]: 'contract-client',
      [`${variables.prefix}_CLIENT_SECRET`]: clientSecret,
    },
    publicUrl: 'http://localhost:3000',
    sandbox: true,
    http,
    clock: new SystemClock(),
    timer: new ImpatientTimer(),
    dns: new NoDns(),
    allowances: new EndlessAllowances(),
    authorizationCodeLeg: passportConnect(addresses),
    instanceApps: new FakeInstanceApps(),
  });
  const provider = registry.require(asId<PlatformKey>(definition.id));

  const control = async (path: string, body: object): Promise<void> => {
    const answer = await request(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`The sandbox refused ${path}: ${text}`);
  };
  if (definition.connect.kind === 'redirect') {
    await control('apps', {
      platform: definition.id,
      clientId: 'contract-client',
      clientSecret,
      redirectUris: [provider.redirectUri ?? ''],
      features: expected.appFeatures,
    });
  }
  const appId = await redirectOf(provider).prepare({ texts: expected.inputs ?? {}, passwords: {} });
  const redirectUri = (provider.redirectUri ?? '').replace(/callback$/, appId === null ? 'callback' : `${appId}/callback`);

  return {
    provider,
    appId,
    redirectUri,
    patienceMs,
    authorizeUrl: async (state) => {
      const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of(state), appId });
      return { url: url.replace(`${sandbox.url}/`, 'https://'), codeVerifier };
    },
    walk: async (persona, decision) => {
      const state = `state-${Math.random().toString(36).slice(2)}`;
      await control('consent', { platform: definition.id, persona, decision });
      const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of(state), appId });
      const answer = await request(url);
      await answer.body.dump();
      const location = String(answer.headers['location'] ?? '');
      if (!location.startsWith(redirectUri)) throw new Error(`The platform did not come back but answered ${answer.statusCode}`);
      const parameters = Object.fromEntries(new URL(location).searchParams);
      for (const secret of [state, parameters['code']]) if (secret !== undefined) http.secrets.add(secret);
      return { parameters, state, codeVerifier };
    },
    fault: (rule) => control('faults', rule),
    end: (persona, why) => control('grants/revoke', { platform: definition.id, subject: persona, why }),
    reset: () => control('reset', {}),
    log: () => lines.join(''),
    expectNoSecretsIn: (text) => {
      for (const secret of http.secrets) expect(text).not.toContain(secret);
    },
    close: async () => {
      await http.close();
      await sandbox.stop();
    },
  };
}

/** Passes everything on, and remembers every secret that went either way. */
class RememberingHttp extends OutboundHttp {
  readonly secrets = new Set<string>();

  constructor(private readonly inner: UndiciOutboundHttp) {
    super();
  }

  override async send(call: OutboundRequest): Promise<OutboundResponse> {
    for (const value of [call.form, call.headers, call.query].flatMap((values) => Object.values(values ?? {}))) {
      if (value instanceof Secret) value.use((secret) => this.secrets.add(secret.replace(/^(Bearer|Basic) /, '')));
    }
    const answer = await this.inner.send(call);
    const body = (answer.json ?? {}) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = body[name];
      if (typeof token === 'string') this.secrets.add(token);
    }
    return answer;
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}

/** Waits for nothing. */
class ImpatientTimer extends Timer {
  override async sleep(): Promise<void> {
    await Promise.resolve();
  }
}
