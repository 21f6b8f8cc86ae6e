import { errorAnswer, htmlAnswer, wantsHtml, type Answer, type SandboxRequest } from '../../core/http.js';
import { authorizeEndpoint } from '../../oauth/authorize-endpoint.js';
import { secondsLeft, type OAuthRules } from '../../oauth/rules.js';
import type { Stage } from '../../platforms/twin.js';
import { refusalPage } from '../../ui/refusal-page.js';
import { failureBody, oauthFailures } from './meta.failures.js';

const HOUR = 3600;

/** Facebook Login for an app that may ask for these scopes. */
export function facebookLogin(scopes: readonly string[]): OAuthRules {
  return {
    clientIdParameter: 'client_id',
    clientAuthentication: 'body',
    pkce: 'refused',
    scopeSeparator: /[\s,]+/,
    scopes,
    partialConsent: true,
    codeShape: { prefix: 'AQ', length: 220 },
    codeLifeSeconds: 10 * 60,
    usedCodeEndsGrant: false,
    accessShape: { prefix: 'EAA', length: 196 },
    accessLifeSeconds: 1.5 * HOUR,
    refresh: null,
    failures: oauthFailures,
    failureBody,
    refuseRedirectUri(uri) {
      if (uri.hash !== '' || uri.href.endsWith('#')) return 'Meta takes no redirect URI with a fragment.';
      const local = uri.protocol === 'http:' && uri.hostname === 'localhost';
      return uri.protocol === 'https:' || local ? null : 'Meta takes redirect URIs with https.';
    },
    tokenBody: ({ access, now }) => ({ access_token: access.token, token_type: 'bearer', expires_in: secondsLeft(access, now) }),
    replaces: () => false,
  };
}

/** The dialog. What it does not like about the scopes it says on a page of its own, and sends nobody back. */
export function dialog(request: SandboxRequest, stage: Stage): Answer {
  const query = new URLSearchParams(request.query);
  const known = stage.twin.oauth?.scopes ?? [];
  const configuration = query.get('config_id');
  if (configuration !== null && !/^\d+$/.test(configuration)) return shown(request, stage, `Invalid parameter: config_id ${configuration}`);
  // A configuration names its permissions itself.
  if (configuration !== null || !query.has('scope')) query.set('scope', configuration === null ? 'public_profile' : known.join(','));
  const invalid = (query.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '' && !known.includes(scope));
  if (invalid.length > 0) return shown(request, stage, `Invalid Scopes: ${invalid.join(', ')}.`);
  return backInMetasWords(authorizeEndpoint({ ...request, query }, stage));
}

function shown(request: SandboxRequest, stage: Stage, message: string): Answer {
  return wantsHtml(request) ? htmlAnswer(400, refusalPage(stage.twin.label, 'invalid_request', message)) : errorAnswer(400, 'invalid_request', message);
}

/** A refusal has four parameters, and every way back ends in a fragment. */
function backInMetasWords(answer: Answer): Answer {
  const { location } = answer.headers;
  if (location === undefined) return answer;
  const refused = /[?&]error=access_denied(&|$)/.test(location);
  const more = refused ? '&error_code=200&error_reason=user_denied' : '';
  return { ...answer, headers: { ...answer.headers, location: `${location}${more}#_=_` } };
}
