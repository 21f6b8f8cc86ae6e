/** Whether the connection works. Part of the HTTP contract. */
export type AccountStatus = 'connected' | 'disconnected' | 'token_expired';

/** Why an account is not simply connected. Part of the HTTP contract; the same codes stand in history and notifications. */
export type ReasonCode =
  | 'revoked_by_user'
  | 'revoked_by_platform'
  | 'password_changed'
  | 'role_lost'
  | 'account_gone'
  | 'scopes_removed'
  | 'authorization_invalid'
  | 'refresh_token_expired'
  | 'refresh_rejected'
  | 'not_renewable'
  | 'account_restricted';

/** What brings the account back: connecting it again, or something the person must do at the platform. */
export type ReasonAction = 'reconnect' | 'act_on_platform';

/** A reason as it stands on an account, with the moment since which it holds. */
export interface StatusReason {
  readonly code: ReasonCode;
  readonly since: Date;
}

interface ReasonFacts {
  readonly status: AccountStatus;
  readonly action: ReasonAction;
  /** A sentence for the account's owner. */
  readonly message: string;
}

const facts: Readonly<Record<ReasonCode, ReasonFacts>> = {
  revoked_by_user: broken('The access was withdrawn in the settings of the platform.'),
  revoked_by_platform: broken('The platform ended the access, for example after a long time without use.'),
  password_changed: broken('The password of the account was changed, which ends the access.'),
  role_lost: broken('The person who connected this account may no longer post for it.'),
  account_gone: broken('The account no longer exists on the platform.'),
  scopes_removed: broken('A permission that is needed was taken away.'),
  authorization_invalid: broken('The platform no longer accepts the access and does not say why.'),
  refresh_token_expired: expired('The access ran out and can only be renewed by connecting again.'),
  refresh_rejected: expired('The platform refused to renew the access.'),
  not_renewable: expired('The access ran out; this platform lets only the person renew it.'),
  account_restricted: {
    status: 'connected',
    action: 'act_on_platform',
    message: 'The platform has restricted this account. Sign in there and follow its instructions.',
  },
};

function broken(message: string): ReasonFacts {
  return { status: 'disconnected', action: 'reconnect', message };
}

function expired(message: string): ReasonFacts {
  return { status: 'token_expired', action: 'reconnect', message };
}

/** The status that a reason puts an account into, what helps, and the sentence for its owner. */
export function factsOf(code: ReasonCode): ReasonFacts {
  return facts[code];
}

/** Reasons that concern the authorization as a whole: a new one of the same person heals every account that stands on it. */
export function concernsAuthorization(code: ReasonCode): boolean {
  return code !== 'role_lost' && code !== 'account_gone' && code !== 'account_restricted';
}

/** Reasons that tell of a refresh token which is of no use any more. */
export function concernsRefreshToken(code: ReasonCode): boolean {
  return code === 'refresh_rejected' || code === 'refresh_token_expired';
}
