import { Module } from '@nestjs/common';
import { Allowances } from '../kernel/ports/allowances.js';
import { Clock } from '../kernel/ports/clock.js';
import { Digest } from '../kernel/ports/digest.js';
import { Dns } from '../kernel/ports/dns.js';
import { OutboundHttp } from '../kernel/ports/outbound-http.js';
import { PlatformAddress } from '../kernel/ports/platform-address.js';
import { Timer } from '../kernel/ports/timer.js';
import type { SealedColumn } from '../kernel/sealed-column.js';
import { Config } from '../runtime/config/config.js';
import { ConfiguredProviderRegistry, type PlatformConfiguration, readPlatforms } from './adapters/environment/configured-provider-registry.js';
import { PlatformsController } from './adapters/http/platforms.controller.js';
import { passportConnect } from './adapters/passport/passport-connect.js';
import { appSecrets, PostgresInstanceApps } from './adapters/postgres/instance-apps.js';
import { SandboxApps } from './adapters/sandbox/sandbox-apps.js';
import { platforms } from './platforms/registry.js';
import { ProviderRegistry } from './ports/provider-registry.js';
import { InstanceApps } from './protocol/instance-apps.js';
import { PlatformApps } from './protocol/platform-apps.js';
import type { ConfiguredPlatform } from './protocol/configured-platform.js';
import { PlatformCatalogue } from './protocol/platform-catalogue.js';

/** How the outside speaks: the platforms of the registry, configured by the environment. */
@Module({
  controllers: [PlatformsController],
  providers: [
    {
      provide: ConfiguredProviderRegistry,
      inject: [Config, OutboundHttp, Clock, Timer, Digest, Dns, Allowances, PlatformAddress, InstanceApps, { token: PlatformCatalogue, optional: true }],
      useFactory: (
        config: Config,
        http: OutboundHttp,
        clock: Clock,
        timer: Timer,
        digest: Digest,
        dns: Dns,
        allowances: Allowances,
        addresses: PlatformAddress,
        instanceApps: InstanceApps,
        catalogue: PlatformCatalogue = { definitions: platforms },
      ) =>
        new ConfiguredProviderRegistry({
          ...configurationOf(config, catalogue),
          http,
          clock,
          timer,
          digest,
          dns,
          allowances,
          addresses,
          authorizationCodeLeg: passportConnect(addresses),
          instanceApps,
        }),
    },
    { provide: InstanceApps, useClass: PostgresInstanceApps },
    { provide: ProviderRegistry, useExisting: ConfiguredProviderRegistry },
    { provide: PlatformApps, useExisting: ConfiguredProviderRegistry },
    SandboxApps,
  ],
  exports: [ProviderRegistry],
})
export class OauthProvidersModule {
  /** What this module keeps sealed. */
  static readonly sealedColumns: readonly SealedColumn[] = [appSecrets];

  /**
   * Looks at the platforms' variables before anything is started, so that a wrong one leaves nothing half open.
   * @throws PlatformSettingsError naming every variable that cannot be used.
   */
  static checkSettings(config: Config): void {
    OauthProvidersModule.platformsOf(config);
  }

  /**
   * The platforms of this release, as the environment configures them.
   * @throws PlatformSettingsError naming every variable that cannot be used.
   */
  static platformsOf(config: Config): readonly ConfiguredPlatform[] {
    return readPlatforms(configurationOf(config, { definitions: platforms }));
  }
}

function configurationOf(config: Config, { definitions }: PlatformCatalogue): PlatformConfiguration {
  return {
    definitions,
    environment: config.platformEnvironment,
    publicUrl: config.publicUrl,
    sandbox: config.sandboxUrl !== null,
  };
}
