import { PlatformsCommand } from './oauth-providers/adapters/cli/platforms.command.js';
import { OauthProvidersModule } from './oauth-providers/oauth-providers.module.js';
import { readEnvironment } from './runtime/config/environment.js';
import { loadConfig } from './runtime/config/load-config.js';
import { OutboundAddress } from './runtime/http/outbound/address.js';
import { DnsHostResolver } from './runtime/http/outbound/host-resolver.js';
import { UndiciOutboundHttp } from './runtime/http/outbound/undici-outbound-http.js';
import { PinoLogger } from './runtime/logging/pino-logger.js';
import { Metrics } from './runtime/metrics/metrics.js';
import { SystemClock } from './runtime/time/system-clock.js';

/** `npm run platforms:check`: whether the platforms take the credentials that the environment holds. Needs no database. */
async function main(args: readonly string[]): Promise<0 | 1> {
  const config = loadConfig(readEnvironment());
  // What the calls would log is what this command says.
  const logger = new PinoLogger('silent', process.stderr);
  const http = new UndiciOutboundHttp(new OutboundAddress(config), new DnsHostResolver(), logger, new Metrics());
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    return await new PlatformsCommand(OauthProvidersModule.platformsOf(config), http, new SystemClock(), print).run(args);
  } finally {
    await http.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
