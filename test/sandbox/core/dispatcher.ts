import { clientIdOf, tokensOf } from '../oauth/presented-tokens.js';
import type { App } from '../oauth/apps.js';
import type { Route, Stage, Twin, Twins } from '../platforms/twin.js';
import { errorAnswer, type Answer, type SandboxRequest } from './http.js';
import { matchesPath } from './paths.js';
import type { SandboxState } from './state.js';

/** Which platform a request is for, and what answers it. `route` is `null` where the twin has no such endpoint. */
export interface Destination {
  readonly platform: string;
  readonly twin: Twin;
  readonly route: Route | null;
}

/** Finds the twin and the endpoint for a request by host and path, as the real network would. */
export class Dispatcher {
  constructor(
    private readonly twins: Twins,
    private readonly state: SandboxState,
  ) {}

  /** `null`: no twin plays this host. */
  destination(request: SandboxRequest): Destination | null {
    const platforms = Object.keys(this.twins).filter((platform) => this.hosts(platform).has(request.host));
    // Several platforms share a host (all of Meta's, both of LinkedIn's): what the request carries tells whose it is.
    // A token is one platform's. An app may be registered with several, and is told apart by where it wants people sent back to.
    const platform =
      platforms.find((candidate) => this.carriesToken(request, candidate)) ??
      platforms.find((candidate) => this.carriesApp(request, candidate)?.redirectUris.includes(request.query.get('redirect_uri') ?? '')) ??
      platforms.find((candidate) => this.carriesApp(request, candidate)) ??
      platforms.find((candidate) => this.route(candidate, request)) ??
      platforms[0];
    const twin = platform === undefined ? undefined : this.twins[platform];
    if (platform === undefined || !twin) return null;
    return { platform, twin, route: this.route(platform, request) };
  }

  answer(request: SandboxRequest, destination: Destination | null): Answer {
    if (!destination) return this.unknownHost(request);
    const { route, twin } = destination;
    const { host, path, method } = request;
    if (!route) return errorAnswer(404, 'unknown_path', `The sandbox's ${twin.label} has no ${path} on ${host}.`);
    if (!route.methods.some((taken) => taken === method)) {
      return errorAnswer(405, 'method_not_allowed', `${host}${path} takes ${route.methods.join(', ')}, not ${method}.`);
    }
    return route.answer(request, this.stage(destination, request.host));
  }

  private allHosts(): readonly string[] {
    return [...new Set(Object.keys(this.twins).flatMap((platform) => [...this.hosts(platform)]))].sort();
  }

  private unknownHost(request: SandboxRequest): Answer {
    const { host, path } = request;
    const known = this.allHosts().join(', ');
    const answer = errorAnswer(404, 'unknown_host', `The sandbox does not play the host "${host}" (asked for ${path}). It plays: ${known}.`);
    // So that whoever follows the sandbox can tell it from a platform's own 404.
    return { ...answer, headers: { ...answer.headers, 'x-sandbox-unknown-host': 'true' } };
  }

  private stage({ platform, twin }: Destination, host: string): Stage {
    const server = twin.servers && Object.hasOwn(twin.servers, host) ? host : null;
    const { clock, apps, codes, grants, consents, tallies } = this.state;
    return { platform, twin, server, clock, apps, codes, grants, consents, tallies };
  }

  private hosts(platform: string): Set<string> {
    return new Set(this.twins[platform]?.routes.map((route) => route.host));
  }

  private route(platform: string, request: SandboxRequest): Route | null {
    return this.twins[platform]?.routes.find((route) => route.host === request.host && matchesPath(route.path, request.path)) ?? null;
  }

  private carriesApp(request: SandboxRequest, platform: string): App | null {
    const clientId = clientIdOf(request, this.twins[platform]?.oauth?.clientIdParameter ?? 'client_id');
    return clientId === null ? null : this.state.apps.find(platform, clientId, null);
  }

  private carriesToken(request: SandboxRequest, platform: string): boolean {
    const { grants, codes, clock } = this.state;
    return tokensOf(request).some(
      (token) => grants.find(token, clock.now())?.grant.platform === platform || codes.find(token)?.platform === platform,
    );
  }
}
