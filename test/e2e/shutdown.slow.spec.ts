import { describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { World } from '../support/world.js';

describe('a shutdown while a platform takes its time', () => {
  it('a callback that takes longer than most › is finished, and its session can be completed afterwards', async () => {
    const world = await World.start();
    try {
      await world.workspace('acme');
      await world.control('faults', { platform: 'linkedin', path: '/oauth/v2/accessToken', times: 1, fault: { delayMs: 15_000 } });
      await world.control('faults', { platform: 'linkedin', path: '/v2/userinfo', times: 1, fault: { delayMs: 15_000 } });
      const coming = world.authorize('acme', 'ada');
      await until(async () => (await world.requests('?platform=linkedin&path=/oauth/v2/accessToken')).length > 0);
      await Promise.all([world.service.app.close(), coming]);

      expect((await coming).code).toMatch(/^[\w-]{43}$/);
    } finally {
      await world.stop();
    }
  }, 90_000);
});
