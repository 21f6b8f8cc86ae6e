import { describe, expect, it } from '@jest/globals';
import { refusalInCallback } from './callback.js';

describe('refusalInCallback', () => {
  it('is null when a code came', () => {
    expect(refusalInCallback({ code: 'c', state: 's' })).toBeNull();
    expect(refusalInCallback({ code: 'c', error: '' })).toBeNull();
  });

  it.each([
    ['access_denied', 'denied'],
    ['server_error', 'unavailable'],
    ['temporarily_unavailable', 'unavailable'],
    ['invalid_scope', 'misconfigured'],
    ['unauthorized_client', 'misconfigured'],
    ['something_new', 'rejected'],
    ['constructor', 'rejected'],
  ])('reads the error %s as %s', (error, kind) => {
    expect(refusalInCallback({ error, code: 'c' })).toMatchObject({ kind, step: 'authorize', platformCode: error });
  });

  it('asks the platform’s own reading first', () => {
    const own = refusalInCallback({ error: 'user_said_no' }, ({ error }) => (error === 'user_said_no' ? { kind: 'denied' } : null));

    expect(own?.kind).toBe('denied');
  });

  it.each<Record<string, string>>([{}, { state: 's' }, { code: '' }])('calls an answer with neither code nor error invalid: %j', (parameters) => {
    expect(refusalInCallback(parameters)?.kind).toBe('invalid_response');
  });

  it('keeps nothing of an error that is not a plain code', () => {
    expect(refusalInCallback({ error: '<script>alert(1)</script>' })?.platformCode).toBe('unreadable');
  });
});
