import { errorAnswer, isForm, jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { randomToken, stableId } from '../../core/identifiers.js';
import { fullName, isPersonaName, personaOf, type PersonaName } from '../../core/personas.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant } from '../../oauth/grants.js';
import { ownTokenOf } from '../../oauth/token-endpoint.js';
import { portrait } from '../../ui/portrait.js';
import type { Stage } from '../twin.js';
import { apiErrors, validationFailed } from './mastodon.failures.js';
import { serverOf } from './mastodon.servers.js';

const AVATARS = '/system/accounts/avatars/';

/** A persona's id: the same number on every server that counts, as two people's may be; Pleroma's kind has words. */
export function idOf(persona: PersonaName, host: string): string {
  return serverOf(host).tokensEnd ? stableId(`pleroma:${persona}`, 18) : `1${stableId(`mastodon:${persona}`, 17, '0123456789')}`;
}

/** `GET /.well-known/oauth-authorization-server`. */
export function metadata({ host }: SandboxRequest): Answer {
  const server = serverOf(host);
  if (!server.since43) return apiErrors.notFound;
  const origin = `https://${host}`;
  return jsonAnswer(200, {
    issuer: `${origin}/`,
    service_documentation: 'https://docs.joinmastodon.org/',
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    scopes_supported: server.scopes,
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
  });
}

/** `GET /api/v2/instance`. */
export function instanceV2({ host }: SandboxRequest): Answer {
  const { hasInstanceV2, title, version } = serverOf(host);
  if (!hasInstanceV2) return apiErrors.notFound;
  return jsonAnswer(200, {
    domain: host,
    title,
    version,
    source_url: 'https://github.com/mastodon/mastodon',
    description: '',
    configuration: {
      statuses: { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
      media_attachments: { supported_mime_types: ['image/jpeg', 'image/png'], image_size_limit: 16_777_216, video_size_limit: 103_809_024 },
    },
    api_versions: { mastodon: 7 },
  });
}

/** `GET /api/v1/instance`. */
export function instanceV1({ host }: SandboxRequest): Answer {
  const { title, version } = serverOf(host);
  return jsonAnswer(200, { uri: host, title, short_description: '', description: '', email: `staff@${host}`, version });
}

/** `POST /api/v1/apps`, as a form or as JSON. There is no way to change or delete an app. */
export function registerApp(request: SandboxRequest, stage: Stage): Answer {
  const server = serverOf(request.host);
  const fields = (isForm(request.headers) ? Object.fromEntries(request.form) : (request.json ?? {})) as Record<string, unknown>;
  const { client_name: name, redirect_uris: redirects, scopes: asked = 'read' } = fields;
  if (typeof name !== 'string' || name.trim() === '') return validationFailed("Application name can't be blank");
  const redirectUris = uriList(redirects, server.since43);
  if (redirectUris.length === 0) return validationFailed("Redirect URI can't be blank");
  if (!redirectUris.every((uri) => URL.canParse(uri))) return validationFailed('Redirect URI must be an absolute URI.');
  if (redirectUris.some((uri) => uri.includes('#'))) return validationFailed('Redirect URI cannot contain a fragment.');
  const scopes = typeof asked === 'string' ? asked.split(/ +/).filter(Boolean) : [];
  if (scopes.length === 0 || !scopes.every((scope) => server.scopes.includes(scope))) {
    return validationFailed("Scopes doesn't match configured on the server.");
  }
  const [clientId, clientSecret] = [randomToken('', 43), randomToken('', 43)];
  stage.apps.register({ platform: stage.platform, server: request.host, clientId, clientSecret, redirectUris, features: [], scopes });
  return jsonAnswer(200, {
    id: stableId(clientId, 6, '123456789'),
    name,
    website: null,
    redirect_uri: redirectUris.join('\n'),
    client_id: clientId,
    client_secret: clientSecret,
    ...(server.since43 ? { scopes, redirect_uris: redirectUris, client_secret_expires_at: 0 } : { vapid_key: stableId('vapid', 87) }),
  });
}

/** A text with one URI in each line; a list only since 4.3. */
function uriList(value: unknown, lists: boolean): readonly string[] {
  if (typeof value === 'string') return value.split(/\s+/).filter(Boolean);
  return lists && Array.isArray(value) ? value.map(String) : [];
}

/** `GET /api/v1/accounts/verify_credentials`. */
export function verifyCredentials(request: SandboxRequest, stage: Stage): Answer {
  const token = bearerToken(request);
  if (token === null) return apiErrors.appToken;
  const presented = presentedAccess(token, stage);
  if (!presented) return isAppToken(token, stage) ? apiErrors.appToken : apiErrors.tokenInvalid;
  const { grant, state } = presented;
  return { ...answerFor(grant, state, request.host), persona: grant.persona };
}

function isAppToken(token: string, stage: Stage): boolean {
  return stage.apps.list(stage.platform).some((app) => app.server === stage.server && ownTokenOf(app) === token);
}

function answerFor(grant: Grant, state: 'active' | 'expired' | 'revoked', host: string): Answer {
  if (state === 'expired') return apiErrors.tokenExpired;
  if (state === 'revoked') return apiErrors.tokenRevoked;
  if (!['read', 'read:accounts', 'profile'].some((scope) => grant.scopes.includes(scope))) return apiErrors.outsideScopes;
  return personaOf(grant.persona).restricted ? apiErrors.loginDisabled : jsonAnswer(200, account(grant.persona, host));
}

function account(persona: PersonaName, host: string): Record<string, unknown> {
  const { profilePath } = serverOf(host);
  // People without a name or a picture exist.
  const avatar = `https://${host}${persona === 'nils' ? '/avatars/original/missing.png' : `${AVATARS}${persona}.svg`}`;
  return {
    id: idOf(persona, host),
    username: persona,
    acct: persona,
    display_name: persona === 'nils' ? '' : fullName(persona),
    locked: false,
    bot: false,
    created_at: '2016-11-24T10:02:12.085Z',
    note: '',
    url: `https://${host}${profilePath(persona)}`,
    uri: `https://${host}/users/${persona}`,
    avatar,
    avatar_static: avatar,
    followers_count: 0,
    following_count: 0,
    statuses_count: 0,
    last_status_at: null,
    source: { privacy: 'public', sensitive: false, language: '' },
    emojis: [],
    fields: [],
  };
}

export function avatarImage({ path }: SandboxRequest): Answer {
  const name = path.slice(AVATARS.length).replace(/\.svg$/, '');
  if (!isPersonaName(name)) return errorAnswer(404, 'not_found', `There is no picture at ${path}.`);
  return { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }, body: portrait(name, 200) };
}
