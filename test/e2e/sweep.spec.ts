import { SchedulerRegistry } from '@nestjs/schedule';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SweepConnectSessions } from '../../src/accounts/application/sweep-connect-sessions.js';
import { World } from '../support/world.js';

describe('sweeping connect sessions', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ env: { MAX_OPEN_SESSIONS: '2' } });
    await world.workspace('acme');
  });

  afterAll(() => world.stop());

  const sweep = (): Promise<{ expired: number; deleted: number }> => world.service.app.get(SweepConnectSessions).execute();

  it('a running service › is ticked every minute', () => {
    expect(world.service.app.get(SchedulerRegistry).getIntervals()).toHaveLength(1);
  });

  it('too many open sessions › are refused until one ends, by itself or cancelled', async () => {
    const first = await world.begin('acme');
    await world.begin('acme');
    const third = await world.begin('acme');
    expect([third.status, (third.body as unknown as { code: string }).code]).toEqual([409, 'too_many_open_sessions']);
    await world.api.delete(`/v1/workspaces/acme/connect-sessions/${first.body.id}`);
    expect((await world.begin('acme')).status).toBe(201);
    await world.passTime(601);
    expect((await world.begin('acme')).status).toBe(201);
    await world.passTime(601);
  });

  it('a session past its time › is ended and wiped by any of several sweepers, once', async () => {
    await sweep();
    const { session } = await world.authorize('acme', 'ada');
    await world.passTime(601);
    const swept = await Promise.all([sweep(), sweep()]);
    expect(swept.reduce((sum, { expired }) => sum + expired, 0)).toBe(1);
    const [row] = await world.service.database.query('SELECT status, sealed, connect_code_hash, browser_hash FROM connect_sessions WHERE id = $1', [session.id]);
    expect(row).toEqual({ status: 'expired', sealed: null, connect_code_hash: null, browser_hash: null });
  });

  it('sessions that ended a month ago › are forgotten', async () => {
    await world.passTime(31 * 24 * 3600);
    expect((await sweep()).deleted).toBeGreaterThan(0);
    expect(await world.service.database.query('SELECT 1 FROM connect_sessions')).toEqual([]);
  });
});
