import type { ZodType } from 'zod';
import type { OutboundRequest, OutboundResponse } from '../../../kernel/ports/outbound-http.js';
import { Secret } from '../../../kernel/secret.js';
import type { ProviderStep } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { isSuccess, refusal, sendToPlatform } from '../../protocol/platform-call.js';

/** One XRPC method of a server (https://atproto.com/specs/xrpc). */
export interface XrpcCall<T> extends Pick<OutboundRequest, 'query' | 'json' | 'timeoutMs' | 'hostFrom'> {
  readonly step: ProviderStep;
  readonly method: 'GET' | 'POST';
  /** Origin of the server. */
  readonly server: string;
  /** Name of the method, such as `com.atproto.server.getSession`. */
  readonly name: string;
  readonly token?: Secret;
  readonly schema: ZodType<T>;
}

/**
 * Calls a method. Without `json` a POST has no body at all: servers refuse one where they expect none.
 * @throws ProviderError with the kind that the answer, or its absence, means.
 */
export async function callXrpc<T>(context: ProviderContext, call: XrpcCall<T>): Promise<T> {
  const { step, server, name, token, schema, ...request } = call;
  const authorized = token === undefined ? {} : { headers: bearer(token) };
  const answer = await sendToPlatform(context, step, { ...request, ...authorized, url: `${server}/xrpc/${name}` });
  const parsed = isSuccess(answer) ? schema.safeParse(answer.json) : null;
  if (parsed?.success === true) return parsed.data;
  throw refusal(context, answer, step);
}

/** Ends the session of a refresh token; every answer is returned. @throws ProviderError when none came. */
export function deleteSession(context: ProviderContext, step: ProviderStep, server: string, refreshToken: Secret): Promise<OutboundResponse> {
  const url = `${server}/xrpc/com.atproto.server.deleteSession`;
  return sendToPlatform(context, step, { method: 'POST', url, headers: bearer(refreshToken) });
}

function bearer(token: Secret): { readonly authorization: Secret } {
  return { authorization: token.use((value) => Secret.of(`Bearer ${value}`)) };
}
