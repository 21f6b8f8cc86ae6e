import { describe, expect, it } from '@jest/globals';
import { retryAfterSeconds, secondsUntilMidnightUtc } from './retry-after.js';

const now = new Date('2026-11-23T12:00:00.000Z');

describe('retryAfterSeconds', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 12:05:00 GMT', 300],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    [undefined, null],
    ['', null],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['99999999', null],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterSeconds(header, now)).toBe(expected);
  });
});

describe('secondsUntilMidnightUtc', () => {
  it.each([
    ['2026-11-23T12:00:00.000Z', 43_200],
    ['2026-12-31T23:59:59.500Z', 1],
    ['2026-11-23T00:00:00.000Z', 86_400],
  ])('from %s is %d', (from, expected) => {
    expect(secondsUntilMidnightUtc(new Date(from))).toBe(expected);
  });
});
