import { withUnquoted } from '../../networks/meta/lasting-tokens.js';
import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { tokenEndpoint, tokenStep } from '../../oauth/token-endpoint.js';
import type { Twin } from '../twin.js';
import { graphErrors, me, MEDIA_HOST, picture, userIdOf } from './threads.api.js';
import { exchange, extend, threadsOAuth } from './threads.oauth.js';

const GRAPH = 'graph.threads.com';

/** Threads. */
export const threads: Twin = {
  label: 'Threads',
  oauth: threadsOAuth,
  routes: [
    { methods: ['GET', 'POST'], host: 'threads.com', path: '/oauth/authorize', step: 'authorize', answer: authorizeEndpoint },
    {
      methods: ['POST'],
      host: GRAPH,
      path: '/oauth/access_token',
      step: tokenStep,
      answer: (request, stage) => withUnquoted(tokenEndpoint(request, stage), 'user_id'),
    },
    { methods: ['GET'], host: GRAPH, path: '/access_token', step: 'exchange-for-lasting', answer: exchange },
    { methods: ['GET'], host: GRAPH, path: '/refresh_access_token', step: 'refresh', answer: extend },
    { methods: ['GET'], host: GRAPH, path: '/v1.0/me', step: 'me', answer: me },
    { methods: ['GET'], host: MEDIA_HOST, path: '/v/*', step: 'picture', answer: picture },
  ],
  namedAnswers: {
    limited: graphErrors.limited,
    transient: graphErrors.transient,
    'missing-permission': graphErrors.permission,
  },
  subjectOf: userIdOf,
};
