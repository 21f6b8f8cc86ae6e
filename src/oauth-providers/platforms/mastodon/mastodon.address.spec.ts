import { describe, expect, it } from '@jest/globals';
import { PlainAddresses } from '../../../../test/fakes/platform-address.fake.js';
import { ProviderError } from '../../ports/provider-error.js';
import { readNamedServer } from './mastodon.address.js';

const read = (text: string, ...letThrough: readonly string[]) => readNamedServer(text, new PlainAddresses(...letThrough));

function kindOf(text: string): string {
  try {
    return read(text).origin;
  } catch (error) {
    if (error instanceof ProviderError) return error.kind;
    throw error;
  }
}

describe('readNamedServer', () => {
  it.each([
    ['mastodon.social', null],
    ['  mastodon.social\n', null],
    ['MASTODON.Social', null],
    ['mastodon.social.', null],
    ['mastodon.social/', null],
    ['mastodon.social/@ada', null],
    ['mastodon.social/@ada@elsewhere.test', null],
    ['https://mastodon.social', null],
    ['https://mastodon.social/', null],
    ['https://mastodon.social:443/', null],
    ['HTTPS://mastodon.social/@ada?x=1#y', null],
    ['https://mastodon.social/@ada@elsewhere.test', null],
    ['@ada@mastodon.social', 'ada'],
    ['ada@mastodon.social', 'ada'],
    ['acct:ada@mastodon.social', 'ada'],
    ['ACCT:@ada@mastodon.social', 'ada'],
    ['ada@mastodon.social/', 'ada'],
    ['@ada@MASTODON.social.', 'ada'],
    ['\u200bmastodon\u200d.so\u00adcial\ufeff', null],
    ['mastodon。social', null],
  ])('reads %j', (text, user) => {
    expect(read(text)).toEqual({ origin: 'https://mastodon.social', user });
  });

  it.each([
    ['mastödon.example', 'xn--mastdon-d1a.example'],
    ['@ada@social.例え.jp', 'social.xn--r8jz45g.jp'],
    ['xn--mastdon-d1a.example', 'xn--mastdon-d1a.example'],
    ['old.mastodon.test', 'old.mastodon.test'],
  ])('writes %s as %s', (text, host) => {
    expect(read(text).origin).toBe(`https://${host}`);
  });

  it.each([
    '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0', '１２７.０.０.１', '127。0。0。1', '127.0.0.1.', '%31%32%37.0.0.1',
    '10.0.0.8', '169.254.169.254', 'https://192.168.0.1/', '[::1]', 'https://[::1]/', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]',
    '@ada@127.0.0.1', 'ada@[::1]', 'acct:ada@2130706433',
    'mastodon.social:8080', 'https://mastodon.social:80/', '@ada@mastodon.social:22',
    'https://ada:pw@mastodon.social/', 'https://mastodon.social@evil.test/', 'https://127.0.0.1:80@mastodon.social/', 'ada:pw@mastodon.social',
    'http://mastodon.social', 'ftp://mastodon.social/', 'file:///etc/passwd', 'gopher://mastodon.social/',
    'localhost', 'localhost.', 'LOCALHOST', 'https://localhost/', 'db.localhost', 'metadata.google.internal', 'printer.local', 'nas.lan', 'x.home.arpa',
    'router.home', '@ada@intranet.corp', '1.0.0.127.in-addr.arpa', 'site.onion',
  ])('is unsafe: %s', (text) => {
    expect(kindOf(text)).toBe('unsafe_address');
  });

  it.each([
    '', ' ', '@', '@@', 'ada@', '@ada', 'mastodon', 'https://', 'https://mastodon', 'not a host', 'mastodon social', 'mastodon.social\tx', '..', 'a..b.test',
    '.mastodon.social', '-mastodon.social', 'mast_odon.social', 'mastodon.social..', 'javascript:alert(1)', 'data:text/html,x', '<script>', '1.2.3.4.5',
    'mastodon.123', `${'a'.repeat(64)}.test`, `${'a.'.repeat(130)}test`, 'https://mastodon.social%00.evil.test/', 'https://a,b.test/', 'https://mastodon.social%2f@x/',
  ])('is no server: %j', (text) => {
    expect(kindOf(text)).toMatch(/^(unknown_server|unsafe_address)$/);
  });

  it.each(['', 'mastodon', 'not a host', 'a..b.test', '@ada', 'mast_odon.social'])('is ill-formed rather than unsafe: %j', (text) => {
    expect(kindOf(text)).toBe('unknown_server');
  });

  it('does not take what stands behind a backslash for the host', () => {
    expect(kindOf('https://evil.test\\@mastodon.social')).toBe('https://evil.test');
  });

  it.each([
    ['https://mastodon.internal:3000/@ada', null],
    ['mastodon.internal:3000', null],
    ['@ada@mastodon.internal:3000', 'ada'],
  ])('reads what the operator let through: %s', (text, user) => {
    expect(read(text, 'https://mastodon.internal:3000')).toEqual({ origin: 'https://mastodon.internal:3000', user });
  });

  it('reads plain http where the operator let that through', () => {
    expect(read('http://127.0.0.1:3000/', 'http://127.0.0.1:3000').origin).toBe('http://127.0.0.1:3000');
  });
});
