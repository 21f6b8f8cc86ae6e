import { describe, expect, it } from '@jest/globals';
import type { OutboundValue } from '../../kernel/ports/outbound-http.js';
import { Secret } from '../../kernel/secret.js';
import { authenticateClient } from './client-authentication.js';

const client = { clientId: 'id:1 ä', clientSecret: Secret.of('a+b/ü:c') };

function clear(value: OutboundValue | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.use((secret) => secret);
}

describe('authenticateClient', () => {
  it('puts id and secret into the body, the id under the platform’s own name', () => {
    const { headers, form } = authenticateClient({ code: 'c' }, client, 'body', 'client_key');

    expect(headers).toEqual({});
    expect(Object.keys(form)).toEqual(['code', 'client_key', 'client_secret']);
    expect(clear(form['client_key'])).toBe('id:1 ä');
    expect(clear(form['client_secret'])).toBe('a+b/ü:c');
  });

  it('form-encodes id and secret before they are joined for Basic', () => {
    const { headers, form } = authenticateClient({ code: 'c' }, client, 'basic', 'client_id');

    expect(form).toEqual({ code: 'c' });
    const [scheme, credentials = ''] = (clear(headers['authorization']) ?? '').split(' ');
    expect(scheme).toBe('Basic');
    expect(atob(credentials)).toBe('id%3A1+%C3%A4:a%2Bb%2F%C3%BC%3Ac');
  });

  it('shows the secret to nobody who prints the request', () => {
    const both = [authenticateClient({}, client, 'basic', 'client_id'), authenticateClient({}, client, 'body', 'client_id')];

    expect(JSON.stringify(both)).not.toContain('a+b/ü:c');
    expect(JSON.stringify(both)).not.toContain('Basic');
  });
});
