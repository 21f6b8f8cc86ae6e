import { Dns } from '../../src/kernel/ports/dns.js';
import { HostResolver } from '../../src/runtime/http/outbound/host-resolver.js';
import { FixedHosts } from '../fakes/host-resolver.fake.js';
import { ApiClient } from './api-client.js';
import { hostileNames, rebindingName } from './hostile-hosts.js';
import { startService, type RunningService } from './service.js';
import { WatchedSockets } from './watched-sockets.js';
import type { ProblemBody, SessionBody } from './world.js';

const owner = { userId: 'u_1', name: 'Ana', email: 'ana@acme.test', locale: 'en' };

/** The whole service with every socket of its process watched, in a network where hostile names lead to where they do. */
export class WatchedService {
  private constructor(
    readonly service: RunningService,
    private readonly sockets: WatchedSockets,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<WatchedService> {
    const service = await startService({ env });
    const hosts = new FixedHosts({ ...hostileNames, [rebindingName.name]: rebindingName.answers });
    service.app.get(HostResolver).addresses = (name) => hosts.addresses(name);
    service.app.get(Dns).texts = () => Promise.resolve([]);
    await new ApiClient(service.url, service.serviceKey).put('/v1/workspaces/acme', { name: 'Acme', plan: 'max', owner });
    return new WatchedService(service, WatchedSockets.start());
  }

  /** A person's request to connect. */
  async begin(platform: string, inputs: Readonly<Record<string, string>>) {
    const returnUrl = platform === 'bluesky' ? undefined : `${this.service.url}/v1/connect/result`;
    const body = { platform, returnUrl, onBehalfOf: { userId: 'u_7' }, inputs };
    return new ApiClient(this.service.url, this.service.serviceKey).post<ProblemBody & SessionBody>('/v1/workspaces/acme/connect-sessions', body);
  }

  /** What came of it: the status, and the code of a refusal. */
  async outcome(platform: string, inputs: Readonly<Record<string, string>>): Promise<readonly [number, string]> {
    const { status, body } = await this.begin(platform, inputs);
    return [status, body.code];
  }

  /** `address:port` of every connection that was tried, but for those to the service, to its database, and to these ports. */
  reached(...known: readonly number[]): readonly string[] {
    const own = [this.service.url, this.service.databaseUrl].map((url) => Number(new URL(url).port));
    return this.sockets.beyond(...own, ...known);
  }

  /** Between two tests. Wrong servers are counted by the caller's address, and all of these come from one. */
  async forget(): Promise<void> {
    await this.service.database.query('DELETE FROM allowances');
    this.sockets.attempts.splice(0);
  }

  async stop(): Promise<void> {
    this.sockets.stop();
    await this.service.stop();
  }
}
