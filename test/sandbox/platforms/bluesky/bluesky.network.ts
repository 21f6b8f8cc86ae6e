import { errorAnswer, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { fullName, isPersonaName, type PersonaName } from '../../core/personas.js';
import { portrait } from '../../ui/portrait.js';
import { failures, invalidRequest } from './bluesky.failures.js';
import { didOf, documentOf, handleOf, personOf } from './bluesky.people.js';

export const CDN = 'cdn.bsky.app';
export const PORTRAIT_PATH = '/img/avatar/plain/';

/** `GET https://<handle>/.well-known/atproto-did` */
export function wellKnownDid(persona: PersonaName): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: didOf(persona), persona };
}

/** `GET https://plc.directory/<did>` */
export function document(request: SandboxRequest): Answer {
  const did = decodeURIComponent(request.path.slice(1));
  const persona = did.startsWith('did:') ? personOf(did) : null;
  if (persona === null) return jsonAnswer(404, { message: `DID not registered: ${did}` });
  return { ...jsonAnswer(200, documentOf(persona), { 'content-type': 'application/did+ld+json; charset=utf-8' }), persona };
}

/** `com.atproto.identity.resolveHandle` */
export function resolveHandle(request: SandboxRequest): Answer {
  const handle = request.query.get('handle');
  if (handle === null) return invalidRequest('Error: Params must have the property "handle"');
  const persona = handle.startsWith('did:') ? null : personOf(handle);
  return persona === null ? failures.handleNotFound : { ...jsonAnswer(200, { did: didOf(persona) }), persona };
}

/** `app.bsky.actor.getProfile`; Nils has written nothing into his. */
export function getProfile(request: SandboxRequest): Answer {
  const actor = request.query.get('actor');
  if (actor === null) return invalidRequest('Error: Params must have the property "actor"');
  const persona = personOf(actor);
  if (persona === null) return failures.profileNotFound;
  const written = {
    displayName: fullName(persona),
    avatar: `https://${CDN}${PORTRAIT_PATH}${persona}@jpeg`,
    description: `${fullName(persona)}, in the sandbox`,
  };
  const counts = { followersCount: 3, followsCount: 5, postsCount: 8 };
  const shown = { did: didOf(persona), handle: handleOf(persona), ...(persona !== 'nils' && written), ...counts, indexedAt: '2026-11-23T00:00:00.000Z' };
  return { ...jsonAnswer(200, shown), persona };
}

export function portraitImage(request: SandboxRequest): Answer {
  const name = request.path.slice(PORTRAIT_PATH.length).replace(/@jpeg$/, '');
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no portrait at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}
