import { randomBytes } from 'node:crypto';
import { Browser } from '../browser.js';
import { World, type SessionBody } from '../world.js';
import { LeakFound, leakWatch } from './leak-watch.js';
import { readDatabase } from './wiretaps.js';

export const metricsToken = 'metrics-token-0123456789abcdef';
export const appPassword = 'abcd-efgh-ijkl-mnop';

/** A secret that nobody else has, known by its entrance. */
export function marked(entrance: string): string {
  const secret = `mk${randomBytes(30).toString('base64url')}`;
  leakWatch.knows(entrance, secret);
  return secret;
}

/** A world that tells as much as it can, with what stories about leaks do in nearly every line. */
export class LeakStories {
  #heard = 0;

  private constructor(readonly world: World) {}

  static async open(): Promise<LeakStories> {
    const world = await World.start({ env: { LOG_LEVEL: 'trace', METRICS_TOKEN: metricsToken } });
    await world.workspace('acme');
    return new LeakStories(world);
  }

  /** Between two stories. */
  async nextDay(): Promise<void> {
    await this.world.control('reset', {});
    await this.world.service.database.query('DELETE FROM allowances');
  }

  /** What was given away since the last time, in the log and in any answer, and what stands in the database; `nothing` where there is none. */
  async givenAway(): Promise<string> {
    const { logs, databaseUrl } = this.world.service;
    leakWatch.saw('the log', logs.slice(this.#heard).join(''));
    this.#heard = logs.length;
    await readDatabase(databaseUrl, leakWatch);
    try {
      leakWatch.check();
      return 'nothing';
    } catch (error) {
      if (error instanceof LeakFound) return error.message;
      throw error;
    }
  }

  /** A browser that the platform has sent back, just before the service hears of it. */
  async atCallback(platform = 'linkedin', inputs: object = {}): Promise<{ session: SessionBody; browser: Browser; callback: string }> {
    const begun = await this.world.begin('acme', { platform, inputs });
    await this.world.consent('ada', 'approve', platform);
    const browser = new Browser();
    const page = await browser.follow(begun.body.authorizationUrl, (next) => next.startsWith(`${this.world.service.url}/v1/oauth/`));
    return { session: begun.body, browser, callback: page.location ?? '' };
  }
}
