import { describe, expect, it } from '@jest/globals';
import type { ProviderErrorKind } from '../ports/provider-error.js';
import { type Classification, classifyTokenError, judge, type PlatformAnswer } from './classify.js';

function answer(overrides: Partial<PlatformAnswer>): PlatformAnswer {
  return { step: 'probe', status: 400, headers: {}, json: {}, text: '{}', receivedAt: new Date('2026-11-23T12:00:00.000Z'), ...overrides };
}

const silent = (): null => null;

describe('judge', () => {
  describe('when the platform has no reading of its own', () => {
    it.each<[number, unknown, ProviderErrorKind]>([
      [500, {}, 'unavailable'],
      [503, undefined, 'unavailable'],
      [599, { code: 'REVOKED_ACCESS_TOKEN' }, 'unavailable'],
      [408, {}, 'unavailable'],
      [429, undefined, 'rate_limited'],
      [200, undefined, 'invalid_response'],
      [200, { error: 'x' }, 'invalid_response'],
      [302, undefined, 'invalid_response'],
      [404, undefined, 'invalid_response'],
      [400, {}, 'rejected'],
      [401, { error: 'invalid_token' }, 'rejected'],
      [403, { error: 'forbidden' }, 'rejected'],
    ])('says of %d with %j: %s', (status, json, kind) => {
      expect(judge(answer({ status, json }), silent).kind).toBe(kind);
    });
  });

  it('takes over the waiting time of the header', () => {
    expect(judge(answer({ status: 429, headers: { 'retry-after': '30' } }), silent)).toEqual({ kind: 'rate_limited', retryAfterSeconds: 30 });
    expect(judge(answer({ status: 503, headers: { 'retry-after': '30' } }), silent)).toEqual({ kind: 'unavailable', retryAfterSeconds: 30 });
  });

  it('leaves the waiting time to the platform where it knows better', () => {
    const reading: Classification = { kind: 'rate_limited', retryAfterSeconds: 7 };

    expect(judge(answer({ status: 429, headers: { 'retry-after': '30' } }), () => reading)).toEqual(reading);
  });

  it.each<ProviderErrorKind>(['revoked', 'token_expired', 'missing_scopes', 'restricted'])(
    'does not believe "%s" of a body that is not JSON',
    (kind) => {
      expect(judge(answer({ status: 401, json: undefined, text: '<html>' }), () => ({ kind })).kind).toBe('invalid_response');
      expect(judge(answer({ status: 401 }), () => ({ kind })).kind).toBe(kind);
    },
  );
});

describe('classifyTokenError', () => {
  it.each<[PlatformAnswer['step'], unknown, ProviderErrorKind | undefined]>([
    ['exchange', { error: 'invalid_grant' }, 'code_rejected'],
    ['renew', { error: 'invalid_grant' }, 'revoked'],
    ['renew', { error: 'invalid_client' }, 'misconfigured'],
    ['renew', { error: 'unauthorized_client' }, 'misconfigured'],
    ['exchange', { error: 'unsupported_grant_type' }, 'misconfigured'],
    ['exchange', { error: 'invalid_scope' }, 'misconfigured'],
    ['renew', { error: 'temporarily_unavailable' }, 'unavailable'],
    ['renew', { error: 'server_error' }, 'unavailable'],
    ['renew', { error: 'invalid_request' }, undefined],
    ['renew', { error: 'constructor' }, undefined],
    ['renew', { error: { code: 'invalid_grant' } }, undefined],
    ['renew', undefined, undefined],
    ['probe', { error: 'invalid_grant' }, undefined],
  ])('reads at %s %j as %s', (step, json, kind) => {
    expect(classifyTokenError(answer({ step, json }))?.kind).toBe(kind);
  });
});
