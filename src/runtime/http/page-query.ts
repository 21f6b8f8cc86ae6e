import { createHash } from 'node:crypto';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { validationFailed } from '../../kernel/domain-error.js';
import { isUuid } from '../../kernel/ids.js';
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

/** What one sort value of a list's position is. */
export type CursorPart = 'text' | 'uuid';

/**
 * Reads the page that a query asks for. `parts` says which sort values a position of this list has.
 * @throws DomainError `validation_failed` for a cursor that this list cannot have given.
 */
export function readPage(query: PageQuery, parts: readonly CursorPart[]): PageRequest {
  return { limit: query.limit, position: query.cursor === undefined ? null : readCursor(query.cursor, parts) };
}

/** The answer for one page. */
export function pageBody<T>(page: Page<T>): PageBody<T> {
  return { data: page.data, nextCursor: page.nextPosition === null ? null : cursorOf(page.nextPosition) };
}

function cursorOf(position: readonly string[]): string {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url');
  return text + checkOf(text);
}

function readCursor(cursor: string, parts: readonly CursorPart[]): readonly string[] {
  const text = cursor.slice(0, -checkLength);
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (cursor === text + checkOf(text) && isPosition(position, parts)) return position;
  } catch {
    // Not JSON: refused below like any other cursor that is not ours.
  }
  throw validationFailed([{ field: 'cursor', message: 'is not a cursor of this list' }]);
}

const checkLength = 8;

/**
 * A cursor that was cut or altered on its way would lead to some other page, unnoticed. No secret is needed: a position shows nothing
 * that its list does not.
 */
function checkOf(text: string): string {
  return createHash('sha256').update(`cursor:${text}`).digest('base64url').slice(0, checkLength);
}

function isPosition(position: unknown, parts: readonly CursorPart[]): position is readonly string[] {
  return Array.isArray(position) && position.length === parts.length && parts.every((part, index) => isPart(part, position[index]));
}

/** PostgreSQL refuses NUL in text and anything but a UUID as a UUID, so a forged cursor must not carry one there. */
function isPart(part: CursorPart, value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 500 || value.includes('\u0000')) return false;
  return part === 'text' || isUuid(value);
}
