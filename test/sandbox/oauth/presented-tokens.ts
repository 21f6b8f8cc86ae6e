import type { SandboxRequest } from '../core/http.js';
import { bearerToken } from './bearer.js';

const NAMES = ['code', 'refresh_token', 'access_token', 'token', 'input_token', 'fb_exchange_token'];

/** Everything in a request that may be a code or a token of ours. */
export function tokensOf(request: SandboxRequest): readonly string[] {
  const named = NAMES.flatMap((name) => [request.query.get(name), request.form.get(name)]);
  return [bearerToken(request), ...named].filter((token) => token !== null);
}

/** The app that a request names: in its parameter, or in a token that the app made itself (`{client-id}|{client-secret}`). */
export function clientIdOf(request: SandboxRequest, parameter: string): string | null {
  const named = request.query.get(parameter) ?? request.form.get(parameter);
  return named ?? tokensOf(request).find((token) => token.includes('|'))?.split('|')[0] ?? null;
}
