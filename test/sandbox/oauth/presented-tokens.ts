import type { SandboxRequest } from '../core/http.js';
import { bearerToken } from './bearer.js';

const NAMES = ['code', 'refresh_token', 'access_token', 'token'];

/** Everything in a request that may be a code or a token of ours. */
export function tokensOf(request: SandboxRequest): readonly string[] {
  const named = NAMES.flatMap((name) => [request.query.get(name), request.form.get(name)]);
  return [bearerToken(request), ...named].filter((token) => token !== null);
}
