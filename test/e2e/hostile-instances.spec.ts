import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hostileForms, hostileNames, insideHosts, rebindingName } from '../support/hostile-hosts.js';
import { drip, flood, json, redirect, ScriptedServer, silence, stall, text, type Reply } from '../support/scripted-server.js';
import { WatchedService } from '../support/watched-service.js';

/** What looking for a server may take: twelve seconds for all calls together, and a little. */
const patienceMs = 13_500;
const V2 = '/api/v2/instance';
const instance = json({ domain: 'social.test', version: '4.5.0', title: 'x' });

describe('an instance that leads inside, on the real network', () => {
  let service: WatchedService;

  beforeAll(async () => {
    service = await WatchedService.start({ SANDBOX_URL: 'none' });
  });

  afterEach(() => service.forget());
  afterAll(() => service.stop());

  const connect = (instanceUrl: string) => service.outcome('mastodon', { instanceUrl });

  it.each([...hostileForms, ...hostileForms.slice(0, 8).map((host) => `https://${host}/@ada`), '@ada@127.0.0.1', 'acct:ada@localhost'])(
    '%s › is refused by its form, and nothing is reached',
    async (instanceUrl) => {
      expect(await connect(instanceUrl)).toEqual([422, expect.stringMatching(/^(unsafe_url|invalid_instance)$/)]);
      expect(service.reached()).toEqual([]);
    },
  );

  it.each(Object.keys(hostileNames))('%s › is refused by where it leads, and nothing is reached', async (instanceUrl) => {
    expect(await connect(instanceUrl)).toEqual([422, 'unsafe_url']);
    expect(service.reached()).toEqual([]);
  });

  it('a name without an address › is no instance', async () => {
    expect(await connect('nowhere.test')).toEqual([422, 'invalid_instance']);
  });

  it('a name that rebinds › is called at the address that was judged, and then not at all', async () => {
    expect(await connect(rebindingName.name)).toEqual([503, 'platform_unavailable']);
    expect(await connect(rebindingName.name)).toEqual([422, 'unsafe_url']);
    expect(service.reached()).toEqual([`${rebindingName.first}:443`]);
  });
});

