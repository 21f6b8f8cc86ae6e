import { DomainError } from '../../../kernel/domain-error.js';
import type { PlatformKey } from '../../../kernel/ids.js';
import type { Allowances } from '../../../kernel/ports/allowances.js';
import type { Clock } from '../../../kernel/ports/clock.js';
import type { Digest } from '../../../kernel/ports/digest.js';
import type { Dns } from '../../../kernel/ports/dns.js';
import type { OutboundHttp } from '../../../kernel/ports/outbound-http.js';
import type { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import type { Timer } from '../../../kernel/ports/timer.js';
import { Secret } from '../../../kernel/secret.js';
import type { Provider } from '../../ports/provider.js';
import { ProviderRegistry, type RegisteredPlatform } from '../../ports/provider-registry.js';
import type { ClientCredentials } from '../../protocol/client-authentication.js';
import type { AuthorizationCodeLegFactory } from '../../protocol/authorization-code-leg.js';
import type { ConfiguredPlatform } from '../../protocol/configured-platform.js';
import { createProvider, platformFacts } from '../../protocol/create-provider.js';
import type { InstanceApps } from '../../protocol/instance-apps.js';
import { settingsDefaults, speaksOAuth, type ProviderDefinition } from '../../protocol/define-provider.js';
import type { PlatformApp, PlatformApps } from '../../protocol/platform-apps.js';
import {
  credentialVariables,
  type Environment,
  type PlatformSettings,
  PlatformSettingsError,
  readPlatformSettings,
  type SettingsProblem,
} from '../../protocol/settings.js';

/** What the operator decides about the platforms. */
export interface PlatformConfiguration {
  readonly definitions: readonly ProviderDefinition[];
  readonly environment: Environment;
  /** Base of the redirect URIs, without a trailing slash. */
  readonly publicUrl: string;
  /** Whether a platform without credentials of its own gets those of the sandbox. */
  readonly sandbox: boolean;
}

export interface RegistrySources extends PlatformConfiguration {
  readonly http: OutboundHttp;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly digest: Digest;
  readonly dns: Dns;
  readonly allowances: Allowances;
  readonly addresses: PlatformAddress;
  readonly authorizationCodeLeg: AuthorizationCodeLegFactory;
  readonly instanceApps: InstanceApps;
}

/** The platforms of this release, as the environment configures them. Made once at boot. */
export class ConfiguredProviderRegistry extends ProviderRegistry implements PlatformApps {
  readonly apps: readonly PlatformApp[];
  readonly #platforms: ReadonlyMap<string, RegisteredPlatform>;

  /** @throws PlatformSettingsError naming every variable, of any platform, that cannot be used. */
  constructor(sources: RegistrySources) {
    super();
    const configured = readPlatforms(sources);
    this.#platforms = new Map(configured.map((platform) => [platform.definition.id, registered(platform, sources)]));
    this.apps = configured.flatMap(({ definition, client, redirectUri }) =>
      client === null || redirectUri === null || definition.connect.kind !== 'redirect' ? [] : [{ platform: definition.id, client, redirectUri }],
    );
  }

  override list(): readonly RegisteredPlatform[] {
    return [...this.#platforms.values()];
  }

  override find(platform: string): RegisteredPlatform | null {
    return this.#platforms.get(platform) ?? null;
  }

  override require(platform: PlatformKey): Provider {
    const found = this.find(platform);
    if (found !== null && found.provider !== null) return found.provider;
    const detail = found === null ? 'This release does not know the platform.' : `${found.facts.label}: ${found.unavailableReason}`;
    throw new DomainError('platform_not_configured', detail);
  }
}

/** @throws PlatformSettingsError naming every variable, of any platform, that cannot be used. */
export function readPlatforms(sources: PlatformConfiguration): readonly ConfiguredPlatform[] {
  const problems: SettingsProblem[] = [];
  const configured: ConfiguredPlatform[] = [];
  for (const definition of sources.definitions) {
    try {
      configured.push(read(definition, sources));
    } catch (error) {
      if (!(error instanceof PlatformSettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new PlatformSettingsError(problems);
  return configured;
}

function read(definition: ProviderDefinition, sources: PlatformConfiguration): ConfiguredPlatform {
  const settings = readPlatformSettings(settingsDefaults(definition), sources.environment);
  const client = clientFor(definition, settings, sources);
  return {
    definition,
    settings,
    redirectUri: speaksOAuth(definition) ? `${sources.publicUrl}/v1/oauth/${definition.id}/callback` : null,
    client: settings.enabled ? client : null,
  };
}

/** What stands behind a platform that knows no apps, or one on every server. */
const noApp: ClientCredentials = { clientId: 'none', clientSecret: Secret.of('') };

function clientFor(definition: ProviderDefinition, settings: PlatformSettings, sources: PlatformConfiguration): ClientCredentials | null {
  if (definition.connect.kind !== 'redirect') return noApp;
  return settings.client ?? (sources.sandbox ? sandboxCredentials(definition.id) : null);
}

function sandboxCredentials(platform: string): ClientCredentials {
  return { clientId: `sandbox-${platform}-client`, clientSecret: Secret.of(`sandbox-secret-of-${platform}`) };
}

function registered(platform: ConfiguredPlatform, sources: RegistrySources): RegisteredPlatform {
  const { definition, settings, client, redirectUri } = platform;
  const facts = platformFacts(definition, settings.scopes, redirectUri);
  if (client === null) return { facts, provider: null, unavailableReason: reasonOf(definition, settings) };
  const { http, clock, timer, digest, dns, allowances, addresses } = sources;
  const context = { definition, settings, client, redirectUri, http, clock, timer, digest, dns, allowances, addresses };
  const provider = createProvider(context, sources.authorizationCodeLeg, sources.instanceApps);
  return { facts, provider, unavailableReason: null };
}

function reasonOf(definition: ProviderDefinition, settings: PlatformSettings): string {
  if (!settings.enabled) return `Switched off by ${definition.settings.prefix}_ENABLED.`;
  const { id, secret } = credentialVariables(definition.settings);
  return `Its app credentials are not configured: set ${id} and ${secret}.`;
}
