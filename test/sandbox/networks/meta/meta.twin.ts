import { errorAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { isPersonaName } from '../../core/personas.js';
import type { Twin } from '../../platforms/twin.js';
import { portrait } from '../../ui/portrait.js';
import { namedAnswers } from './meta.failures.js';
import { graph, MEDIA_HOST, stepOf } from './meta.graph.js';
import { dialog, facebookLogin } from './meta.oauth.js';
import { appScopedId } from './meta.people.js';

/** A product that people reach by Facebook Login. Which one it is shows in the scopes that its apps may ask for, and nowhere else. */
export function facebookLoginTwin(label: string, scopes: readonly string[]): Twin {
  return {
    label,
    oauth: facebookLogin(scopes),
    routes: [
      { methods: ['GET', 'POST'], host: 'www.facebook.com', path: '/*', step: 'authorize', answer: wwwFacebook },
      { methods: ['GET', 'POST', 'DELETE'], host: 'graph.facebook.com', path: '/*', step: stepOf, answer: graph },
      { methods: ['GET'], host: MEDIA_HOST, path: '/portraits/*', step: 'picture', answer: portraitImage },
    ],
    namedAnswers,
    subjectOf: appScopedId,
  };
}

const wwwFacebook: Twin['routes'][number]['answer'] = (request, stage) =>
  /^\/(v\d+\.\d+\/)?dialog\/oauth$/.test(request.path) ? dialog(request, stage) : errorAnswer(404, 'not_found', `There is no page at ${request.path}.`);

function portraitImage(request: SandboxRequest): Answer {
  const name = request.path.slice('/portraits/'.length);
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no portrait at ${request.path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}
