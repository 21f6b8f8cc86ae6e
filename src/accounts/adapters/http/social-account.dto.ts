import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../../../runtime/http/page-query.js';
import type { AccountStatus, ReasonAction, ReasonCode } from '../../domain/status-reason.js';
import type { AccountHistoryView, SocialAccountView, StatusReasonView } from '../../ports/social-account-view.js';

const statuses = ['connected', 'disconnected', 'token_expired'] as const satisfies readonly AccountStatus[];
const reasonCodes = [
  'revoked_by_user',
  'revoked_by_platform',
  'password_changed',
  'role_lost',
  'account_gone',
  'scopes_removed',
  'authorization_invalid',
  'refresh_token_expired',
  'refresh_rejected',
  'not_renewable',
  'account_restricted',
] as const satisfies readonly ReasonCode[];
const accountTypes = ['personal', 'page', 'organization', 'business', 'creator', 'channel'];

class StatusReasonDto implements StatusReasonView {
  @ApiProperty({ enum: reasonCodes, description: 'What programs branch on.', example: 'revoked_by_user' })
  readonly code!: ReasonCode;

  @ApiProperty({ description: 'A sentence for the owner.', example: 'The access was withdrawn in the settings of the platform.' })
  readonly message!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'Since when it holds.', example: '2026-11-20T08:15:00.000Z' })
  readonly since!: Date;

  @ApiProperty({
    enum: ['reconnect', 'act_on_platform'],
    description: '`reconnect`: connect it again here. `act_on_platform`: the person must do something at the platform.',
    example: 'reconnect',
  })
  readonly action!: ReasonAction;
}

/** A connected account. */
@ApiSchema({ name: 'SocialAccount' })
export class SocialAccountDto implements SocialAccountView {
  @ApiProperty({ format: 'uuid', description: 'Stays the same across reconnects.', example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01' })
  readonly id!: string;

  @ApiProperty({ description: 'Your own identifier of the workspace.', example: 'acme' })
  readonly workspaceId!: string;

  @ApiProperty({ description: 'Key of the platform.', example: 'linkedin' })
  readonly platform!: string;

  @ApiProperty({ description: 'The network it belongs to; two platforms can share one.', example: 'linkedin' })
  readonly network!: string;

  @ApiProperty({ enum: accountTypes, description: 'What kind of account it is.', example: 'personal' })
  readonly accountType!: string;

  @ApiProperty({ description: "The platform's immutable id of the account.", example: '782bbtaQ' })
  readonly platformUserId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The handle, where the platform has one.', example: null })
  readonly username!: string | null;

  @ApiProperty({ description: 'The name that people see.', example: 'Ada Lovelace' })
  readonly displayName!: string;

  @ApiProperty({ type: String, nullable: true, description: 'A picture; the link can expire.', example: 'https://media.licdn.com/dms/image/ada.jpg' })
  readonly avatarUrl!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The public page, where it is known.', example: null })
  readonly profileUrl!: string | null;

  @ApiProperty({ description: 'Whether new posts get an entry for it.', example: true })
  readonly isActive!: boolean;

  @ApiProperty({ enum: statuses, description: 'Whether the connection works.', example: 'connected' })
  readonly status!: AccountStatus;

  @ApiProperty({ type: StatusReasonDto, nullable: true, description: 'Why it does not, or what the person must do.', example: null })
  readonly statusReason!: StatusReasonDto | null;

  @ApiProperty({ type: [String], description: 'The scopes as granted.', example: ['openid', 'profile', 'w_member_social'] })
  readonly scopes!: readonly string[];

  @ApiProperty({ type: [String], description: 'Scopes that are needed and were taken away.', example: [] })
  readonly missingScopes!: readonly string[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the present access token runs out, as the platform said; `null` when it did not say.',
    example: '2027-01-22T09:00:00.000Z',
  })
  readonly tokenExpiresAt!: Date | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The moment from which only the person can renew the access.',
    example: '2027-01-22T09:00:00.000Z',
  })
  readonly reauthorizeBy!: Date | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was last connected.', example: '2026-11-23T09:00:00.000Z' })
  readonly connectedAt!: Date;

  @ApiProperty({ description: 'The person who authorized, as the product knows them.', example: 'u_7' })
  readonly connectedBy!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was last seen working.', example: '2026-11-23T09:00:00.000Z' })
  readonly lastVerifiedAt!: Date | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was first connected.', example: '2026-11-23T09:00:00.000Z' })
  readonly createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it last changed.', example: '2026-11-23T09:00:00.000Z' })
  readonly updatedAt!: Date;
}

