import { factsOf, type AccountStatus, type ReasonCode } from '../../domain/status-reason.js';
import type { SocialAccountView } from '../../ports/social-account-view.js';

/** The columns of an account `a` and its grant `g` that callers see. An account with a token of its own does not end with its grant's. */
export const viewColumns = `a.id, a.workspace_id, a.platform, a.network, a.account_type, a.platform_user_id, a.username, a.display_name,
  a.avatar_url, a.profile_url, a.is_active, a.status, a.reason_code, a.reason_since, g.scopes, a.missing_scopes,
  CASE WHEN a.sealed_credentials IS NULL THEN g.access_token_expires_at END AS access_token_expires_at, g.reauthorize_by, a.connected_at, a.connected_by, a.last_verified_at, a.created_at, a.updated_at`;

export interface ViewRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly platform: string;
  readonly network: string;
  readonly account_type: string;
  readonly platform_user_id: string;
  readonly username: string | null;
  readonly display_name: string;
  readonly avatar_url: string | null;
  readonly profile_url: string | null;
  readonly is_active: boolean;
  readonly status: AccountStatus;
  readonly reason_code: ReasonCode | null;
  readonly reason_since: Date | null;
  readonly scopes: string[];
  readonly missing_scopes: string[];
  readonly access_token_expires_at: Date | null;
  readonly reauthorize_by: Date | null;
  readonly connected_at: Date;
  readonly connected_by: string;
  readonly last_verified_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function toView(row: ViewRow): SocialAccountView {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    platform: row.platform,
    network: row.network,
    accountType: row.account_type,
    platformUserId: row.platform_user_id,
    username: row.username,
    displayName: row.display_name,
    avatarUrl: row.avatar_url,
    profileUrl: row.profile_url,
    isActive: row.is_active,
    status: row.status,
    statusReason: statusReason(row),
    scopes: row.scopes,
    missingScopes: row.missing_scopes,
    tokenExpiresAt: row.access_token_expires_at,
    reauthorizeBy: row.reauthorize_by,
    connectedAt: row.connected_at,
    connectedBy: row.connected_by,
    lastVerifiedAt: row.last_verified_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function statusReason(row: ViewRow): SocialAccountView['statusReason'] {
  if (row.reason_code === null || row.reason_since === null) return null;
  const { message, action } = factsOf(row.reason_code);
  return { code: row.reason_code, message, since: row.reason_since, action };
}
