import type { ErrorCode } from '../../../kernel/error-code.js';

/** What documentation says about one problem code: on `/docs/errors`, in `docs/errors.md` and in the OpenAPI document. */
export interface ProblemExplanation {
  /** What has happened, in a sentence for a developer. */
  readonly meaning: string;
  /** What the caller should do about it. */
  readonly remedy: string;
  /** A `detail` as the service could really answer it. */
  readonly detail: string;
  /** Examples of the members that this code has beside the common ones. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Explains every code; a new code does not compile without its explanation. */
export const problemGuide: Readonly<Record<ErrorCode, ProblemExplanation>> = {
  malformed_request: {
    meaning: 'The request could not be read: the body is not JSON, or the path or query is not well formed.',
    remedy: 'Correct the request; sending it again unchanged gives the same answer.',
    detail: 'The body is not valid JSON.',
  },
  unauthenticated: {
    meaning: 'No credential was presented, or it is unknown, revoked or expired.',
    remedy: 'Send `Authorization: Bearer …` with a service key, a workspace key or a fresh JWT. People sign in again.',
    detail: 'A valid bearer credential is required.',
  },
  account_limit_reached: {
    meaning: 'The plan of the workspace has no room for the accounts that were to be connected. Every account counts, inactive and broken ones too.',
    remedy: 'Disconnect an account, select fewer, or upgrade (`upgrade` names the next plan), then complete the same session again: it stays open.',
    detail: 'The plan "starter" allows 5 accounts, 5 are connected.',
    members: {
      plan: 'starter',
      limit: 5,
      used: 5,
      requested: 1,
      upgrade: { plan: 'plus', limit: 10, url: 'https://app.example.com/billing' },
    },
  },
  forbidden: {
    meaning: 'The workspace is yours, but your role or the scope of your key does not allow this, or somebody else began the session.',
    remedy: 'Use a credential with the needed role or scope. A connect session is completed only by whoever began it.',
    detail: 'Your role or key scope does not allow this.',
  },
  not_found: {
    meaning: 'There is no such resource, or it belongs to another workspace; the two cannot be told apart.',
    remedy: 'Check the ids in the path and the workspace of your credential.',
    detail: 'There is no such resource, or it is not yours.',
  },
  platform_not_configured: {
    meaning: 'The platform has no app credentials here, or is switched off.',
    remedy: 'Offer only platforms that `GET /v1/platforms` lists with `available: true`. Operators set `<PLATFORM>_CLIENT_ID` and `<PLATFORM>_CLIENT_SECRET`.',
    detail: 'This platform is not configured.',
  },
  session_not_open: {
    meaning: 'The connect session is not at the step that this call needs: nobody has authorized yet, or it is completed, failed or cancelled.',
    remedy: 'Read the session; begin a new one if this one has ended.',
    detail: 'The session is not awaiting completion.',
  },
  too_many_open_sessions: {
    meaning: 'The workspace has as many connect sessions open as are allowed at a time.',
    remedy: 'Cancel sessions that are not needed, or wait until they expire.',
    detail: 'Too many connect sessions are open in this workspace.',
  },
  post_not_editable: {
    meaning: 'The post is already being published or has been published.',
    remedy: 'Only scheduled posts can be deleted; read the post again to see where it stands.',
    detail: 'The post is not scheduled any more.',
  },
  idempotency_in_progress: {
    meaning: 'A request with the same idempotency key is still being worked on.',
    remedy: 'Wait a moment and send the same request again.',
    detail: 'The first request with this key has not been answered yet.',
  },
  session_expired: {
    meaning: 'The connect session has passed its `expiresAt`; everything it held is wiped.',
    remedy: 'Begin a new session and send the person to the platform again.',
    detail: 'The session has expired.',
  },
  precondition_failed: {
    meaning: 'The resource has changed since you read it.',
    remedy: 'Read it again and decide anew.',
    detail: 'The resource has changed in the meantime.',
  },
  payload_too_large: {
    meaning: 'The body is larger than the service takes.',
    remedy: 'Send less.',
    detail: 'The body is too large.',
  },
  unsupported_media_type: {
    meaning: 'The body is not `application/json`.',
    remedy: 'Send JSON with `Content-Type: application/json`.',
    detail: 'Only application/json is accepted.',
  },
  validation_failed: {
    meaning: 'The request was read and one or more fields are not acceptable; unknown fields are refused too.',
    remedy: 'Look at `errors`: each entry names a field and what is wrong with it.',
    detail: 'One or more fields are not acceptable.',
    members: { errors: [{ field: 'limit', message: 'must not be greater than 100' }] },
  },
  invalid_credentials: {
    meaning: 'The platform did not accept the identifier and password.',
    remedy: 'Ask the person to check them and try again; for an app password, to make a new one.',
    detail: 'The platform did not accept these credentials.',
  },
  main_password_refused: {
    meaning: 'The main password of the account was given where only an app password is accepted. It was not kept.',
    remedy: 'Ask the person to create an app password in the settings of the platform and to use that.',
    detail: 'Use an app password, not the main password.',
  },
  two_factor_required: {
    meaning: 'The platform asks for a second factor, which an app password does not need.',
    remedy: 'Ask the person to create an app password and to use that.',
    detail: 'The platform asks for a second factor; use an app password.',
  },
  invalid_instance: {
    meaning: 'No server that this platform can be connected on answers at the instance address, or none that does so in time.',
    remedy: 'Ask the person to check the address.',
    detail: 'There is no such instance.',
  },
  unsafe_url: {
    meaning: 'The address that was given may not be called: it leads to a private network, names a literal address or an odd port.',
    remedy: 'Use the public https address.',
    detail: 'This address may not be called.',
  },
  return_url_not_allowed: {
    meaning: 'Scheme, host, port and path of `returnUrl` together equal no allowed entry.',
    remedy: 'Use an allowed URL, or have the operator add it to `RETURN_URLS`. `GET /v1/connect/result` of the service is always allowed.',
    detail: 'This returnUrl is not allowed.',
  },
  invalid_selection: {
    meaning: 'The selection names a candidate that this session does not have or that cannot be connected, or it is missing where there is a choice.',
    remedy: 'List the candidates and send the ids of selectable ones.',
    detail: 'The selection is not acceptable.',
  },
  invalid_connect_code: {
    meaning: 'The connect code does not belong to this session.',
    remedy: 'Use the `connect_code` that came with the person\'s browser to `returnUrl`.',
    detail: 'The connect code is not valid for this session.',
  },
  wrong_account: {
    meaning: 'Another identity was authorized than the one to be reconnected. Nothing was changed.',
    remedy: 'Ask the person to sign in to the right account at the platform and begin again, or connect the other one as a new account.',
    detail: 'This is not the account to be reconnected.',
  },
  no_connectable_account: {
    meaning: 'The authorization went well, but nothing that it opens can be connected here; where credentials are given, the account is deactivated, taken down or suspended.',
    remedy: 'Ask the person whether they have a page, organization or channel, and the role that it takes.',
    detail: 'Nothing can be connected with this authorization.',
  },
  missing_scopes: {
    meaning: 'The person did not grant a permission without which the account is of no use.',
    remedy: 'Begin again and ask the person to leave every permission ticked.',
    detail: 'A needed permission was not granted.',
  },
  account_inactive: {
    meaning: 'An account that was named is switched off.',
    remedy: 'Activate it with `PATCH`, or leave it out.',
    detail: 'The account is inactive.',
  },
  content_not_publishable: {
    meaning: 'A chosen platform cannot take the content.',
    remedy: 'Look at `errors`: one entry per account says why.',
    detail: 'A chosen platform cannot take this content.',
    members: { errors: [{ field: 'media', message: 'Instagram needs an image or a video.' }] },
  },
  no_active_account: {
    meaning: 'The workspace has no active account to post to.',
    remedy: 'Connect or activate one first.',
    detail: 'There is no active account.',
  },
  idempotency_key_reused: {
    meaning: 'The idempotency key was used before with another request.',
    remedy: 'Use a new key for a new request.',
    detail: 'This key belongs to another request.',
  },
  rate_limited: {
    meaning: 'Too many requests were made with this credential, too many wrong inputs were tried, or the platform takes no more of them for now.',
    remedy: 'Wait for the seconds that `Retry-After` says, then go on more slowly.',
    detail: 'Too many requests; slow down.',
  },
  platform_error: {
    meaning: 'The platform answered with something that could not be used.',
    remedy: 'Try again later; if it stays, give the operator the `requestId`.',
    detail: 'The platform answered unexpectedly.',
  },
  platform_unavailable: {
    meaning: 'The platform, or the identity provider whose token is to be judged, cannot be reached at the moment. Nothing was changed.',
    remedy: 'Try again later, after `Retry-After` seconds where it is given.',
    detail: 'The platform cannot be reached at the moment.',
  },
  platform_timeout: {
    meaning: 'The platform did not answer in time.',
    remedy: 'Try again later.',
    detail: 'The platform did not answer in time.',
  },
  internal_error: {
    meaning: 'Something went wrong in this service.',
    remedy: 'Try again once; if it stays, give the operator the `requestId`.',
    detail: 'Something went wrong; the request id names the case.',
  },
};
