import { describe, expect, it } from '@jest/globals';
import { did, method, openBluesky, sessionAnswer, standing, xrpcError, type BlueskyBench, type Routes } from '../../../../test/fakes/bluesky-network.fake.js';

const createSession = method('createSession');
const refreshSession = method('refreshSession');
const dead = xrpcError(400, 'ExpiredToken', 'Token has been revoked');
const wrong = xrpcError(401, 'AuthenticationRequired', 'Invalid identifier or password');

const logins = ({ http }: BlueskyBench) => http.sent.filter(({ url }) => url === createSession);

describe('the budget of logins', () => {
  it('eight a day for people, whatever comes of them › the ninth goes nowhere', async () => {
    const bench = openBluesky({ [createSession]: [wrong, sessionAnswer(), wrong] });
    for (let tries = 0; tries < 8; tries += 1) await bench.login(tries % 2 === 0 ? 'bsky.app' : did).catch(() => undefined);

    await expect(bench.login()).rejects.toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 86_400 });
    expect(logins(bench)).toHaveLength(8);
  });

  it('two a day are ours › people’s tries do not use them up, and more are not taken', async () => {
    const bench = openBluesky({ [refreshSession]: dead });
    for (let tries = 0; tries < 9; tries += 1) await bench.login().catch(() => undefined);

    await expect(bench.provider.renew(standing())).resolves.toBeDefined();
    await expect(bench.provider.renew(standing())).resolves.toBeDefined();
    await expect(bench.provider.renew(standing())).rejects.toMatchObject({ kind: 'rate_limited', step: 'renew', retryAfterSeconds: 86_400 });
    expect(logins(bench)).toHaveLength(10);
  });

  it.each<[Routes[string], number]>([['network', 0], ['blocked', 0], ['certificate', 0], [{ status: 503 }, 0], ['timeout', 1], [wrong, 1], [sessionAnswer(), 1]])(
    'a login answered by %j › counts %d',
    async (reply, taken) => {
      const bench = openBluesky({ [createSession]: reply });
      await bench.login().catch(() => undefined);

      expect(bench.allowances.taken('bluesky.login', did)).toBe(taken);
    },
  );
});
