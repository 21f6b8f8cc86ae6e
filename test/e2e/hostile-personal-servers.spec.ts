import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { hostileForms, hostileNames, insideHosts, rebindingName } from '../support/hostile-hosts.js';
import { drip, flood, json, redirect, ScriptedServer, silence, text, type Reply } from '../support/scripted-server.js';
import { WatchedService } from '../support/watched-service.js';

const appPassword = 'abcd-efgh-ijkl-mnop';
const did = 'did:plc:z72i7hdynmk6r22z27h6tvur';
const createSession = '/xrpc/com.atproto.server.createSession';
/** What finding out about a person's own host may take, and a little. */
const patienceMs = 6_500;

const documentAt = (serviceEndpoint: string): Reply =>
  json({ id: did, alsoKnownAs: ['at://ada.test'], service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint }] });

describe('a Bluesky account whose handle or server leads inside, on the real network', () => {
  /** Plays the directory and the index, which the operator names. */
  let directory: ScriptedServer;
  let untrusted: ScriptedServer;
  let service: WatchedService;

  beforeAll(async () => {
    directory = await ScriptedServer.start();
    untrusted = await ScriptedServer.startUntrusted();
    service = await WatchedService.start({
      SANDBOX_URL: 'none',
      BLUESKY_PLC_URL: directory.url,
      BLUESKY_APPVIEW_URL: directory.url,
      EGRESS_ALLOW: `${directory.host},${untrusted.host}`,
    });
  });

  afterEach(async () => {
    directory.forget();
    await service.forget();
  });

  afterAll(async () => {
    await service.stop();
    await directory.stop();
    await untrusted.stop();
  });

  const connect = (identifier: string) => service.outcome('bluesky', { identifier, appPassword });
  const expectNothingReached = (): void => {
    expect(service.reached(directory.port)).toEqual([]);
    expect(directory.received).not.toContain(appPassword);
  };

  // Numbers without a dot are short for handles of Bluesky's own, such as `0.bsky.social`.
  const hostileHandles = hostileForms.filter((form) => !/^\d\w*$/.test(form));

  it.each([...hostileHandles, ...hostileForms.slice(0, 8).map((host) => `https://${host}/`), 'did:web:127.0.0.1', 'did:web:localhost%3A5432', 'did:web:vault.internal'])(
    'the identifier %s › is refused by its form, and nobody is asked',
    async (identifier) => {
      expect(await connect(identifier)).toEqual([422, expect.stringMatching(/^(unsafe_url|validation_failed)$/)]);
      expect(directory.asked).toEqual([]);
      expectNothingReached();
    },
  );

  it.each(Object.keys(hostileNames).flatMap((name) => [name, `did:web:${name}`]))('%s › is refused by where it leads, and nobody is asked', async (identifier) => {
    expect(await connect(identifier)).toEqual([422, 'unsafe_url']);
    expect(directory.asked).toEqual([]);
    expectNothingReached();
  });

  it.each([...insideHosts, ...Object.keys(hostileNames), 'intranet.corp', 'db.home.arpa'])('a document that names %s as the server › unsafe_url, and no password leaves', async (host) => {
    directory.replies = { [`/${did}`]: documentAt(`https://${host}`) };
    expect(await connect(did)).toEqual([422, 'unsafe_url']);
    expectNothingReached();
  });

  it.each(['http://pds.test', 'http://127.0.0.1:5432', 'file:///etc/passwd', 'gopher://127.0.0.1:6379'])('a document that names %s › unsafe_url', async (endpoint) => {
    directory.replies = { [`/${did}`]: documentAt(endpoint) };
    expect(await connect(did)).toEqual([422, 'unsafe_url']);
    expectNothingReached();
  });

  it('a server whose name rebinds › is called at the address that was judged, and then not at all', async () => {
    directory.replies = { [`/${did}`]: documentAt(`https://${rebindingName.name}`) };
    expect(await connect(did)).toEqual([503, 'platform_unavailable']);
    expect(await connect(did)).toEqual([422, 'unsafe_url']);
    expect(service.reached(directory.port)).toEqual([`${rebindingName.first}:443`]);
  });

  it('a server inside that the operator let through › is asked', async () => {
    directory.replies = { [`/${did}`]: documentAt(directory.url), [createSession]: json({ error: 'AuthenticationRequired', message: 'x' }, 401) };
    expect(await connect(did)).toEqual([422, 'invalid_credentials']);
    expect(directory.asked).toEqual([`/${did}`, createSession]);
  });

  it('a server with a certificate that nobody vouches for › a refusal of its own, and no password leaves', async () => {
    directory.replies = { [`/${did}`]: documentAt(untrusted.url) };
    const { status, body } = await service.begin('bluesky', { identifier: did, appPassword });
    expect([status, body.code, body.detail]).toEqual([502, 'platform_error', expect.stringContaining('certificate')]);
    expect(untrusted.received).toBe('');
  });
});