class ActorDto {
  @ApiProperty({ enum: ['user', 'api_key', 'system'], description: 'Who it was.', example: 'user' })
  readonly type!: AccountHistoryView['actor']['type'];

  @ApiProperty({ description: 'Their id.', example: 'u_7' })
  readonly id!: string;
}

class HistoryReasonDto {
  @ApiProperty({ enum: reasonCodes, description: 'What programs branch on.', example: 'revoked_by_user' })
  readonly code!: ReasonCode;

  @ApiProperty({ description: 'A sentence for the owner.', example: 'The access was withdrawn in the settings of the platform.' })
  readonly message!: string;
}

/** One line of an account's history. */
@ApiSchema({ name: 'AccountHistoryEntry' })
export class AccountHistoryEntryDto implements AccountHistoryView {
  @ApiProperty({ format: 'uuid', description: 'Later entries have greater ids.', example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f02' })
  readonly id!: string;

  @ApiProperty({
    enum: ['connected', 'reconnected', 'activated', 'deactivated', 'status_changed', 'scopes_changed', 'disconnected'],
    description: 'What happened.',
    example: 'connected',
  })
  readonly type!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When.', example: '2026-11-23T09:00:00.000Z' })
  readonly at!: Date;

  @ApiProperty({ type: ActorDto, description: 'Who did it.' })
  readonly actor!: ActorDto;

  @ApiProperty({ type: HistoryReasonDto, nullable: true, description: 'Why the status changed.', example: null })
  readonly reason!: HistoryReasonDto | null;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Further facts of this type.', example: {} })
  readonly data!: Readonly<Record<string, unknown>>;
}

/** The filters of the list of accounts. */
export class ListSocialAccountsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only accounts on this platform, such as `linkedin`.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  platform?: string;

  @ApiPropertyOptional({ enum: statuses, description: 'Only accounts in this status.' })
  @IsOptional()
  @IsIn(statuses)
  status?: AccountStatus;

  @ApiPropertyOptional({ type: Boolean, description: 'Only active, or only inactive, accounts.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => flag(value))
  @IsBoolean()
  isActive?: boolean;
}

/** What can be changed about an account. */
export class ChangeSocialAccountBody {
  @ApiProperty({ description: 'Whether new posts get an entry for it. Existing entries stay as they are.', example: false })
  @IsBoolean()
  isActive!: boolean;
}

/** How to disconnect. */
export class DisconnectSocialAccountQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Also give the authorization back to the platform, where that hurts no other account.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => flag(value))
  @IsBoolean()
  revoke?: boolean;
}

/** What came of giving the authorization back. */
export class RevocationDto {
  @ApiProperty({ description: 'Whether the platform took it back.', example: false })
  readonly revoked!: boolean;

  @ApiProperty({
    type: String,
    enum: ['other_accounts', 'not_supported', 'platform_refused', null],
    nullable: true,
    description: 'Why not: other accounts stand on it, the platform offers no way, or it refused.',
    example: 'not_supported',
  })
  readonly reason!: 'other_accounts' | 'not_supported' | 'platform_refused' | null;
}

/** A query knows only text; anything but the two words is left as it is and refused. */
function flag(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}
