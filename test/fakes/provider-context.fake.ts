import { Allowances, type Permission } from '../../src/kernel/ports/allowances.js';
import { Clock } from '../../src/kernel/ports/clock.js';
import { Dns } from '../../src/kernel/ports/dns.js';
import type { OutboundHttp } from '../../src/kernel/ports/outbound-http.js';
import type { PlatformAddress } from '../../src/kernel/ports/platform-address.js';
import { Timer } from '../../src/kernel/ports/timer.js';
import { Secret } from '../../src/kernel/secret.js';
import {
  settingsDefaults,
  type OAuthContext,
  type OAuthDefinition,
  type ProviderContext,
  type SessionDefinition,
} from '../../src/oauth-providers/protocol/define-provider.js';
import { readPlatformSettings } from '../../src/oauth-providers/protocol/settings.js';
import { Sha256Digest } from '../../src/runtime/crypto/sha256-digest.js';
import { PlainAddresses } from './platform-address.fake.js';

/** A clock that stands until a sleep moves it. */
export class StandingTime extends Clock {
  #now: Date;
  /** What was slept, in milliseconds. */
  readonly sleeps: number[] = [];
  readonly timer: Timer;

  constructor(now = '2026-11-23T12:00:00.000Z') {
    super();
    this.#now = new Date(now);
    this.timer = new (class extends Timer {
      constructor(private readonly slept: (milliseconds: number) => void) {
        super();
      }

      override async sleep(milliseconds: number): Promise<void> {
        this.slept(milliseconds);
      }
    })((milliseconds) => {
      this.sleeps.push(milliseconds);
      this.#now = new Date(this.#now.getTime() + milliseconds);
    });
  }

  override now(): Date {
    return new Date(this.#now);
  }
}

/** A DNS without records. */
export class NoDns extends Dns {
  override texts(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

/** Everything may happen at any time. */
export class EndlessAllowances extends Allowances {
  override take(): Promise<Permission> {
    return Promise.resolve({ granted: true });
  }

  override giveBack(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a definition's functions work with, over the given transport. */
export function providerContext(
  definition: OAuthDefinition,
  http: OutboundHttp,
  options: { readonly time?: StandingTime; readonly environment?: Readonly<Record<string, string>>; readonly addresses?: PlatformAddress } = {},
): OAuthContext {
  const time = options.time ?? new StandingTime();
  const settings = readPlatformSettings(settingsDefaults(definition), options.environment ?? {});
  return {
    definition,
    settings,
    client: { clientId: 'client-1', clientSecret: Secret.of('s3cret-of-client') },
    redirectUri: `https://service.test/v1/oauth/${definition.id}/callback`,
    http,
    clock: time,
    timer: time.timer,
    digest: new Sha256Digest(),
    dns: new NoDns(),
    allowances: new EndlessAllowances(),
    addresses: options.addresses ?? new PlainAddresses(),
  };
}

/** What the functions of a platform without OAuth work with, over the given transport. */
export function sessionContext(
  definition: SessionDefinition,
  http: OutboundHttp,
  options: { readonly time?: StandingTime; readonly dns?: Dns; readonly allowances?: Allowances } = {},
): ProviderContext {
  const { time = new StandingTime(), dns = new NoDns(), allowances = new EndlessAllowances() } = options;
  return {
    definition,
    settings: readPlatformSettings(settingsDefaults(definition), {}),
    client: { clientId: 'none', clientSecret: Secret.of('') },
    redirectUri: null,
    http,
    clock: time,
    timer: time.timer,
    digest: new Sha256Digest(),
    dns,
    allowances,
    addresses: new PlainAddresses(),
  };
}
