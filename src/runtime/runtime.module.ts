import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type OnModuleInit, type Provider } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { DestinationStream } from 'pino';
import { Allowances } from '../kernel/ports/allowances.js';
import { Clock } from '../kernel/ports/clock.js';
import { Digest } from '../kernel/ports/digest.js';
import { Dns } from '../kernel/ports/dns.js';
import { Logger } from '../kernel/ports/logger.js';
import { OutboundHttp } from '../kernel/ports/outbound-http.js';
import { PlatformAddress } from '../kernel/ports/platform-address.js';
import { Random } from '../kernel/ports/random.js';
import { Sealer } from '../kernel/ports/sealer.js';
import { Timer } from '../kernel/ports/timer.js';
import type { SealedColumn } from '../kernel/sealed-column.js';
import { PostgresAllowances } from './allowances/postgres-allowances.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { AesGcmSealer } from './crypto/aes-gcm-sealer.js';
import { KeyRegistry } from './crypto/key-registry.js';
import { SealedData } from './crypto/sealed-data.js';
import { Sha256Digest } from './crypto/sha256-digest.js';
import { SystemRandom } from './crypto/system-random.js';
import { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthController } from './health/health.controller.js';
import { Lifecycle } from './health/lifecycle.js';
import { ReadinessCheck } from './health/readiness.js';
import { AccessGuard } from './http/access-control/access.guard.js';
import { BearerStrategy } from './http/access-control/bearer.strategy.js';
import { RateLimiter } from './http/access-control/rate-limiter.js';
import { RouteDeclarations } from './http/access-control/route-declarations.js';
import { OutboundAddress } from './http/outbound/address.js';
import { DnsHostResolver, HostResolver } from './http/outbound/host-resolver.js';
import { SandboxFollower } from './http/outbound/sandbox-follower.js';
import { SandboxDns, SystemDns } from './http/outbound/system-dns.js';
import { UndiciOutboundHttp } from './http/outbound/undici-outbound-http.js';
import { PinoLogger } from './logging/pino-logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { SandboxClock } from './time/sandbox-clock.js';
import { SystemClock } from './time/system-clock.js';
import { SystemTimer } from './time/system-timer.js';

export interface RuntimeOptions {
  /** Where log lines go instead of the standard output. */
  readonly logDestination?: DestinationStream;
}

export interface RuntimeSettings extends RuntimeOptions {
  /** Where the modules keep what is sealed. */
  readonly sealedColumns: readonly SealedColumn[];
}

/** The adapters of the kernel's ports and the process's plumbing, for every module. */
@Module({})
export class RuntimeModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(KeyRegistry) private readonly keys: KeyRegistry,
    @Inject(UndiciOutboundHttp) private readonly outbound: UndiciOutboundHttp,
    @Inject(Logger) private readonly logger: Logger,
  ) {}

  /** @throws Error when the configuration names no database. */
  static register(config: Config, options: RuntimeSettings): DynamicModule {
    if (config.databaseUrl === null) throw new Error('DATABASE_URL must be known by now.');
    const url = config.databaseUrl.use((text) => text);
    const providers = providersFor(config, options);
    return {
      module: RuntimeModule,
      global: true,
      imports: [ConfigModule.register(config), DatabaseModule.register({ url, poolSize: config.databasePoolSize }), DiscoveryModule, ScheduleModule.forRoot()],
      controllers: [HealthController, MetricsController],
      providers,
      exports: [Allowances, Clock, Dns, Timer, Random, Digest, Sealer, KeyRegistry, Logger, Metrics, OutboundHttp, PlatformAddress, SandboxFollower, Lifecycle],
    };
  }

  async onModuleInit(): Promise<void> {
    if (!(await this.keys.verify())) this.logger.warn('sealing_keys.unchecked', { reason: 'the database is not migrated yet' });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}

function providersFor(config: Config, options: RuntimeSettings): Provider[] {
  return [
    { provide: Logger, useFactory: () => new PinoLogger(config.logLevel, options.logDestination) },
    Metrics,
    SandboxFollower,
    {
      provide: Clock,
      inject: [SandboxFollower],
      useFactory: (follower: SandboxFollower) => (config.sandboxUrl === null ? new SystemClock() : new SandboxClock(() => follower.offsetMs)),
    },
    { provide: Timer, useClass: SystemTimer },
    { provide: Random, inject: [Clock], useFactory: (clock: Clock) => new SystemRandom(clock) },
    { provide: Digest, useClass: Sha256Digest },
    { provide: Sealer, useFactory: () => new AesGcmSealer(config.sealingKeys) },
    { provide: SealedData, inject: [Database], useFactory: (database: Database) => new SealedData(database, options.sealedColumns) },
    KeyRegistry,
    { provide: Allowances, useClass: PostgresAllowances },
    { provide: Dns, useFactory: () => (config.sandboxUrl === null ? new SystemDns() : new SandboxDns()) },
    { provide: HostResolver, useFactory: () => new DnsHostResolver() },
    { provide: OutboundAddress, useFactory: () => new OutboundAddress(config) },
    { provide: PlatformAddress, useExisting: OutboundAddress },
    {
      provide: UndiciOutboundHttp,
      inject: [OutboundAddress, HostResolver, Logger, Metrics],
      useFactory: (address: OutboundAddress, resolver: HostResolver, logger: Logger, metrics: Metrics) =>
        new UndiciOutboundHttp(address, resolver, logger, metrics),
    },
    { provide: OutboundHttp, useExisting: UndiciOutboundHttp },
    Lifecycle,
    ReadinessCheck,
    RateLimiter,
    BearerStrategy,
    RouteDeclarations,
    { provide: APP_GUARD, useClass: AccessGuard },
  ];
}
