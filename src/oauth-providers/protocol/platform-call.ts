import type { ZodType } from 'zod';
import {
  OutboundError,
  type OutboundFailure,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundValue,
} from '../../kernel/ports/outbound-http.js';
import { Secret } from '../../kernel/secret.js';
import { ProviderError, type ProviderErrorKind, type ProviderStep } from '../ports/provider-error.js';
import { type Classification, judge } from './classify.js';
import type { CallContext } from './define-provider.js';

/** One call of a platform's API whose answer must be JSON of a known shape. */
export interface PlatformCall<T> {
  readonly step: ProviderStep;
  readonly method?: OutboundRequest['method'];
  readonly url: string;
  /** Goes out as `Authorization: Bearer`. */
  readonly accessToken: Secret;
  readonly query?: Readonly<Record<string, OutboundValue>>;
  readonly headers?: Readonly<Record<string, OutboundValue>>;
  readonly form?: Readonly<Record<string, OutboundValue>>;
  readonly json?: unknown;
  /** What counts as success. An answer of another shape is judged by the platform's `classify`, whatever its status. */
  readonly schema: ZodType<T>;
}

/**
 * Calls a platform's API.
 * @throws ProviderError with the kind that the answer, or its absence, means.
 */
export async function callPlatform<T>(context: CallContext, call: PlatformCall<T>): Promise<T> {
  const { step, schema, accessToken, method = 'GET', headers = {}, ...rest } = call;
  const authorization = accessToken.use((token) => Secret.of(`Bearer ${token}`));
  const answer = await sendToPlatform(context, step, { ...rest, method, headers: { ...headers, authorization } });
  const parsed = isSuccess(answer) ? schema.safeParse(answer.json) : null;
  if (parsed?.success === true) return parsed.data;
  throw refusal(context, answer, step);
}

/**
 * Sends one request to a platform; every answer is returned, whatever its status.
 * @throws ProviderError when no usable answer came.
 */
export async function sendToPlatform(
  context: CallContext,
  step: ProviderStep,
  request: Omit<OutboundRequest, 'peer' | 'step'>,
): Promise<OutboundResponse> {
  try {
    return await context.http.send({ ...hostSource(context, request.url), ...request, peer: context.definition.id, step });
  } catch (error) {
    if (error instanceof OutboundError) throw new ProviderError(kindOfSilence[error.failure], step, { cause: error });
    throw error;
  }
}

/** Where the operator registered the one app of ours, its addresses are the configuration's; where people name servers, none is. */
function hostSource({ definition, settings }: CallContext, url: string): Pick<OutboundRequest, 'hostFrom'> {
  if (definition.connect.kind !== 'redirect' || !URL.canParse(url)) return {};
  const { apiUrl, authorizeUrl, tokenUrl, urls } = settings;
  const configured = [apiUrl, authorizeUrl, tokenUrl, ...Object.values(urls)].filter((address) => URL.canParse(address));
  return configured.some((address) => new URL(address).origin === new URL(url).origin) ? { hostFrom: 'configuration' } : {};
}

/** The error that an unsuccessful answer stands for. */
export function refusal(context: CallContext, answer: OutboundResponse, step: ProviderStep): ProviderError {
  const receivedAt = context.clock.now();
  const classification = judge({ ...answer, step, receivedAt }, context.definition.classify);
  return classifiedError(classification, step, { status: answer.status });
}

/** A classification as the error that callers branch on. */
export function classifiedError(classification: Classification, step: ProviderStep, options: { status?: number } = {}): ProviderError {
  const { kind, ...facts } = classification;
  return new ProviderError(kind, step, { ...facts, ...options });
}

export function isSuccess(answer: OutboundResponse): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** Whether a host that a person named has no address at all, which says more there than that it is away. */
export function isUnknownHost(error: unknown): boolean {
  return error instanceof ProviderError && error.cause instanceof OutboundError && error.cause.failure === 'unknown_host';
}

const kindOfSilence: Readonly<Record<OutboundFailure, ProviderErrorKind>> = {
  timeout: 'timeout',
  network: 'unavailable',
  too_large: 'invalid_response',
  blocked: 'unsafe_address',
  unknown_host: 'unavailable',
  certificate: 'untrusted_server',
};
