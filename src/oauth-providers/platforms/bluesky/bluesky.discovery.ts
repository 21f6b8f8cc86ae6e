import type { OutboundRequest } from '../../../kernel/ports/outbound-http.js';
import { ProviderError, type ProviderStep } from '../../ports/provider-error.js';
import { judge } from '../../protocol/classify.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { classifiedError, isSuccess, isUnknownHost, sendToPlatform } from '../../protocol/platform-call.js';
import { callXrpc } from './bluesky.call.js';
import { hostOfWebDid, isDid, type NamedPerson } from './bluesky.identifier.js';
import { didDocument, resolvedHandle, type DidDocument } from './bluesky.wire.js';

/** Where an account lives. */
export interface Residence {
  readonly did: string;
  /** Origin of its personal data server. */
  readonly server: string;
}

/** Code of an account that is known to have been there, which the directory answers 410 for: the only word that it is gone for good. */
export const deleted = 'did_deleted';

/** A person's own host may be anything: it is not waited for as long as the network's own servers. */
const hostTimeoutMs = 5_000;
const directoryTimeoutMs = 10_000;

/**
 * Finds the account that a handle or DID names, and its server. A handle counts only if the account's document names it too.
 * @throws ProviderError `unknown_identifier`, `no_connectable_account` (an account without a server), `unsafe_address`,
 * `untrusted_server`, `unavailable`, `timeout`, `invalid_response`.
 */
export async function findResidence(context: ProviderContext, person: NamedPerson): Promise<Residence> {
  if ('did' in person) return residenceOf(context, person.did, 'discover');
  const did = await didOfHandle(context, person.handle);
  const document = await readDocument(context, did, 'discover');
  const names = (document.alsoKnownAs ?? []).map((name) => name.toLowerCase());
  if (!names.includes(`at://${person.handle}`)) throw unknown('handle_not_in_document');
  return { did, server: serverIn(document, 'discover') };
}

/**
 * Where the account with this DID lives now.
 * @throws ProviderError `unknown_identifier` when there is no such account (any more), and as `findResidence`.
 */
export async function residenceOf(context: ProviderContext, did: string, step: ProviderStep): Promise<Residence> {
  return { did, server: serverIn(await readDocument(context, did, step), step) };
}

/**
 * The origin of the server that a DID's document names.
 * @throws ProviderError `no_connectable_account` when it names none, `unsafe_address` when it names more than an origin.
 */
export function serverIn(document: DidDocument, step: ProviderStep): string {
  const service = document.service?.find(({ id, type }) => id.endsWith('#atproto_pds') && type === 'AtprotoPersonalDataServer');
  if (service === undefined) throw new ProviderError('no_connectable_account', step, { platformCode: 'no_server' });
  const { serviceEndpoint } = service;
  if (typeof serviceEndpoint !== 'string' || !URL.canParse(serviceEndpoint)) throw new ProviderError('invalid_response', step);
  const url = new URL(serviceEndpoint);
  const isOrigin = /^https?:$/.test(url.protocol) && [`${url.origin}/`, url.origin].includes(url.href);
  if (!isOrigin) throw new ProviderError('unsafe_address', step, { platformCode: 'server_address' });
  return url.origin;
}

/** By DNS, which is preferred if the two disagree, then by the handle's own host, then by what Bluesky's index knows. */
async function didOfHandle(context: ProviderContext, handle: string): Promise<string> {
  return (await didInDns(context, handle)) ?? (await didAtHost(context, handle)) ?? (await didInIndex(context, handle));
}

/** https://atproto.com/specs/handle#dns-txt-method: more than one DID is a failure. */
async function didInDns(context: ProviderContext, handle: string): Promise<string | null> {
  const texts = await context.dns.texts(`_atproto.${handle}`).catch(() => []);
  const dids = new Set(texts.filter((text) => text.startsWith('did=')).map((text) => text.slice('did='.length).trim()));
  if (dids.size > 1) throw unknown('ambiguous_handle');
  const [did] = dids;
  return did !== undefined && isDid(did) ? did : null;
}

/** https://atproto.com/specs/handle#https-well-known-method: nobody who has no DID there need have a web server. */
async function didAtHost(context: ProviderContext, handle: string): Promise<string | null> {
  try {
    const answer = await sendToPlatform(context, 'discover', {
      method: 'GET',
      url: `https://${handle}/.well-known/atproto-did`,
      headers: { accept: 'text/plain' },
      hops: 3,
      timeoutMs: hostTimeoutMs,
    });
    const did = answer.text.trim();
    return isSuccess(answer) && isDid(did) ? did : null;
  } catch (error) {
    if (error instanceof ProviderError && error.kind !== 'unsafe_address') return null;
    throw error;
  }
}

async function didInIndex(context: ProviderContext, handle: string): Promise<string> {
  const { did } = await callXrpc(context, {
    step: 'discover',
    method: 'GET',
    server: context.settings.urls['APPVIEW_URL'] ?? '',
    hostFrom: 'configuration',
    name: 'com.atproto.identity.resolveHandle',
    query: { handle },
    schema: resolvedHandle,
    timeoutMs: directoryTimeoutMs,
  });
  if (!isDid(did)) throw new ProviderError('invalid_response', 'discover');
  return did;
}

/** The document of a DID, from the directory or from its own host (https://atproto.com/specs/did). */
async function readDocument(context: ProviderContext, did: string, step: ProviderStep): Promise<DidDocument> {
  const host = hostOfWebDid(did);
  const answer = await sendToPlatform(context, step, { method: 'GET', ...documentAt(context, did, host) }).catch((error: unknown) => {
    // Whoever is only connecting named nobody; about an account that is known a name that is away says nothing.
    if (step === 'discover' && host !== null && isUnknownHost(error)) throw unknown('no_host');
    throw error;
  });
  if (answer.status === 410) throw unknown(deleted, step);
  if (answer.status === 404) throw unknown('no_document', step);
  const document = isSuccess(answer) ? didDocument.safeParse(answer.json) : null;
  // Whoever publishes a document says nothing about sessions, whatever code they answer.
  if (document?.success !== true) throw classifiedError(judge({ ...answer, step, receivedAt: context.clock.now() }, () => null), step);
  if (document.data.id !== did) throw new ProviderError('invalid_response', step, { platformCode: 'document_of_another' });
  return document.data;
}

/** Where a DID's document is: at the person's own host, or in the directory that the operator names. */
function documentAt({ settings }: ProviderContext, did: string, host: string | null): Pick<OutboundRequest, 'url' | 'timeoutMs' | 'hostFrom'> {
  if (host !== null) return { url: `https://${host}/.well-known/did.json`, timeoutMs: hostTimeoutMs };
  return { url: `${settings.urls['PLC_URL'] ?? ''}/${did}`, timeoutMs: directoryTimeoutMs, hostFrom: 'configuration' };
}

function unknown(platformCode: string, step: ProviderStep = 'discover'): ProviderError {
  return new ProviderError('unknown_identifier', step, { platformCode });
}
