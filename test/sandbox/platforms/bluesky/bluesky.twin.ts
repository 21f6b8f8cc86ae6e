import { personaNames } from '../../core/personas.js';
import type { Route, Twin } from '../twin.js';
import { failures } from './bluesky.failures.js';
import { CDN, document, getProfile, PORTRAIT_PATH, portraitImage, resolveHandle, wellKnownDid } from './bluesky.network.js';
import { didOf, handleOf, PDS } from './bluesky.people.js';
import { createSession, deleteSession, getSession, refresh } from './bluesky.sessions.js';

const INDEX = 'public.api.bsky.app';

function method(host: string, verb: 'GET' | 'POST', name: string, answer: Route['answer']): Route {
  return { methods: [verb], host, path: `/xrpc/${name}`, step: name.slice(name.lastIndexOf('.') + 1), answer };
}

/** Bluesky's own server, the directory of accounts, and its public index. */
export const bluesky: Twin = {
  label: 'Bluesky',
  oauth: null,
  routes: [
    method(PDS, 'POST', 'com.atproto.server.createSession', createSession),
    method(PDS, 'POST', 'com.atproto.server.refreshSession', refresh),
    method(PDS, 'POST', 'com.atproto.server.deleteSession', deleteSession),
    method(PDS, 'GET', 'com.atproto.server.getSession', getSession),
    method(PDS, 'GET', 'com.atproto.identity.resolveHandle', resolveHandle),
    method(INDEX, 'GET', 'com.atproto.identity.resolveHandle', resolveHandle),
    method(INDEX, 'GET', 'app.bsky.actor.getProfile', getProfile),
    { methods: ['GET'], host: 'plc.directory', path: '/*', step: 'document', answer: document },
    { methods: ['GET'], host: CDN, path: `${PORTRAIT_PATH}*`, step: 'picture', answer: portraitImage },
    ...personaNames.map((persona): Route => {
      const path = '/.well-known/atproto-did';
      return { methods: ['GET'], host: handleOf(persona), path, step: 'atproto-did', answer: () => wellKnownDid(persona) };
    }),
  ],
  namedAnswers: {
    'expired-token': failures.expiredToken,
    'revoked-token': failures.revokedToken,
    'invalid-token': failures.unverifiedToken,
    'wrong-credentials': failures.wrongCredentials,
    'second-factor': failures.factorRequired,
    'taken-down': failures.takenDown,
    deactivated: failures.deactivated,
    'account-not-found': failures.accountNotFound,
    'no-user-info': failures.noUserInfo,
    'rate-limited': failures.rateLimited,
    'upstream-failure': failures.upstreamFailure,
    'internal-error': failures.internalError,
  },
  subjectOf: didOf,
};
