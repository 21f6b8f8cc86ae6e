import { expect } from '@jest/globals';
import { request } from 'undici';
import { OutboundHttp, type OutboundRequest, type OutboundResponse } from '../../src/kernel/ports/outbound-http.js';
import { Timer } from '../../src/kernel/ports/timer.js';
import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import { ConfiguredProviderRegistry } from '../../src/oauth-providers/adapters/environment/configured-provider-registry.js';
import { passportConnect } from '../../src/oauth-providers/adapters/passport/passport-connect.js';
import type { Provider } from '../../src/oauth-providers/ports/provider.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { Sha256Digest } from '../../src/runtime/crypto/sha256-digest.js';
import { OutboundAddress } from '../../src/runtime/http/outbound/address.js';
import { DnsHostResolver } from '../../src/runtime/http/outbound/host-resolver.js';
import { defaultLimits, UndiciOutboundHttp } from '../../src/runtime/http/outbound/undici-outbound-http.js';
import { PinoLogger } from '../../src/runtime/logging/pino-logger.js';
import { Metrics } from '../../src/runtime/metrics/metrics.js';
import { SystemClock } from '../../src/runtime/time/system-clock.js';
import { FakeInstanceApps } from '../fakes/instance-apps.fake.js';
import { EndlessAllowances, NoDns } from '../fakes/provider-context.fake.js';
import { startSandbox } from '../sandbox/sandbox.js';

/** A provider over our real transport, with the sandbox at the other end. */
export interface SandboxBench {
  readonly provider: Provider;
  /** How long the transport waits for an answer. */
  readonly patienceMs: number;
  fault(rule: object): Promise<void>;
  /** What the person does at the platform: takes the authorization back, or lets the access token run out. */
  end(persona: string, why: 'user' | 'expired'): Promise<void>;
  /** Lets that many seconds pass at the platform; our own clock stays. */
  pass(seconds: number): Promise<void>;
  reset(): Promise<void>;
  log(): string;
  /** Fails the test when the text holds a token, code, state, verifier or secret that was on the wire. */
  expectNoSecretsIn(text: string): void;
  close(): Promise<void>;
}

/** The same, with what is needed to play other parts than our own. */
export interface OpenSandboxBench extends SandboxBench {
  readonly sandboxUrl: string;
  control(path: string, body: object): Promise<void>;
  /** Makes a text one of those that must not be seen anywhere. */
  remember(secret: string): void;
}

const patienceMs = 1_500;
/** The secret of our app, where the platform has one that the operator registered. */
export const clientSecret = 'contract-secret-4f1c';

/** Starts a sandbox and a provider that talks to it. */
export async function openSandboxBench(definition: ProviderDefinition): Promise<OpenSandboxBench> {
  const sandbox = await startSandbox();
  const lines: string[] = [];
  const logger = new PinoLogger('debug', { write: (line) => lines.push(line) });
  const addresses = new OutboundAddress({ sandboxUrl: sandbox.url, egressAllow: [] });
  const limits = { ...defaultLimits, totalTimeoutMs: patienceMs };
  const http = new RememberingHttp(new UndiciOutboundHttp(addresses, new DnsHostResolver(), logger, new Metrics(), limits));
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
    digest: new Sha256Digest(),
    dns: new NoDns(),
    allowances: new EndlessAllowances(),
    addresses,
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
  return {
    provider,
    patienceMs,
    sandboxUrl: sandbox.url,
    control,
    remember: (secret) => void http.secrets.add(secret),
    fault: (rule) => control('faults', rule),
    end: (persona, why) => control('grants/revoke', { platform: definition.id, subject: persona, why }),
    pass: (seconds) => control('clock', { advanceSeconds: seconds }),
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
    for (const value of [call.form, call.headers, call.query, call.json as object | undefined].flatMap((values): unknown[] => Object.values(values ?? {}))) {
      if (value instanceof Secret) value.use((secret) => this.secrets.add(secret.replace(/^(Bearer|Basic) /, '')));
    }
    const answer = await this.inner.send(call);
    const body = (answer.json ?? {}) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token', 'accessJwt', 'refreshJwt']) {
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
