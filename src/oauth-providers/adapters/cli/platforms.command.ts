import type { Clock } from '../../../kernel/ports/clock.js';
import type { OutboundHttp } from '../../../kernel/ports/outbound-http.js';
import { checkApp } from '../../protocol/app-check.js';
import type { ConfiguredPlatform } from '../../protocol/configured-platform.js';
import { speaksOAuth } from '../../protocol/define-provider.js';
import { credentialVariables } from '../../protocol/settings.js';

export const usage = `The platforms, as the environment configures them.

  npm run platforms:check   tells of each whether it takes the app's credentials, as far as that shows without a person`;

/** One line of the report. */
interface Line {
  readonly platform: string;
  readonly state: 'ok' | 'REFUSED' | 'unclear' | 'not configured' | 'switched off' | 'needs no app';
  readonly says: string;
}

/** The operator's look at the platforms. Prints names of variables, addresses and the platforms' own error codes; no value that is secret. */
export class PlatformsCommand {
  constructor(
    private readonly platforms: readonly ConfiguredPlatform[],
    private readonly http: OutboundHttp,
    private readonly clock: Clock,
    private readonly print: (line: string) => void,
  ) {}

  /** Runs what the arguments (without program and script) ask for and answers the exit code: 1 when a platform refused the app. */
  async run(args: readonly string[]): Promise<0 | 1> {
    if (args.length !== 1 || args[0] !== 'check') {
      this.print(usage);
      return 1;
    }
    const lines = await Promise.all(this.platforms.map((platform) => this.check(platform)));
    const width = Math.max(...lines.map(({ platform }) => platform.length));
    for (const { platform, state, says } of lines) this.print(`${platform.padEnd(width)}  ${state.padEnd(14)}  ${says}`.trimEnd());
    return lines.some(({ state }) => state === 'REFUSED') ? 1 : 0;
  }

  private async check({ definition, settings, client, redirectUri }: ConfiguredPlatform): Promise<Line> {
    const platform = definition.id;
    if (!settings.enabled) return { platform, state: 'switched off', says: `by ${definition.settings.prefix}_ENABLED` };
    if (definition.connect.kind !== 'redirect' || !speaksOAuth(definition) || redirectUri === null) return { platform, state: 'needs no app', says: '' };
    const { id, secret } = credentialVariables(definition.settings);
    const toRegister = `redirect URI ${redirectUri}, scopes ${settings.scopes.join(' ')}`;
    if (client === null) return { platform, state: 'not configured', says: `set ${id} and ${secret}; ${toRegister}` };
    const found = await checkApp({ definition, settings, client, redirectUri, http: this.http, clock: this.clock });
    if (found.verdict === 'accepted') return { platform, state: 'ok', says: toRegister };
    if (found.verdict === 'refused') return { platform, state: 'REFUSED', says: `${found.reason}: look at ${id}, ${secret} and at the ${toRegister}` };
    return { platform, state: 'unclear', says: `${found.reason}; ${toRegister}` };
  }
}
