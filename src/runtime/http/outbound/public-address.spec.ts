import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './public-address.js';

describe('isPublicAddress', () => {
  it.each(['1.1.1.1', '8.8.8.8', '93.184.215.14', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '192.167.255.255', '223.255.255.254', '2606:4700::1111', '2a00:1450:4001:80e::200e', '2001:4860:4860::8888'])(
    '%s › public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['this network', '0.0.0.0', '0.1.2.3'],
    ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255', '100.100.100.200'],
    ['loopback', '127.0.0.1', '127.255.255.255'],
    ['link-local and metadata', '169.254.0.1', '169.254.169.254', '169.254.170.2'],
    ['protocol assignments', '192.0.0.1', '192.0.0.8', '192.0.0.170', '192.0.0.192'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.255'],
    ['6to4 relays', '192.88.99.1'],
    ['benchmarking', '198.18.0.1', '198.19.255.255'],
    ['multicast', '224.0.0.1', '239.255.255.255'],
    ['reserved and broadcast', '240.0.0.1', '255.255.255.254', '255.255.255.255'],
    ['unspecified and loopback v6', '::', '::1'],
    ['mapped', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:0a00:0001', '0:0:0:0:0:ffff:169.254.169.254'],
    ['compatible', '::127.0.0.1', '::8.8.8.8'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::10.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1'],
    ['Teredo', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['other protocol assignments', '2001:2::1', '2001:10::1', '2001:20::1', '2001:1ff:ffff::1'],
    ['documentation v6', '2001:db8::1', '3fff::1'],
    ['unique local', 'fc00::1', 'fd00:ec2::254', 'fdff::1'],
    ['link-local v6', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast v6', 'ff02::1', 'ff0e::1'],
    ['discard', '100::1'],
    ['segment routing and unassigned', '5f00::1', '4000::1', 'e000::1'],
    ['no address', '', 'localhost', '127.1', '2130706433', '0x7f.1', '[::1]', '2606:4700::1111%eth0'],
  ])('%s › not public', (_, ...addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});
