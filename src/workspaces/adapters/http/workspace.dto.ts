import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsEmail, IsIn, IsObject, IsOptional, Matches, MaxLength, ValidateNested } from 'class-validator';
import { plans, type Plan, type Workspace, type WorkspaceProfile } from '../../domain/workspace.js';

/** One line of text that is not blank; PostgreSQL cannot hold NUL, and no control character belongs in a name. */
const line = /^(?=.*\S)[^\p{Cc}]+$/u;
const lineMessage = { message: '$property must be text without control characters and not blank' };
const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;

export class PutWorkspaceOwnerDto {
  @ApiProperty({ type: String, maxLength: 255, description: 'The person\'s id in your product: the `sub` of their tokens.', example: 'u_1' })
  @Matches(line, lineMessage)
  @MaxLength(255)
  userId!: string;

  @ApiProperty({ type: String, maxLength: 200, description: 'How mails address the owner.', example: 'Ana' })
  @Matches(line, lineMessage)
  @MaxLength(200)
  name!: string;

  @ApiProperty({ type: String, format: 'email', description: 'Where mails about broken accounts go.', example: 'ana@acme.example' })
  @IsEmail()
  @MaxLength(254)
  email!: string;

  @ApiPropertyOptional({ type: String, default: 'en', description: 'BCP 47 language tag of those mails.', example: 'en' })
  @IsOptional()
  @Matches(languageTag, { message: '$property must be a language tag such as en or pt-BR' })
  locale?: string | null;
}

export class PutWorkspaceDto {
  @ApiProperty({ type: String, maxLength: 200, description: 'The name that people know the workspace by.', example: 'Acme' })
  @Matches(line, lineMessage)
  @MaxLength(200)
  name!: string;

  @ApiPropertyOptional({
    type: String,
    enum: [...plans, null],
    nullable: true,
    default: null,
    description: 'The plan: `starter` (5 accounts), `plus` (10), `pro` (30), `max` (100), or `null`, which in the cloud allows none.',
    example: 'starter',
  })
  @IsOptional()
  @IsIn(plans)
  plan?: Plan | null;

  @ApiProperty({ type: () => PutWorkspaceOwnerDto, description: 'Who answers for the workspace and hears of broken accounts.' })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => PutWorkspaceOwnerDto)
  owner!: PutWorkspaceOwnerDto;

  static toProfile({ name, plan, owner }: PutWorkspaceDto): WorkspaceProfile {
    return {
      name,
      plan: plan ?? null,
      owner: { userId: owner.userId, name: owner.name, email: owner.email, locale: owner.locale ?? 'en' },
    };
  }
}

export class WorkspaceOwnerDto {
  @ApiProperty({ type: String, description: 'The person\'s id in your product.', example: 'u_1' })
  userId!: string;

  @ApiProperty({ type: String, description: 'How mails address the owner.', example: 'Ana' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', description: 'Where mails about broken accounts go.', example: 'ana@acme.example' })
  email!: string;

  @ApiProperty({ type: String, description: 'BCP 47 language tag of those mails.', example: 'en' })
  locale!: string;
}

export class WorkspaceDto {
  @ApiProperty({ type: String, description: 'Your own identifier of the workspace.', example: 'acme' })
  id!: string;

  @ApiProperty({ type: String, description: 'The name that people know the workspace by.', example: 'Acme' })
  name!: string;

  @ApiProperty({ type: String, enum: [...plans, null], nullable: true, description: 'The plan, or `null` when there is none.', example: 'starter' })
  plan!: Plan | null;

  @ApiProperty({ type: () => WorkspaceOwnerDto, description: 'Who answers for the workspace and hears of broken accounts.' })
  owner!: WorkspaceOwnerDto;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was first put.', example: '2026-11-24T09:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was last put.', example: '2026-11-24T09:00:00.000Z' })
  updatedAt!: string;

  static from({ id, name, plan, owner, createdAt, updatedAt }: Workspace): WorkspaceDto {
    return { id, name, plan, owner: { ...owner }, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  }
}
