import { describe, expect, it } from '@jest/globals';
import { hostForm } from './public-host.js';

describe('hostForm', () => {
  it.each(['https://mastodon.social/a?b', 'https://xn--bcher-kva.example', 'https://bücher.example', 'https://a.b.c.museum.', 'https://1.2.example'])(
    '%s › public',
    (url) => expect(hostForm(new URL(url))).toBe('public'),
  );

  it.each([
    'http://mastodon.social', 'ftp://mastodon.social', 'https://mastodon.social:8443', 'https://ada@mastodon.social', 'https://:pw@mastodon.social',
    'https://127.0.0.1', 'https://127.1', 'https://2130706433', 'https://0x7f000001', 'https://0177.0.0.1', 'https://①②⑦.0.0.1', 'https://8.8.8.8',
    'https://[::1]', 'https://[::ffff:10.0.0.1]', 'https://localhost', 'https://localhost.', 'https://LOCALHOST', 'https://a.localhost',
    'https://printer.local', 'https://metadata.google.internal', 'https://1.0.0.127.in-addr.arpa',
  ])('%s › inside', (url) => expect(hostForm(new URL(url))).toBe('inside'));

  it.each(['https://intranet-portal', 'https://a..example', 'https://-a.example', 'https://a_b.example', 'https://a.example..'])('%s › nonsense', (url) =>
    expect(hostForm(new URL(url))).toBe('nonsense'),
  );
});