describe('an instance whose answers are hostile', () => {
  let server: ScriptedServer;
  let service: WatchedService;

  /** Plays every host, as the sandbox does: the host is the first part of the path. */
  beforeAll(async () => {
    server = await ScriptedServer.start();
    service = await WatchedService.start({ SANDBOX_URL: server.url });
  });

  afterEach(async () => {
    server.forget();
    await service.forget();
  });

  afterAll(async () => {
    await service.stop();
    await server.stop();
  });

  const connect = (instanceUrl = 'hostile.test') => service.outcome('mastodon', { instanceUrl });
  const answering = (replies: Readonly<Record<string, Reply>>): void => {
    server.replies = Object.fromEntries(Object.entries(replies).map(([path, reply]) => [`/hostile.test${path}`, reply]));
  };
  const expectNothingElseReached = (): void => {
    expect(service.reached(server.port)).toEqual([]);
    expect(server.asked.filter((path) => !path.startsWith('/hostile.test/'))).toEqual([]);
    expect(server.asked).not.toEqual([]);
  };

  it.each(insideHosts.flatMap((host) => [`https://${host}/`, `http://${host}/`]))('webfinger that redirects to %s › unsafe_url', async (location) => {
    answering({ '/.well-known/webfinger': redirect(location) });
    expect(await connect('@ada@hostile.test')).toEqual([422, 'unsafe_url']);
    expectNothingElseReached();
  });

  it.each(insideHosts)('host-meta that redirects to %s › unsafe_url', async (host) => {
    answering({ '/.well-known/host-meta': redirect(`https://${host}/.well-known/host-meta`) });
    expect(await connect()).toEqual([422, 'unsafe_url']);
    expectNothingElseReached();
  });

  it.each(insideHosts)('webfinger that names %s › unsafe_url', async (host) => {
    answering({ '/.well-known/webfinger': json({ links: [{ rel: 'self', type: 'application/activity+json', href: `https://${host}/users/ada` }] }) });
    expect(await connect('@ada@hostile.test')).toEqual([422, 'unsafe_url']);
    expectNothingElseReached();
  });

  it.each(insideHosts)('host-meta that names %s › unsafe_url', async (host) => {
    answering({ '/.well-known/host-meta': text(`<XRD><Link rel="lrdd" template="https://${host}/x?{uri}"/></XRD>`) });
    expect(await connect()).toEqual([422, 'unsafe_url']);
    expectNothingElseReached();
  });

  it.each(insideHosts)('an instance that redirects to %s › is not followed', async (host) => {
    answering({ [V2]: redirect(`https://${host}/`), '/api/v1/instance': redirect(`https://${host}/`) });
    expect(await connect()).toEqual([422, 'invalid_instance']);
    expectNothingElseReached();
  });

  it('redirects in a circle › invalid_instance', async () => {
    answering({ '/.well-known/host-meta': redirect('/.well-known/host-meta') });
    expect(await connect()).toEqual([422, 'invalid_instance']);
    expect(server.asked.filter((path) => path.endsWith('/host-meta'))).toHaveLength(4);
  });

  it('endpoints inside › are not believed: apps are registered and codes exchanged at the instance alone', async () => {
    const at = (path: string): string => `https://169.254.169.254${path}`;
    const endpoints = { authorization_endpoint: at('/a'), token_endpoint: at('/t'), revocation_endpoint: at('/r') };
    answering({
      [V2]: instance,
      '/.well-known/oauth-authorization-server': json(endpoints),
      '/api/v1/apps': json({ client_id: 'c', client_secret: 's' }),
    });
    const { status, body } = await service.begin('mastodon', { instanceUrl: 'hostile.test' });
    expect(status).toBe(201);
    expect(body.authorizationUrl).not.toContain('169.254');
    expect(server.asked).toContain('/hostile.test/oauth/token');
    expectNothingElseReached();
  });

  it.each<[string, Reply]>([
    ['without an end', flood],
    ['that drips', drip],
    ['that falls silent', stall],
    ['that never begins', silence],
  ])(
    'an answer %s › invalid_instance, in time',
    async (_, reply) => {
      answering({ [V2]: reply });
      const began = performance.now();
      expect(await connect()).toEqual([422, 'invalid_instance']);
      expect(performance.now() - began).toBeLessThan(patienceMs);
    },
    patienceMs + 5_000,
  );

  it(
    'answers that each take nearly too long › invalid_instance, in the time for all of them',
    async () => {
      const late: Reply = (_, response) => void setTimeout(() => response.writeHead(404).end(), 5_000).unref();
      answering({ [V2]: late, '/api/v1/instance': late, '/.well-known/webfinger': late, '/.well-known/host-meta': late });
      const began = performance.now();
      expect(await connect('@ada@hostile.test')).toEqual([422, 'invalid_instance']);
      expect(performance.now() - began).toBeLessThan(patienceMs);
    },
    patienceMs + 5_000,
  );
});

describe('an instance inside that the operator let through', () => {
  let server: ScriptedServer;
  let untrusted: ScriptedServer;
  let service: WatchedService;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    untrusted = await ScriptedServer.startUntrusted();
    service = await WatchedService.start({ SANDBOX_URL: 'none', EGRESS_ALLOW: `${server.host},${untrusted.host}` });
  });

  afterEach(async () => {
    server.forget();
    await service.forget();
  });

  afterAll(async () => {
    await service.stop();
    await server.stop();
    await untrusted.stop();
  });

  it('is connected by plain http at its port', async () => {
    server.replies = { [V2]: instance, '/api/v1/apps': json({ client_id: 'c', client_secret: 's' }) };
    const { status, body } = await service.begin('mastodon', { instanceUrl: `${server.url}/@ada` });
    expect([status, body.authorizationUrl.startsWith(service.service.url)]).toEqual([201, true]);
    expect(server.asked).toContain('/api/v1/apps');
  });

  it('is let through in that spelling alone', async () => {
    for (const instanceUrl of [`http://127.0.0.1:${server.port}`, 'http://localhost', `http://ada:pw@${server.host}`, `localhost:${server.port + 7}`]) {
      expect([instanceUrl, await service.outcome('mastodon', { instanceUrl })]).toEqual([instanceUrl, [422, 'unsafe_url']]);
    }
    expect(service.reached()).toEqual([]);
  });

  it('with a redirect to what was not let through › unsafe_url', async () => {
    server.replies = { '/.well-known/host-meta': redirect(`http://127.0.0.1:${server.port}/`) };
    expect(await service.outcome('mastodon', { instanceUrl: server.url })).toEqual([422, 'unsafe_url']);
  });

  it('with a certificate that nobody vouches for › a refusal of its own, and nothing is told to it', async () => {
    const { status, body } = await service.begin('mastodon', { instanceUrl: untrusted.url });
    expect([status, body.code, body.detail]).toEqual([502, 'platform_error', expect.stringContaining('certificate')]);
    expect(untrusted.received).toBe('');
  });
});
