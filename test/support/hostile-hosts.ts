import type { HostAnswers } from '../fakes/host-resolver.fake.js';

const outside = '93.184.215.14';

/** Addresses whose mere form shows that they are no public server's, in the notations that people have tried. */
export const hostileForms: readonly string[] = [
  '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '0', '①②⑦.0.0.1', '127。0。0。1', '%31%32%37.0.0.1',
  '10.0.0.1', '192.168.1.1', '172.16.0.1', '100.64.0.1', '169.254.169.254', '0xa9fea9fe', '2852039166', '192.0.0.192', '198.18.0.1',
  '224.0.0.1', '255.255.255.255', '8.8.8.8', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::a00:1]',
  '[2002:7f00:1::]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]', '[fd00:ec2::254]', '[fe80::1]', '[ff02::1]', '[2606:4700::1111]',
  'localhost', 'LOCALHOST', 'localhost.', 'foo.localhost', 'ｌｏｃａｌｈｏｓｔ', 'printer.local', 'vault.internal', 'metadata.google.internal', 'router.lan', 'db.corp', 'nas.home.arpa',
  '1.0.0.127.in-addr.arpa', 'mastodon.social:80', 'mastodon.social:5432', 'ada@mastodon.social:8443', 'user:pw@mastodon.social', 'mastodon.social:443@127.0.0.1',
];

/** Names of good form, and where they lead. All of them must be refused, whatever else they lead to. */
export const hostileNames: Readonly<Record<string, HostAnswers>> = {
  'loopback.test': [['127.0.0.1']],
  'loopback-v6.test': [['::1']],
  'unspecified.test': [['0.0.0.0']],
  'private-a.test': [['10.1.2.3']],
  'private-b.test': [['172.20.0.5']],
  'private-c.test': [['192.168.0.10']],
  'carrier.test': [['100.64.1.1']],
  'metadata.test': [['169.254.169.254']],
  'metadata-v6.test': [['fd00:ec2::254']],
  'link-local.test': [['fe80::1']],
  'mapped.test': [['::ffff:10.0.0.1']],
  'nat64.test': [['64:ff9b::7f00:1']],
  '6to4.test': [['2002:7f00:1::1']],
  'teredo.test': [['2001:0:4136:e378:8000:63bf:3fff:fdd2']],
  'multicast.test': [['239.1.2.3']],
  'broadcast.test': [['255.255.255.255']],
  'benchmark.test': [['198.18.0.1']],
  'protocol.test': [['192.0.0.8']],
  'mixed.test': [[outside, '127.0.0.1']],
  'mixed-v6.test': [[outside, '2606:4700::1111', '::1']],
};

/** A name that is judged outside and then leads inside. */
export const rebindingName = { name: 'rebinding.test', first: outside, answers: [[outside], ['127.0.0.1'], ['10.0.0.1']] } as const;

/** Where documents and redirects of hostile servers lead, as hosts of an https address. */
export const insideHosts: readonly string[] = [
  '127.0.0.1', '0x7f000001', '[::ffff:a9fe:a9fe]', '[64:ff9b::a00:1]', '169.254.169.254', 'localhost', 'metadata.google.internal', 'evil.test:6379', 'a:b@evil.test',
];
