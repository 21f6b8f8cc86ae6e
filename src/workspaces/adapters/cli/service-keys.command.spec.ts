import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApiKeyRepository } from '../../../../test/fakes/api-key-repository.fake.js';
import { FakeWorkspaceRepository } from '../../../../test/fakes/workspace-repository.fake.js';
import { Sha256Digest } from '../../../runtime/crypto/sha256-digest.js';
import { SystemRandom } from '../../../runtime/crypto/system-random.js';
import { SystemClock } from '../../../runtime/time/system-clock.js';
import { ListServiceKeys } from '../../application/list-service-keys.js';
import { MintServiceKey } from '../../application/mint-service-key.js';
import { RevokeServiceKey } from '../../application/revoke-service-key.js';
import { ServiceKeysCommand, usage } from './service-keys.command.js';

describe('ServiceKeysCommand', () => {
  const digest = new Sha256Digest();
  const clock = new SystemClock();
  let keys: FakeApiKeyRepository;
  let command: ServiceKeysCommand;

  beforeEach(() => {
    keys = new FakeApiKeyRepository(new FakeWorkspaceRepository());
    const mint = new MintServiceKey(keys, new SystemRandom(clock), digest, clock);
    command = new ServiceKeysCommand(mint, new ListServiceKeys(keys), new RevokeServiceKey(keys, clock));
  });

  const mint = (name = 'ops'): ReturnType<ServiceKeysCommand['run']> => command.run(['mint-service', '--name', name]);
  const onlyId = async (): Promise<string> => (await keys.listService())[0]!.id;

  it('mint-service › prints the key and nothing beside it, and the note does not hold it', async () => {
    const { exitCode, out, note } = await mint();

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^sak_svc_[A-Za-z0-9_-]{43}\n$/);
    expect(note).not.toContain(out.trim());
    expect((await keys.findByDigest(digest.sha256(out.trim())))?.name).toBe('ops');
  });

  it('list-service › one line a key with its id and hint, and no key', async () => {
    const { out: first } = await mint('first');
    await mint('second');

    const { exitCode, out } = await command.run(['list-service']);

    expect(exitCode).toBe(0);
    expect(out.trim().split('\n').map((line) => line.split('  ').at(-1))).toEqual(['second', 'first']);
    expect(out).toContain(`…${first.trim().slice(-4)}`);
    expect(out).not.toContain(first.trim());
    expect(out).not.toContain(digest.sha256(first.trim()));
  });

  it('list-service › none › says so', async () => {
    expect(await command.run(['list-service'])).toEqual({ exitCode: 0, out: '', note: 'No service key was minted.\n' });
  });

  it('revoke-service › the key works no more; twice › refused', async () => {
    const { out } = await mint();
    const id = await onlyId();

    expect(await command.run(['revoke-service', id])).toMatchObject({ exitCode: 0 });
    expect(await keys.findByDigest(digest.sha256(out.trim()))).toBeNull();
    expect(await command.run(['revoke-service', id])).toMatchObject({ exitCode: 1, out: '' });
  });

  it.each([
    [[]], [['help']], [['mint-service']], [['mint-service', 'x', '--name', 'ops']], [['mint-service', '--nam', 'ops']],
    [['list-service', 'x']], [['list-service', '--name', 'ops']], [['revoke-service']], [['revoke-service', 'a', 'b']],
  ])('%j › shows how it is used and does nothing', async (args) => {
    expect(await command.run(args)).toEqual({ exitCode: 1, out: '', note: `${usage}\n` });
    expect(await keys.listService()).toEqual([]);
  });

  it.each(['', '   ', 'a\u001b[2J', 'x'.repeat(201)])('mint-service › the name %j › refused', async (name) => {
    expect(await mint(name)).toMatchObject({ exitCode: 1, out: '' });
    expect(await keys.listService()).toEqual([]);
  });
});
