import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../kernel/domain-error.js';
import { pageBody, readPage, type CursorPart } from './page-query.js';

const id = '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01';
const parts: readonly CursorPart[] = ['text', 'uuid'];

function cursorOf(position: readonly string[]): string {
  return pageBody({ data: [], nextPosition: position }).nextCursor ?? '';
}

function read(cursor: string): readonly string[] | null {
  return readPage({ limit: 50, cursor }, parts).position;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof DomainError ? error.code : 'another error';
  }
  return undefined;
}

describe('cursors', () => {
  it.each([['Ada', id], ['', id], ['Ünïcode "quoted" 🦋', id]])('the cursor after (%s, %s) › is read as it was', (...position) => {
    expect(read(cursorOf(position))).toEqual(position);
  });

  it('longest names › give a cursor that is taken', () => {
    expect(cursorOf(['linkedin-page', '\ud800'.repeat(200), id]).length).toBeLessThan(2000);
  });

  it('any one character changed, left out or added › is refused', () => {
    const cursor = cursorOf(['Ada Lovelace', id]);
    for (let at = 0; at < cursor.length; at += 1) {
      const [before, after] = [cursor.slice(0, at), cursor.slice(at + 1)];
      for (const garbled of [`${before}${cursor[at] === 'A' ? 'B' : 'A'}${after}`, `${before}${after}`, `${before}!${cursor.slice(at)}`]) {
        expect([garbled, codeOf(() => read(garbled))]).toEqual([garbled, 'validation_failed']);
      }
    }
  });

  it.each([
    ['too few values', ['Ada']],
    ['too many values', ['Ada', id, id]],
    ['no id', ['Ada', "x' OR 1=1"]],
    ['NUL', ['A\u0000', id]],
    ['an endless value', ['x'.repeat(501), id]],
  ])('%s › is refused', (_, position) => {
    expect(codeOf(() => read(cursorOf(position)))).toBe('validation_failed');
  });

  it.each(['', 'x', 'AAAAAAAA', '!!!!', Buffer.from(JSON.stringify(['Ada', id])).toString('base64url')])('%j › is refused', (cursor) => {
    expect(codeOf(() => read(cursor))).toBe('validation_failed');
  });
});
