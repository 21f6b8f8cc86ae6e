import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Logger } from '../../src/kernel/ports/logger.js';
import { Secret } from '../../src/kernel/secret.js';
import { Public } from '../../src/runtime/http/access.js';
import { Metrics } from '../../src/runtime/metrics/metrics.js';
import { Browser } from '../support/browser.js';
import { LeakFound, leakWatch } from '../support/leaks/leak-watch.js';
import { World, type BeginBody, type SessionBody } from '../support/world.js';

/** What a careless route would do. */
@Controller('v1/careless')
class CarelessController {
  @Get('body')
  @Public()
  tellInBody(@Query('value') value: string): object {
    return { told: `you said ${value}` };
  }

  @Get('header')
  @Public()
  tellInHeader(@Query('value') value: string, @Res() reply: FastifyReply): void {
    void reply.header('x-told', value).send({});
  }

  @Get('cookie')
  @Public()
  tellInCookie(@Query('value') value: string, @Res() reply: FastifyReply): void {
    void reply.header('location', `https://else.test/?state=${value}`).status(303).send();
  }
}

@Module({ controllers: [CarelessController] })
class CarelessModule {}

/** What a failure says; `nothing` where there was none. */
async function toldBy(work: () => void | Promise<void>): Promise<string> {
  try {
    await work();
    return 'nothing';
  } catch (error) {
    if (error instanceof LeakFound) return error.message;
    throw error;
  }
}

const marked = 'marked-Secret/with+odd=characters-0123456789';

