import { OutboundError, type OutboundRequest, type OutboundResponse } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';

const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** How many redirects this request may follow: none unless it is a GET without a secret, which another host would be shown. */
export function hopsOf({ hops = 0, method, headers, query, form, json }: OutboundRequest): number {
  const values = [...Object.values(headers ?? {}), ...Object.values(query ?? {})];
  const carries = form !== undefined || json !== undefined || values.some((value) => value instanceof Secret);
  return method === 'GET' && !carries ? hops : 0;
}

/**
 * Where an answer sends on to; `null` when it does not.
 * @throws OutboundError `blocked` when that is no address.
 */
export function nextHop({ status, headers }: OutboundResponse, from: URL): URL | null {
  const location = headers['location'];
  if (!redirects.includes(status) || location === undefined) return null;
  if (!URL.canParse(location, from.href)) throw new OutboundError('blocked', 'The redirect leads to no address.');
  return new URL(location, from.href);
}
