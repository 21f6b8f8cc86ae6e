import { describe, expect, it } from '@jest/globals';
import { OutboundError } from '../../../kernel/ports/outbound-http.js';
import { OutboundAddress } from './address.js';

describe('OutboundAddress', () => {
  const sandbox = new OutboundAddress({ sandboxUrl: 'http://localhost:4010', egressAllow: ['mastodon.internal:3000'] });
  const real = new OutboundAddress({ sandboxUrl: null, egressAllow: ['mastodon.internal:3000', 'plain.test:80'] });

  it('in sandbox mode › moves the host into the path, for the browser too', () => {
    expect(sandbox.browserUrl('https://www.linkedin.com/oauth/v2/authorization?state=a%20b&x=1')).toBe(
      'http://localhost:4010/www.linkedin.com/oauth/v2/authorization?state=a%20b&x=1',
    );
    expect(sandbox.route(new URL('https://host.test:8443/a'), 'configuration').url.href).toBe('http://localhost:4010/host.test:8443/a');
  });

  it('a host that the sandbox says it does not play › does not exist; a real server is not asked such things', () => {
    const headers = { 'x-sandbox-unknown-host': 'true' };
    expect(() => sandbox.assertPlayed(headers)).toThrow(expect.objectContaining({ failure: 'unknown_host' }));
    expect(() => sandbox.assertPlayed({})).not.toThrow();
    expect(() => real.assertPlayed(headers)).not.toThrow();
  });

  it('without a sandbox › leaves https as it is and refuses the rest', () => {
    expect(real.browserUrl('https://www.linkedin.com/a?b=c')).toBe('https://www.linkedin.com/a?b=c');
    expect(() => real.route(new URL('http://www.linkedin.com/a'), undefined)).toThrow(OutboundError);
  });

  it.each([real, sandbox])("a host that somebody named › must have a public server's form; the operator's need not", (address) => {
    for (const url of ['https://127.0.0.1/', 'https://host.test:8443/', 'https://ada@host.test/', 'https://a.internal/', 'https://intranet/']) {
      expect(() => address.route(new URL(url), undefined)).toThrow(expect.objectContaining({ failure: 'blocked' }));
      expect(address.route(new URL(url), 'configuration').guarded).toBe(false);
    }
  });

  it("a host that somebody named › is guarded where names are resolved; the operator's is not, and neither is what it let through", () => {
    expect(real.route(new URL('https://host.test/'), undefined).guarded).toBe(true);
    expect(real.route(new URL('https://host.test/'), 'configuration').guarded).toBe(false);
    expect(real.route(new URL('https://mastodon.internal:3000/'), undefined).guarded).toBe(false);
    expect(sandbox.route(new URL('https://host.test/'), undefined).guarded).toBe(false);
  });

  it('what the operator let through › is reached directly, also by http, and only on that port', () => {
    expect(real.route(new URL('http://mastodon.internal:3000/a'), undefined).url.href).toBe('http://mastodon.internal:3000/a');
    expect(real.route(new URL('http://plain.test/a'), undefined).url.href).toBe('http://plain.test/a');
    expect(sandbox.route(new URL('http://mastodon.internal:3000/a'), undefined).url.href).toBe('http://mastodon.internal:3000/a');
    expect(() => real.route(new URL('http://mastodon.internal:3001/a'), undefined)).toThrow(OutboundError);
    expect(() => real.route(new URL('http://ada:pw@mastodon.internal:3000/a'), undefined)).toThrow(OutboundError);
  });
});