describe('a Bluesky account whose host or server answers with hostility', () => {
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

  const connect = (identifier = 'ada.test') => service.outcome('bluesky', { identifier, appPassword });
  const index = '/public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle';
  const wellKnown = '/ada.test/.well-known/atproto-did';
  const atHome = {
    [index]: json({ did }),
    [`/plc.directory/${did}`]: documentAt('https://pds.test'),
    [`/pds.test${createSession}`]: json({ error: 'AuthenticationRequired', message: 'x' }, 401),
  };

  it.each(insideHosts.flatMap((host) => [`https://${host}/`, `http://${host}/`]))('a handle’s host that redirects to %s › unsafe_url', async (location) => {
    server.replies = { ...atHome, [wellKnown]: redirect(location) };
    expect(await connect()).toEqual([422, 'unsafe_url']);
    expect(server.asked).toEqual([wellKnown]);
    expect(service.reached(server.port)).toEqual([]);
  });

  it.each(insideHosts)('a document that names %s as the server › unsafe_url, in sandbox mode too', async (host) => {
    server.replies = { ...atHome, [`/plc.directory/${did}`]: documentAt(`https://${host}`) };
    expect(await connect(did)).toEqual([422, 'unsafe_url']);
    expect(server.received).not.toContain(appPassword);
    expect(service.reached(server.port)).toEqual([]);
  });

  it.each([301, 302, 307, 308])('a server that redirects a login with %d › is not followed, and the password stays with it', async (status) => {
    server.replies = { ...atHome, [`/pds.test${createSession}`]: redirect('https://evil.test/xrpc/com.atproto.server.createSession', status) };
    expect(await connect(did)).toEqual([502, 'platform_error']);
    expect(server.asked.filter((path) => path.includes('evil.test'))).toEqual([]);
    expect(service.reached(server.port)).toEqual([]);
  });

  it('a document of a did:web that redirects › is not followed', async () => {
    server.replies = { '/ada.test/.well-known/did.json': redirect('https://127.0.0.1/') };
    expect(await connect('did:web:ada.test')).toEqual([502, 'platform_error']);
    expect(service.reached(server.port)).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['without an end', flood],
    ['that drips', drip],
    ['that never begins', silence],
    ['that redirects in a circle', redirect('/.well-known/atproto-did')],
    ['that is another thing', text('<html>')],
  ])(
    'a handle’s host with an answer %s › is not waited for, the index is asked',
    async (_, reply) => {
      server.replies = { ...atHome, [wellKnown]: reply };
      const began = performance.now();
      expect(await connect()).toEqual([422, 'invalid_credentials']);
      expect(performance.now() - began).toBeLessThan(patienceMs);
    },
    patienceMs + 5_000,
  );

  it.each<[string, Reply, number, string]>([
    ['without an end', flood, 502, 'platform_error'],
    ['that drips', drip, 504, 'platform_timeout'],
  ])(
    'a did:web with a document %s › %d %s, in time',
    async (_, reply, status, code) => {
      server.replies = { '/ada.test/.well-known/did.json': reply };
      const began = performance.now();
      expect(await connect('did:web:ada.test')).toEqual([status, code]);
      expect(performance.now() - began).toBeLessThan(patienceMs);
    },
    patienceMs + 5_000,
  );
});
