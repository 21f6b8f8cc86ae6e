import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { BrokenReason } from '../../ports/provider.js';
import type { ProviderErrorKind, ProviderStep } from '../../ports/provider-error.js';
import { judge, type PlatformAnswer } from '../../protocol/classify.js';
import { classifyGraph, codeOf } from './graph.errors.js';
import { classifyInstagramGraph } from './instagram.errors.js';

interface ErrorRow {
  readonly row: number;
  readonly step: ProviderStep;
  readonly status: number;
  readonly kind: ProviderErrorKind;
  readonly reason?: BrokenReason;
  readonly body: { readonly error: { readonly code: number } };
}

function rowsOf(name: string): readonly ErrorRow[] {
  return JSON.parse(readFileSync(new URL(`../../../../test/fixtures/meta/${name}.json`, import.meta.url), 'utf8')) as ErrorRow[];
}

const shared = rowsOf('errors');
const instagram = rowsOf('instagram-errors');

function answer(changes: Partial<PlatformAnswer> & { readonly json: unknown }): PlatformAnswer {
  const { json, ...rest } = changes;
  return { step: 'probe', status: 400, headers: {}, json, text: JSON.stringify(json) ?? '', receivedAt: new Date('2026-11-24T12:00:00.000Z'), ...rest };
}

const limited = { error: { code: 80001 } };

describe('errors of the Graph API', () => {
  it('has every row of the table', () => {
    expect([...new Set([...shared, ...instagram].map(({ row }) => row))]).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  it.each(shared)('row $row at $step: $status code $body.error.code means $kind', ({ step, status, body, kind, reason }) => {
    for (const classify of [classifyGraph, classifyInstagramGraph]) {
      const reading = judge(answer({ step, status, json: body }), classify);

      expect([reading.kind, reading.reason]).toEqual([kind, reason]);
    }
  });

  it.each(instagram)('row $row: code $body.error.code means $kind for an Instagram account', ({ step, status, body, kind }) => {
    expect(judge(answer({ step, status, json: body }), classifyInstagramGraph).kind).toBe(kind);
  });

  it.each<[string, Partial<PlatformAnswer> & { readonly json: unknown }, ProviderErrorKind]>([
    ['a page', { json: undefined, text: '<html>190 OAuthException</html>' }, 'invalid_response'],
    ['an empty body', { json: undefined, text: '' }, 'invalid_response'],
    ['an error inside a 200', { status: 200, json: { error: { code: 190, error_subcode: 458 } } }, 'invalid_response'],
    ['another shape', { json: { error: 'invalid_token' } }, 'rejected'],
    ['a code that is text', { json: { error: { code: '190', type: 'OAuthException' } } }, 'rejected'],
    ['the type alone', { json: { error: { type: 'OAuthException', message: 'Session has expired' } } }, 'rejected'],
    ['a number inside the message', { json: { error: { code: 1349048, message: '190 460 password' } } }, 'rejected'],
    ['an outage of another shape', { status: 502, json: {} }, 'unavailable'],
    ['too many calls without a code', { status: 429, json: undefined }, 'rate_limited'],
  ])('does not take %s for a verdict about the person', (_, changes, kind) => {
    expect(judge(answer(changes), classifyGraph).kind).toBe(kind);
  });

  it.each([
    ['{"1234":[{"type":"pages","estimated_time_to_regain_access":7}],"5678":[{"type":"instagram","estimated_time_to_regain_access":30.5}]}', 1830],
    ['{"1234":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":0}]}', 900],
    ['{"1234":[{"type":"pages"}]}', 900],
    ['no JSON', 900],
  ])('waits as the usage header says, which counts minutes: %s', (header, seconds) => {
    expect(classifyGraph(answer({ json: limited, headers: { 'x-business-use-case-usage': header } }))?.retryAfterSeconds).toBe(seconds);
  });

  it('believes Retry-After where there is no usage header', () => {
    expect(classifyGraph(answer({ json: limited, headers: { 'retry-after': '60' } }))?.retryAfterSeconds).toBe(60);
  });

  it('names code and subcode for the log, and no message', () => {
    expect(codeOf({ code: 190, error_subcode: 463 })).toBe('190/463');
    expect(classifyGraph(answer({ json: { error: { code: 10, message: 'secret' } } }))).toEqual({ kind: 'missing_scopes', platformCode: '10' });
  });
});
