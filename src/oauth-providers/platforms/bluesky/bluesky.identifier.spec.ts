import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/domain-error.js';
import { Secret } from '../../../kernel/secret.js';
import { ProviderError } from '../../ports/provider-error.js';
import { readAppPassword, readIdentifier } from './bluesky.identifier.js';

const plc = 'did:plc:z72i7hdynmk6r22z27h6tvur';

function failureOf(text: string): unknown {
  try {
    return readIdentifier(text);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    return error instanceof ProviderError ? error.kind : error;
  }
}

describe('readIdentifier', () => {
  it.each(['abcd-efgh-ijkl-mnop', ' ABCD-efgh-2345-7654 ', '@abcd-efgh-ijkl-mnop'])('takes %j for an app password in the wrong field', (text) => {
    expect(failureOf(text)).toBe('validation_failed');
  });

  it('takes the same with its domain for a handle', () => {
    expect(readIdentifier('john-paul-anna-lisa.bsky.social')).toEqual({ handle: 'john-paul-anna-lisa.bsky.social' });
  });

  it.each([
    'ada.bsky.social', ' ada.bsky.social\n', '@ada.bsky.social', '@Ada.BSKY.social', 'ada', '@ada', 'ADA', 'ada.bsky.social.',
    '\u200bada.bsky.social', '\u202a@ada.bsky.social\u202c', 'ada\u200d.bsky.social', '\ufeffada.bsky.social', 'a\u00adda.bsky.social', '\u2068@\u200bada.bsky.social\u2069',
    '＠ada.bsky.social', 'ada．bsky．social', 'ada。bsky。social', 'ａｄａ.bsky.social',
    'at://ada.bsky.social', 'at://ada.bsky.social/app.bsky.feed.post/3k', 'AT://Ada.bsky.social',
    'https://bsky.app/profile/ada.bsky.social', 'http://bsky.app/profile/ada.bsky.social/', 'https://www.bsky.app/profile/ada.bsky.social?x=1', 'bsky.app/profile/ada.bsky.social',
    'https://bsky.app/profile/ada.bsky.social/post/3kabc', 'https://bsky.app/profile/@ada.bsky.social', 'HTTPS://BSKY.APP/profile/Ada.bsky.social#top',
  ])('reads %j', (text) => {
    expect(readIdentifier(text)).toEqual({ handle: 'ada.bsky.social' });
  });

  it.each([
    [plc, plc],
    [` @${plc} `, plc],
    ['DID:PLC:Z72I7HDYNMK6R22Z27H6TVUR', plc],
    [`https://bsky.app/profile/${plc}`, plc],
    [`https://bsky.app/profile/${plc.replaceAll(':', '%3A')}`, plc],
    [`at://${plc}/app.bsky.actor.profile/self`, plc],
    ['did:web:ada.example.com', 'did:web:ada.example.com'],
  ])('reads the DID in %s', (text, did) => {
    expect(readIdentifier(text)).toEqual({ did });
  });

  it.each(['example.com', 'a.co', 'xn--ls8h.test', '8.cn', 'john.test', 'jan.van-der.example.org', `${'a'.repeat(63)}.com`, '0-0.test', '12345.bsky.social'])(
    'takes any name of the DNS: %s',
    (handle) => {
      expect(readIdentifier(handle)).toEqual({ handle });
    },
  );

  it('takes digits alone for a name on bsky.social', () => {
    expect(readIdentifier('12345')).toEqual({ handle: '12345.bsky.social' });
  });

  it.each([
    '', '@', '@@ada', 'ada bsky.social', 'ada\tbsky.social', 'ada\nbsky.social', '.', 'ada.', '.ada', 'ada..bsky.social', '-ada.bsky.social', 'ada-.bsky.social',
    'ada_l.bsky.social', 'adä.bsky.social', 'ada.bsky.social/', 'ada.123', 'ada.1st', `${'a'.repeat(64)}.com`, `${'a.'.repeat(127)}com`,
    'ada.invalid', 'handle.invalid', 'ada.example', 'https://elsewhere.test/profile/ada', 'https://bsky.app/', 'javascript:alert(1)', '<script>',
    'ada@example.com', 'Ada <ada@example.com>', '@ada@mastodon.social',
    'did:', 'did:plc:', 'did:plc:short', `${plc}x`, 'did:plc:z72i7hdynmk6r22z27h6tvu1', 'did:key:zQ3sh', 'did:web:', 'did:web:nodot', 'did:web:example.com:path', 'did:web:example.com/path',
  ])('refuses %j as ill-formed', (text) => {
    expect(failureOf(text)).toBe('validation_failed');
  });

  it('says what is wrong with an e-mail address', () => {
    expect(() => readIdentifier('ada@example.com')).toThrow(
      expect.objectContaining({ errors: [{ field: 'inputs.identifier', message: expect.stringContaining('give the handle') }] }),
    );
  });

  it.each([
    '127.0.0.1', '127.1', '0x7f.1', '0x7f.0.0.1', '0177.1', '169.254.169.254', '10.0.0.8', '１２７.０.０.１', '127。0。0。1', '[::1]', '[::ffff:127.0.0.1]',
    'https://127.0.0.1/', 'https://[::1]/', 'https://user:pw@bsky.social/', 'https://bsky.social@127.0.0.1/', 'https://bsky.social:8443/', 'ada.bsky.social:8080',
    'localhost', 'Localhost.', 'https://localhost/', 'db.localhost', 'printer.local', 'metadata.google.internal', '1.0.0.127.in-addr.arpa', 'site.onion', 'x.alt',
    'did:web:127.0.0.1', 'did:web:localhost', 'did:web:localhost%3A3000', 'did:web:[::1]', 'did:web:metadata.google.internal', 'did:web:example.com%3A22', 'did:web:2130706433',
  ])('refuses %s as unsafe', (text) => {
    expect(failureOf(text)).toBe('unsafe_address');
  });
});

describe('readAppPassword', () => {
  const read = (text: string): string => readAppPassword(Secret.of(text)).use((value) => value);

  it.each([
    'abcd-efgh-ijkl-mnop', ' abcd-efgh-ijkl-mnop\n', 'ABCD-EFGH-IJKL-MNOP', 'abcd efgh ijkl mnop', 'abcd - efgh - ijkl - mnop', 'abcd-efgh- ijkl-mnop', 'abcd–efgh—ijkl‐mnop',
    '\u200babcd-efgh-ijkl-mnop\ufeff', 'ab cd-ef gh-ij kl-mn op',
  ])('reads %j', (text) => {
    expect(read(text)).toBe('abcd-efgh-ijkl-mnop');
  });

  it.each(['main-password', ' with spaces ', 'Tr0ub4dor&3', 'abcdefghijklmnop', 'abcd-efgh-ijkl', 'correct-horse-battery', 'ABCD-EFGH-IJKL-MNOPQ', 'päss-wörd-päss-wörd'])(
    'leaves %j as it is',
    (text) => {
      expect(read(text)).toBe(text);
    },
  );
});