/** A service that gives a secret away in one place, and what the watch says when it stops. */
describe('the watch', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ extraModules: [CarelessModule] });
    leakWatch.knows('marked secret', marked);
  });

  afterEach(async () => {
    await world.stop().catch(() => undefined);
  });

  function found(): Promise<string> {
    return toldBy(() => world.stop());
  }

  async function connectedAs(persona: string, body: BeginBody = {}): Promise<void> {
    await world.connect(await world.workspace('acme'), persona, body);
  }

  describe('where nothing was given away', () => {
    it('says nothing', async () => {
      await connectedAs('ada');
      expect(await found()).toBe('nothing');
    });
  });

  describe.each([
    ['of an error', new Error(`refused ${marked}`)],
    ['of a cause', new Error('refused', { cause: new TypeError(marked) })],
  ])('a secret in the message %s', (_of, error) => {
    it('in a line of the log › is found', async () => {
      world.service.app.get(Logger).error('careless', { error });
      expect(await found()).toContain('marked secret, as it is, in the log');
    });
  });

  describe('a secret in an answer', () => {
    it.each(['body', 'header'])('in its %s › is found', async (part) => {
      await fetch(`${world.service.url}/v1/careless/${part}?value=${encodeURIComponent(marked)}`);
      expect(await found()).toMatch(
        new RegExp(`marked secret, as it is, in the ${part === 'body' ? 'body' : 'headers'} of the answer 200 to GET /v1/careless/${part}`),
      );
    });

    it('where another answer may show one › is found', async () => {
      await fetch(`${world.service.url}/v1/careless/cookie?value=${encodeURIComponent(marked)}`, { redirect: 'manual' });
      expect(await found()).toContain('marked secret, as it is, in the headers of the answer 303 to GET /v1/careless/cookie');
    });

    it('in the place of another secret › is found', async () => {
      const begun = await world.begin(await world.workspace('acme'));
      const token = begun.body.authorizationUrl.split('/').at(-1) ?? '';
      leakWatch.answered({ method: 'GET', url: `/v1/connect/${token}`, status: 303, head: `location: https://else.test/?state=${token}\r\n`, body: '' });
      const told = await found();
      expect(told).toMatch(/launch token in the answer 303 to GET \/v1\/connect\/‹secret›, in the place of the state/);
      expect(told).not.toContain(token);
    });
  });

  it('a secret in a label of a metric › is found', async () => {
    world.service.app.get(Metrics).observeOutbound({ peer: 'linkedin', step: marked, outcome: 'ok' }, 1);
    expect(await found()).toContain('marked secret, as it is, in the metrics');
  });

  it('a secret in a mail › is found', async () => {
    await world.control('mail', { to: ['ana@acme.test'], from: 'a@b.test', subject: 'Careless', text: `Your token is ${marked}.`, html: null });
    expect(await found()).toContain('marked secret, as it is, in a mail');
  });

  describe('a secret in the database', () => {
    it.each([
      ['a text', 'text', (text: string) => text, 'as it is'],
      ['a list of texts', 'text[]', (text: string) => [text], 'as it is'],
      ['a JSON', 'jsonb', (text: string) => JSON.stringify({ deep: { token: text } }), 'as it is'],
      ['bytes', 'bytea', (text: string) => Buffer.from(text), 'as hex'],
    ])('in a column of %s › is found', async (_of, type, written, how) => {
      await world.service.database.query(`CREATE TABLE careless (kept ${type})`);
      await world.service.database.query('INSERT INTO careless VALUES ($1)', [written(marked)]);
      expect(await found()).toContain(`marked secret, ${how}, in the column careless.kept`);
    });

    it('in a row that is gone by the end › is found on its way there', async () => {
      await world.service.database.query('CREATE TABLE careless (kept text)');
      await world.service.database.query('INSERT INTO careless VALUES ($1)', [marked]);
      await world.service.database.query('DELETE FROM careless');
      expect(await found()).toContain('marked secret, as it is, in a value of the statement INSERT INTO careless VALUES ($1)');
    });
  });

  describe('every entrance', () => {
    /** What of these is not known, or would not be found. */
    async function unwatched(entrances: readonly string[]): Promise<readonly string[]> {
      for (const { name, value } of leakWatch.known()) {
        if (entrances.includes(name)) leakWatch.saw(`a place for ${name}`, value);
      }
      const told = await toldBy(() => leakWatch.check());
      return entrances.filter((entrance) => !told.includes(`${entrance}, as it is, in a place for ${entrance}`));
    }

    it('of the configuration, the API and a connect by redirect › is watched', async () => {
      await connectedAs('ada');
      await world.api.post('/v1/workspaces/acme/api-keys', { name: 'k', scopes: ['accounts:read'] });
      const own = ['launch token', 'browser cookie', 'state', 'connect code', 'workspace key', 'service key', 'sealing key', 'password of a connection'];
      const issued = ['code', 'access_token', 'id_token'].map((name) => `${name} issued by www.linkedin.com`);
      expect(await unwatched([...own, ...issued, 'client_secret presented to www.linkedin.com'])).toEqual([]);
    });

    it('of a connect at an instance › is watched', async () => {
      await connectedAs('ada', { platform: 'mastodon', inputs: { instanceUrl: 'mastodon.social' } });
      const issued = ['client_secret', 'code', 'access_token'].map((name) => `${name} issued by mastodon.social`);
      expect(await unwatched([...issued, 'code_verifier presented to mastodon.social'])).toEqual([]);
    });

    it('of a connect by app password › is watched', async () => {
      const inputs = { identifier: 'ada.bsky.social', appPassword: 'abcd-efgh-ijkl-mnop' };
      await world.begin(await world.workspace('acme'), { platform: 'bluesky', returnUrl: undefined, inputs });
      const issued = ['accessJwt', 'refreshJwt'].map((name) => `${name} issued by bsky.social`);
      expect(await unwatched([...issued, 'password presented to bsky.social'])).toEqual([]);
    });

    it('that nobody named, but that the service wraps › is watched', async () => {
      Secret.of('a-value-that-nobody-named');
      expect(await unwatched(['value that the service holds as a secret'])).toEqual([]);
    });
  });

  describe('the places where a value stands rightfully', () => {
    it('are needed: each is used by the usual connect', async () => {
      const workspace = await world.workspace('acme');
      const begun = await world.begin<SessionBody>(workspace);
      await world.consent('ada');
      const browser = new Browser();
      const { page, code } = await world.travel(begun.body.authorizationUrl, browser);
      await browser.open(page.location ?? '');
      expect(code).not.toBeNull();
      expect(await found()).toBe('nothing');
    });
  });
});
