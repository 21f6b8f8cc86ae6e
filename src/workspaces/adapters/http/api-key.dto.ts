import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { keyScopes, type KeyScope } from '../../../kernel/caller.js';
import type { Secret } from '../../../kernel/secret.js';
import type { WorkspaceKey } from '../../domain/api-key.js';

const exampleId = '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01';

export class MintApiKeyDto {
  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true, description: 'What you call it, to tell it from others.', example: 'Reporting' })
  @IsOptional()
  @Matches(/^(?=.*\S)[^\p{Cc}]+$/u, { message: '$property must be text without control characters and not blank' })
  @MaxLength(200)
  name?: string | null;

  @ApiPropertyOptional({
    type: String,
    isArray: true,
    enum: keyScopes,
    minItems: 1,
    uniqueItems: true,
    default: ['accounts:read'],
    description: 'What the key may do in its workspace.',
    example: ['accounts:read', 'accounts:write'],
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(keyScopes.length)
  @ArrayUnique()
  @IsIn(keyScopes, { each: true })
  scopes?: KeyScope[] | null;
}

export class ApiKeyDto {
  @ApiProperty({ type: String, format: 'uuid', description: 'The key\'s id, for revoking it.', example: exampleId })
  id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What its minter calls it.', example: 'Reporting' })
  name!: string | null;

  @ApiProperty({ type: String, description: 'The last four characters of the key.', example: 'x7Qk' })
  hint!: string;

  @ApiProperty({ type: String, isArray: true, enum: keyScopes, description: 'What the key may do.', example: ['accounts:read', 'accounts:write'] })
  scopes!: KeyScope[];

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was minted.', example: '2026-11-24T09:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was last presented, at most a minute behind; `null`: never.',
    example: null,
  })
  lastUsedAt!: string | null;

  static from({ id, name, hint, scopes, createdAt, lastUsedAt }: WorkspaceKey): ApiKeyDto {
    return { id, name, hint, scopes: [...scopes], createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
  }
}

export class MintedApiKeyDto extends ApiKeyDto {
  @ApiProperty({
    type: String,
    description: 'The key itself. It is shown this once and cannot be read again.',
    example: 'sak_ws_PASTE-THE-KEY-THAT-YOU-WERE-GIVEN-HERE-00000x7Qk',
  })
  key!: string;

  /** The one answer that holds a key's text. */
  static of(key: WorkspaceKey, text: Secret): MintedApiKeyDto {
    return { ...ApiKeyDto.from(key), key: text.use((value) => value) };
  }
}
