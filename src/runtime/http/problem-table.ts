import type { ErrorCode } from '../../kernel/error-code.js';

export interface ProblemKind {
  readonly status: number;
  /** The code in words; the same for every case of it. */
  readonly title: string;
}

/** Every error code with its status, as the HTTP contract fixes them. A code without a row does not compile. */
export const problemTable: Readonly<Record<ErrorCode, ProblemKind>> = {
  malformed_request: { status: 400, title: 'Malformed request' },
  unauthenticated: { status: 401, title: 'Not authenticated' },
  account_limit_reached: { status: 402, title: 'Account limit reached' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  platform_not_configured: { status: 409, title: 'Platform not configured' },
  session_not_open: { status: 409, title: 'Connect session not open' },
  too_many_open_sessions: { status: 409, title: 'Too many open connect sessions' },
  post_not_editable: { status: 409, title: 'Post not editable' },
  idempotency_in_progress: { status: 409, title: 'Same request in progress' },
  session_expired: { status: 410, title: 'Connect session expired' },
  precondition_failed: { status: 412, title: 'Precondition failed' },
  payload_too_large: { status: 413, title: 'Body too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  validation_failed: { status: 422, title: 'Validation failed' },
  invalid_credentials: { status: 422, title: 'Invalid credentials' },
  main_password_refused: { status: 422, title: 'Main password refused' },
  two_factor_required: { status: 422, title: 'Two-factor code required' },
  invalid_instance: { status: 422, title: 'Invalid instance' },
  unsafe_url: { status: 422, title: 'Unsafe URL' },
  return_url_not_allowed: { status: 422, title: 'Return URL not allowed' },
  invalid_selection: { status: 422, title: 'Invalid selection' },
  invalid_connect_code: { status: 422, title: 'Invalid connect code' },
  wrong_account: { status: 422, title: 'Wrong account' },
  no_connectable_account: { status: 422, title: 'Nothing to connect' },
  missing_scopes: { status: 422, title: 'Missing scopes' },
  account_inactive: { status: 422, title: 'Account inactive' },
  content_not_publishable: { status: 422, title: 'Content not publishable' },
  no_active_account: { status: 422, title: 'No active account' },
  idempotency_key_reused: { status: 422, title: 'Idempotency key reused' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Internal error' },
  platform_error: { status: 502, title: 'Platform error' },
  platform_unavailable: { status: 503, title: 'Platform unavailable' },
  platform_timeout: { status: 504, title: 'Platform timeout' },
};
