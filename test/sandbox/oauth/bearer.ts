import type { SandboxRequest } from '../core/http.js';
import type { Stage } from '../platforms/twin.js';
import type { Presented } from './grants.js';

/** The token of an `Authorization: Bearer` header; `null` when there is none. */
export function bearerToken(request: SandboxRequest): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? null;
}

/** What an access token of this platform is worth; `null` for one that was never issued here. */
export function presentedAccess(token: string, stage: Stage): Presented | null {
  const presented = stage.grants.find(token, stage.clock.now());
  const own = presented?.grant.platform === stage.platform && presented.grant.server === stage.server;
  return own && presented.kind === 'access' ? presented : null;
}
