import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../kernel/secret.js';
import { redact, redactText } from './redact.js';

describe('redact', () => {
  describe('with fields named like secrets', () => {
    it.each([
      'authorization',
      'Authorization',
      'proxy-authorization',
      'cookie',
      'set-cookie',
      'token',
      'access_token',
      'refreshToken',
      'id_tokens',
      'password',
      'appPassword',
      'client_secret',
      'clientSecret',
      'code',
      'connectCode',
      'code_verifier',
      'state',
      'key',
      'apiKey',
      'x-api-key',
      'email',
    ])('hides %s at any depth', (name) => {
      const printed = JSON.stringify(redact({ a: [{ b: { [name]: 'planted' } }], [name]: { inner: 'planted' } }));
      expect(printed).not.toContain('planted');
    });

    it.each(['statusCode', 'errorCode', 'reasonCode', 'accountId', 'platform', 'durationMs', 'keyCount'])('shows %s', (name) => {
      expect(redact({ [name]: 'seen' })).toEqual({ [name]: 'seen' });
    });
  });

  describe('with values that give themselves away', () => {
    it.each([
      'Bearer abc.def-ghi',
      'sak_svc_planted',
      'sak_ws_planted-1',
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJwbGFudGVkIn0.c2ln',
      'https://x.example/cb?code=planted&state=planted',
      'postgres://user:planted@db.example/x',
    ])('masks %s inside text', (text) => {
      expect(redactText(`before ${text} after`)).not.toMatch(/planted|abc\.def|cGxhbnRlZCJ9/);
      expect(redactText(`before ${text} after`)).toMatch(/^before .*\[redacted\].* after$/);
    });
  });

  describe('with errors', () => {
    it('keeps name, message, stack, code and cause, and drops their other fields', () => {
      const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', query: 'planted' });
      const printed = redact({ error: new TypeError('broken', { cause }) }) as { error: Record<string, unknown> };
      expect(printed.error).toMatchObject({ name: 'TypeError', message: 'broken', cause: { errorCode: 'ECONNREFUSED' } });
      expect(printed.error['stack']).toContain('redact.spec');
      expect(JSON.stringify(printed)).not.toContain('planted');
    });
  });

  describe('with errors that quote what they were given', () => {
    it.each(['AQXplanted0Token1that2nobody3may4read5', 'mk-_planted_TOKEN_0123456789_abcdefgh', 'plan-ted2-plan-ted3'])('masks %s in message, stack and cause', (secret) => {
      const error = new Error(`cannot send "${secret}"`, { cause: new TypeError(`header: ${secret};`) });
      const printed = JSON.stringify(redact({ error }));
      expect(printed).not.toContain(secret);
      expect(printed).toContain('cannot send \\"[redacted]\\"');
    });

    it.each(['user_2NNEqL2nrIRdJ194ndJqAHwEfxC', 'abcd-efgh-ijkl-mnop'])('keeps the id %s in a field of ours', (id) => {
      expect(redact({ callerId: id })).toEqual({ callerId: id });
    });

    it.each(['01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f03', 'CreateInstanceApps1795500000010', 'connect_sessions_open_by_workspace', 'SELF_SIGNED_CERT_IN_CHAIN'])(
      'keeps %s, which helps to find the cause',
      (word) => {
        expect(redact({ error: new Error(`at ${word}`) })).toMatchObject({ error: { message: `at ${word}` } });
      },
    );
  });

  describe('with what JSON cannot print', () => {
    it('prints secrets, cycles, big integers and dates harmlessly', () => {
      const cycle: Record<string, unknown> = { at: new Date(0), big: 2n ** 70n, value: Secret.of('planted'), bytes: Buffer.from('planted') };
      cycle['self'] = cycle;
      expect(redact(cycle)).toEqual({
        at: '1970-01-01T00:00:00.000Z',
        big: '1180591620717411303424',
        value: '[redacted]',
        bytes: '[bytes]',
        self: '[cut]',
      });
    });
  });
});
