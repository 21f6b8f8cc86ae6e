import type { Answer } from '../../core/http.js';
import type { FailureKind, FailureText } from '../../oauth/failures.js';
import { graphRefusal } from './graph-refusals.js';

/** An error of the Graph API on graph.facebook.com, which repeats what it says of tokens in a header. */
function graphError(status: number, code: number, subcode: number | null, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  const answer = graphRefusal(code, subcode, message, more);
  const told: Record<string, string> = code === 190 ? { 'www-authenticate': `OAuth "Facebook Platform" "invalid_token" "${message}"` } : {};
  return { ...answer, status, headers: { ...answer.headers, ...told } };
}

const badRedirect = 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request';

/** Meta's refusals of the token endpoint; `error` holds code and subcode. */
export const oauthFailures: Partial<Record<FailureKind, FailureText>> = {
  denied: { status: 400, error: 'access_denied', description: 'Permissions error' },
  unknown_client: { status: 400, error: '101', description: 'Invalid App ID: The provided app ID does not look like a valid app ID.' },
  redirect_uri_not_registered: { status: 400, error: '191', description: "URL blocked: This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings." },
  parameter_missing: { status: 400, error: '100', description: 'Missing {detail} parameter.' },
  parameter_repeated: { status: 400, error: '100', description: 'The parameter {detail} occurs more than once.' },
  pkce_refused: { status: 400, error: '100', description: 'Invalid parameter {detail}: only OpenID Connect takes it.' },
  unsupported_grant_type: { status: 400, error: '100', description: 'Unsupported grant type: {detail}.' },
  client_unknown: { status: 400, error: '101', description: 'Error validating application. Cannot get application info due to a system error.' },
  client_secret_wrong: { status: 400, error: '1', description: 'Error validating client secret.' },
  code_unknown: { status: 400, error: '100', description: 'Invalid verification code format.' },
  code_used: { status: 400, error: '100/36009', description: 'This authorization code has been used.' },
  code_expired: { status: 400, error: '100/36007', description: 'This authorization code has expired.' },
  code_of_other_client: { status: 400, error: '100/36008', description: badRedirect },
  redirect_uri_differs: { status: 400, error: '100/36008', description: badRedirect },
};

/** The same as the body of an answer. */
export function failureBody({ error, description }: FailureText): Readonly<Record<string, unknown>> {
  const [code = '100', subcode] = error.split('/');
  const { body } = graphRefusal(Number(code), subcode === undefined ? null : Number(subcode), description);
  return JSON.parse(body.toString()) as Record<string, unknown>;
}

const ended = 'Error validating access token: ';

/** Refusals of the Graph API, by its documents. */
export const graphErrors = {
  noToken: graphError(400, 2500, null, 'An active access token must be used to query information about the current user.'),
  unreadableToken: graphError(400, 190, null, 'Invalid OAuth access token - Cannot parse access token'),
  removedApp: graphError(400, 190, 458, `${ended}The user has not authorized application.`),
  checkpoint: graphError(400, 190, 459, 'You cannot access the app till you log in to www.facebook.com and follow the instructions given.'),
  passwordChanged: graphError(400, 190, 460, `${ended}The session has been invalidated because the user changed their password.`),
  sessionExpired: graphError(400, 190, 463, `${ended}Session has expired.`),
  unconfirmed: graphError(400, 190, 464, 'Sessions for the user are not allowed because the user is not a confirmed user.'),
  loggedOut: graphError(400, 190, 467, `${ended}This may be because the user logged out or may be due to a system error.`),
  roleLost: graphError(400, 190, 492, 'The user must be an administrator, editor, or moderator of the page in order to impersonate it.'),
  permissionMissing: graphError(403, 10, null, '(#10) This endpoint requires a permission that was not granted.'),
  permissionDenied: graphError(403, 200, null, '(#200) Permissions error'),
  unseen: graphError(400, 100, 33, 'Unsupported get request. Object does not exist, cannot be loaded due to missing permissions, or does not support this operation.'),
  appLimit: graphError(403, 4, null, '(#4) Application request limit reached', { is_transient: true }),
  pageLimit: graphError(400, 80001, 2446079, 'There have been too many calls to this Page account. Wait a bit and try again.'),
  temporary: graphError(500, 2, null, 'An unexpected error has occurred. Please retry your request later.', { is_transient: true }),
  blocked: graphError(403, 368, null, 'The action attempted has been deemed abusive or is otherwise disallowed'),
  malformedFields: graphError(400, 2500, null, 'Syntax error in the fields parameter.'),
  badProof: graphError(400, 100, null, 'Invalid appsecret_proof provided in the API argument'),
  proofMissing: graphError(400, 100, null, 'API calls from the server require an appsecret_proof argument'),
  badAppToken: graphError(400, 190, null, 'Invalid OAuth access token signature.'),
} as const;

export function unknownField(name: string, type: string): Answer {
  return graphError(400, 100, null, `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`);
}

export function unknownPath(path: string): Answer {
  return graphError(400, 2500, null, `Unknown path components: /${path}`);
}

/** What a test can script by name. */
export const namedAnswers: Readonly<Record<string, Answer>> = {
  'removed-app': graphErrors.removedApp,
  checkpoint: graphErrors.checkpoint,
  'password-changed': graphErrors.passwordChanged,
  'session-expired': graphErrors.sessionExpired,
  'logged-out': graphErrors.loggedOut,
  'role-lost': graphErrors.roleLost,
  'permission-missing': graphErrors.permissionMissing,
  'permission-denied': graphErrors.permissionDenied,
  unseen: graphErrors.unseen,
  'app-limit': graphErrors.appLimit,
  'page-limit': graphErrors.pageLimit,
  temporary: graphErrors.temporary,
  blocked: graphErrors.blocked,
};
