import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { validationFailed } from '../../kernel/domain-error.js';
import type { Page, PageRequest } from '../../kernel/page.js';

/** The `limit` and `cursor` of every list. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50, description: 'How many rows a page holds.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;
}

/** A list as it is answered. */
export interface PageBody<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Reads the page that a query asks for. `parts` is how many sort values a position of this list has.
 * @throws DomainError `validation_failed` for a cursor that this list cannot have given.
 */
export function readPage(query: PageQuery, parts: number): PageRequest {
  return { limit: query.limit, position: query.cursor === undefined ? null : readCursor(query.cursor, parts) };
}

/** The answer for one page. */
export function pageBody<T>(page: Page<T>): PageBody<T> {
  const cursor = page.nextPosition === null ? null : Buffer.from(JSON.stringify(page.nextPosition)).toString('base64url');
  return { data: page.data, nextCursor: cursor };
}

function readCursor(cursor: string, parts: number): readonly string[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === parts && position.every(isCursorPart)) return position;
  } catch {
    // Not JSON: refused below like any other cursor that is not ours.
  }
  throw validationFailed([{ field: 'cursor', message: 'is not a cursor of this list' }]);
}

/** PostgreSQL refuses NUL in text, so a forged cursor must not carry one there. */
function isCursorPart(part: unknown): part is string {
  return typeof part === 'string' && part.length <= 500 && !part.includes('\u0000');
}
