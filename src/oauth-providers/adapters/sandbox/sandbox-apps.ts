import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '../../../kernel/ports/logger.js';
import { OutboundHttp } from '../../../kernel/ports/outbound-http.js';
import { Config } from '../../../runtime/config/config.js';
import { SandboxFollower } from '../../../runtime/http/outbound/sandbox-follower.js';
import { PlatformApps, type PlatformApp } from '../../protocol/platform-apps.js';

/** Registers our apps with the sandbox, as an operator does at the real platforms: it compares redirect URIs exactly. */
@Injectable()
export class SandboxApps implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly ours: PlatformApps,
    private readonly http: OutboundHttp,
    private readonly sandbox: SandboxFollower,
    private readonly logger: Logger,
  ) {}

  /** Registers now, and again whenever the sandbox was restarted and has forgotten. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.sandboxUrl === null) return;
    await this.sandbox.onSandboxStarted(async () => {
      for (const app of this.ours.apps) await this.#register(app);
    });
  }

  /** Throws when the sandbox is away, and is called again then; a refusal would be the same the next time. */
  async #register({ platform, client, redirectUri }: PlatformApp): Promise<void> {
    const { clientId, clientSecret } = client;
    const answer = await this.http.send({
      method: 'POST',
      // The sandbox plays every host, and is itself the host of this name.
      url: 'https://_sandbox/apps',
      hostFrom: 'configuration',
      json: { platform, clientId, clientSecret, redirectUris: [redirectUri] },
      peer: platform,
      step: 'register-app',
    });
    if (answer.status >= 400) this.logger.warn('sandbox.app_refused', { platform, status: answer.status });
  }
}
