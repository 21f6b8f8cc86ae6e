import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DnsServer } from '../../../../test/support/dns-server.js';
import { DnsHostResolver } from './host-resolver.js';

const v4 = [Buffer.from([93, 184, 215, 14]), Buffer.from([10, 0, 0, 7])];
const v6 = [Buffer.from('26064700000000000000000000001111', 'hex')];

describe('DnsHostResolver', () => {
  let server: DnsServer;
  let resolver: DnsHostResolver;

  beforeAll(async () => {
    server = await DnsServer.start({
      'both.test': { a: v4, aaaa: v6 },
      'four.test': { a: v4 },
      'six.test': { aaaa: v6 },
      'half.test': { a: v4, aaaa: 'failure' },
      'empty.test': {},
      'broken.test': { a: 'failure', aaaa: 'failure' },
      'silent.test': { a: 'silence', aaaa: 'silence' },
      localhost: { a: v4 },
    });
    resolver = new DnsHostResolver([server.address]);
  });

  afterAll(() => server.stop());

  it.each([
    ['both.test', ['93.184.215.14', '10.0.0.7', '2606:4700::1111']],
    ['both.test.', ['93.184.215.14', '10.0.0.7', '2606:4700::1111']],
    ['four.test', ['93.184.215.14', '10.0.0.7']],
    ['six.test', ['2606:4700::1111']],
    ['half.test', ['93.184.215.14', '10.0.0.7']],
  ])('%s › every address of both kinds that there is', async (name, addresses) => {
    expect(await resolver.addresses(name)).toEqual(addresses);
  });

  it.each([
    ['nowhere.test', 'unknown_host'],
    ['empty.test', 'unknown_host'],
    ['broken.test', 'network'],
    ['silent.test', 'network'],
  ])('%s › %s', async (name, failure) => {
    await expect(resolver.addresses(name)).rejects.toMatchObject({ failure });
  });

  it('a name that stands in the hosts file › is what the DNS says', async () => {
    expect(await resolver.addresses('localhost')).toEqual(['93.184.215.14', '10.0.0.7']);
  });
});
