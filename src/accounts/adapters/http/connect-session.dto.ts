import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '../../../runtime/http/page-query.js';
import type { CandidateView } from '../../application/list-candidates.js';
import type { ConnectSessionView } from '../../application/read-connect-session.js';
import type { ConnectFailureCode, ConnectSessionStatus } from '../../domain/connect-session.js';
import { SocialAccountDto } from './social-account.dto.js';

const statuses = [
  'awaiting_authorization',
  'awaiting_completion',
  'completed',
  'failed',
  'expired',
  'cancelled',
] as const satisfies readonly ConnectSessionStatus[];
const failureCodes = [
  'access_denied',
  'browser_mismatch',
  'platform_error',
  'platform_unavailable',
  'missing_scopes',
  'no_connectable_account',
  'wrong_account',
] as const satisfies readonly ConnectFailureCode[];

/** The person at the browser. */
export class OnBehalfOfDto {
  @ApiProperty({ description: 'The person, as the product knows them.', example: 'u_7' })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  userId!: string;
}

/** What to connect, and where the person goes afterwards. */
export class BeginConnectSessionBody {
  @ApiProperty({ description: 'Key of the platform, from the list of platforms.', example: 'linkedin' })
  @IsString()
  @MaxLength(64)
  platform!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Where the browser goes in the end. Required where the person is sent to the platform; must be one the operator allows.',
    example: 'http://localhost:3000/v1/connect/result',
  })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  returnUrl?: string | null;

  @ApiPropertyOptional({
    type: OnBehalfOfDto,
    nullable: true,
    description: 'With a key: required, the person at the browser. With the token of a person: left out.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OnBehalfOfDto)
  onBehalfOf?: OnBehalfOfDto | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: "The platform's `inputs`, by name.",
    example: {},
  })
  @IsOptional()
  @IsObject()
  @ValidateBy({ name: 'inputs', validator: { validate: areInputs, defaultMessage: () => 'inputs must hold texts of at most 2000 characters' } })
  inputs?: Record<string, string>;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The account to connect again; another identity is then refused.',
    example: null,
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  reconnectAccountId?: string | null;
}

/** What was picked. */
export class CompleteConnectSessionBody {
  @ApiProperty({ description: 'From the `connect_code` parameter of the return URL.', example: 'pYV5b8qj0yKtWc2n3mXz7sLr1dHf9gTa4uEoQiCvB6k' })
  @IsDefined()
  @IsString()
  @MaxLength(200)
  connectCode!: string;

  @ApiPropertyOptional({ type: OnBehalfOfDto, nullable: true, description: 'With a key: the same person as at the beginning. With the token of a person: left out.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OnBehalfOfDto)
  onBehalfOf?: OnBehalfOfDto | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    description: 'Ids of candidates; all are connected or none. May be left out when exactly one candidate is selectable.',
    example: ['01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f03'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  selection?: string[] | null;
}

const completion = { connectCode: 'pYV5b8qj0yKtWc2n3mXz7sLr1dHf9gTa4uEoQiCvB6k', onBehalfOf: { userId: 'u_7' } };

/** The short one first: whoever tries it has a code of their own to put in, and no candidates of ours to take out. */
export const completionExamples = {
  only: { summary: 'The only candidate', value: completion },
  picked: { summary: 'Picked candidates', value: { ...completion, selection: ['01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f03'] } },
};

/** Which candidates to show. */
export class ListCandidatesQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Part of a name or handle.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

class ConnectErrorDto {
  @ApiProperty({ enum: failureCodes, description: 'The same as `error` in the return URL.', example: 'access_denied' })
  readonly code!: ConnectFailureCode;

  @ApiProperty({ description: 'A sentence for the person.', example: 'The person refused the access on the page of the platform.' })
  readonly message!: string;
}

/** One attempt to connect. */
@ApiSchema({ name: 'ConnectSession' })
export class ConnectSessionDto implements ConnectSessionView {
  @ApiProperty({ format: 'uuid', description: 'The session.', example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f04' })
  readonly id!: string;

  @ApiProperty({ description: 'Your own identifier of the workspace.', example: 'acme' })
  readonly workspaceId!: string;

  @ApiProperty({ description: 'Key of the platform.', example: 'linkedin' })
  readonly platform!: string;

  @ApiProperty({ enum: statuses, description: 'How far it is.', example: 'awaiting_authorization' })
  readonly status!: ConnectSessionStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "Where the person's browser must be sent. Answered once, when the session is begun; `null` afterwards.",
    example: 'http://localhost:3000/v1/connect/6Jk2mXz7sLr1dHf9gTa4uEoQiCvB6kpYV5b8qj0yKtW',
  })
  readonly authorizationUrl!: string | null;

  @ApiProperty({ type: 'integer', description: 'How much there is to choose from.', example: 0 })
  readonly candidateCount!: number;

  @ApiProperty({ type: [SocialAccountDto], description: 'What came of it.', example: [] })
  readonly accounts!: readonly SocialAccountDto[];

  @ApiProperty({ type: ConnectErrorDto, nullable: true, description: 'Why it failed.', example: null })
  readonly error!: ConnectErrorDto | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was begun.', example: '2026-11-23T09:00:00.000Z' })
  readonly createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it dies unless it is completed.', example: '2026-11-23T09:10:00.000Z' })
  readonly expiresAt!: Date;
}

/** Something that can be connected. */
@ApiSchema({ name: 'Candidate' })
export class CandidateDto implements CandidateView {
  @ApiProperty({ format: 'uuid', description: 'What `selection` names.', example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f03' })
  readonly id!: string;

  @ApiProperty({ enum: ['profile', 'page', 'organization', 'instagram_account', 'channel'], description: 'What it is.', example: 'profile' })
  readonly kind!: string;

  @ApiProperty({ description: 'The name that people see.', example: 'Ada Lovelace' })
  readonly displayName!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The handle, where there is one.', example: null })
  readonly username!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'A picture.', example: null })
  readonly avatarUrl!: string | null;

  @ApiProperty({ description: 'Whether it may be picked.', example: true })
  readonly selectable!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not, in plain words.', example: null })
  readonly reason!: string | null;

  @ApiProperty({ description: 'Whether the workspace has it already; picking it updates it.', example: false })
  readonly alreadyConnected!: boolean;
}

function areInputs(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return entries.length <= 20 && entries.every(([, text]) => typeof text === 'string' && text.length <= 2000);
}
