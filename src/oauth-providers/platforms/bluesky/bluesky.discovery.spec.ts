import { describe, expect, it } from '@jest/globals';
import { did, directory, documentAt, fixture, home, index, method, openBluesky, sessionAnswer, xrpcError, type Routes } from '../../../../test/fakes/bluesky-network.fake.js';
import { Dns } from '../../../kernel/ports/dns.js';

const wellKnown = 'https://bsky.app/.well-known/atproto-did';
const resolver = `${index}/com.atproto.identity.resolveHandle`;

class Texts extends Dns {
  readonly asked: string[] = [];

  constructor(private readonly answer: readonly string[] | Error) {
    super();
  }

  override texts(name: string): Promise<readonly string[]> {
    this.asked.push(name);
    return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
  }
}

describe('from a handle to its DID', () => {
  it('DNS comes first › the host is not asked', async () => {
    const dns = new Texts(['v=spf1 -all', `did=${did}`]);
    const bench = openBluesky({ [wellKnown]: { body: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' } }, dns);

    expect((await bench.login()).server).toBe(home);
    expect(dns.asked).toEqual(['_atproto.bsky.app']);
    expect(bench.asked()).not.toContain('bsky.app/.well-known/atproto-did');
  });

  it('two DIDs in the DNS › nobody', async () => {
    const bench = openBluesky({}, new Texts([`did=${did}`, 'did=did:web:evil.test']));

    await expect(bench.login()).rejects.toMatchObject({ kind: 'unknown_identifier', platformCode: 'ambiguous_handle' });
    expect(bench.asked()).toEqual([]);
  });

  it.each([
    ['the same one twice', [`did=${did}`, `did=${did}`]],
    ['none', ['v=spf1 -all']],
    ['nonsense', ['did=did:key:zQ3sh']],
    ['no answer', new Error('timed out')],
  ])('%s in the DNS › is found all the same', async (_name, texts) => {
    expect((await openBluesky({}, new Texts(texts)).login()).server).toBe(home);
  });

  it('the host’s file › is trimmed, and asked for over three hops within seconds', async () => {
    const bench = openBluesky();
    await bench.login();

    expect(bench.http.sent[0]).toMatchObject({ method: 'GET', url: wellKnown, hops: 3, timeoutMs: 5_000 });
  });

  it.each<[string, Routes[string]]>([
    ['without the file', { status: 404, body: 'not found' }],
    ['with a page for everything', { body: '<!doctype html><title>Welcome</title>' }],
    ['with another thing', { body: '{"did":7}' }],
    ['that is down', 'network'],
    ['that is slow', 'timeout'],
    ['without an address', 'unknown_host'],
    ['without a valid certificate', 'certificate'],
    ['that answers without end', 'too_large'],
  ])('a host %s › the index is asked', async (_name, reply) => {
    const bench = openBluesky({ [wellKnown]: reply });

    expect((await bench.login()).server).toBe(home);
    expect(bench.http.asked(resolver)).toEqual([{ handle: 'bsky.app' }]);
  });

  it('a host that may not be called › is the end', async () => {
    const bench = openBluesky({ [wellKnown]: 'blocked' });

    await expect(bench.login()).rejects.toMatchObject({ kind: 'unsafe_address' });
    expect(bench.asked()).toEqual(['bsky.app/.well-known/atproto-did']);
  });

  it.each<[string, Routes[string], string]>([
    ['knows nobody', xrpcError(400, 'HandleNotFound'), 'unknown_identifier'],
    ['knows nobody, in older words', xrpcError(400, 'InvalidRequest', 'Unable to resolve handle'), 'unknown_identifier'],
    ['is down', 'network', 'unavailable'],
    ['answers 502 with a page', { status: 502, body: '<html>' }, 'unavailable'],
    ['answers a page', { body: '<html>' }, 'invalid_response'],
    ['answers nonsense', { body: { did: 'did:key:zQ3sh' } }, 'invalid_response'],
    ['limits us', { status: 429 }, 'rate_limited'],
  ])('an index that %s › %s', async (_name, reply, kind) => {
    const bench = openBluesky({ [wellKnown]: { status: 404 }, [resolver]: reply });

    await expect(bench.login()).rejects.toMatchObject({ kind, step: 'discover' });
  });
});

describe('from a DID to its server', () => {
  it.each([
    ['a handle that the document does not name', { alsoKnownAs: ['at://other.test'] }],
    ['a document without handles', { alsoKnownAs: null }],
  ])('%s › nobody, and no password goes anywhere', async (_name, changes) => {
    const bench = openBluesky({ [directory]: documentAt(home, changes) });

    await expect(bench.login()).rejects.toMatchObject({ kind: 'unknown_identifier', platformCode: 'handle_not_in_document' });
    expect(bench.http.asked(method('createSession'))).toEqual([]);
  });

  it('a handle in other letters › is the same', async () => {
    const bench = openBluesky({ [directory]: documentAt(home, { alsoKnownAs: ['at://first.test', 'at://BSKY.App'] }) });

    expect((await bench.login()).server).toBe(home);
  });

  it('a DID instead of a handle › needs no resolving', async () => {
    const bench = openBluesky();

    expect((await bench.login(did)).server).toBe(home);
    expect(bench.asked()[0]).toBe(`plc.directory/${did}`);
  });

  it('of all who are asked › only the directory and the index are the operator’s', async () => {
    const bench = openBluesky({ [wellKnown]: { status: 404 } });
    await bench.provider.identify(await bench.login());
    const operators = bench.http.sent.filter(({ hostFrom }) => hostFrom === 'configuration').map(({ url }) => new URL(url).origin);
    const peoples = bench.http.sent.filter(({ hostFrom }) => hostFrom === undefined).map(({ url }) => new URL(url).origin);

    expect(operators).toEqual([index, directory, index].map((url) => new URL(url).origin));
    expect(new Set(peoples)).toEqual(new Set(['https://bsky.app', home]));
  });

  it('did:web › its own host has the document', async () => {
    const web = 'did:web:ada.test';
    const document = { ...fixture('did-document'), id: web };
    const bench = openBluesky({ 'https://ada.test/.well-known/did.json': { body: document }, [method('createSession')]: sessionAnswer({ did: web }) });

    expect((await bench.login(web)).server).toBe(home);
    expect(bench.http.sent[0]?.hops).toBeUndefined();
  });

  it.each<[string, Routes[string], string]>([
    ['has no address', 'unknown_host', 'unknown_identifier'],
    ['is down', 'network', 'unavailable'],
    ['has no document', { status: 404 }, 'unknown_identifier'],
  ])('did:web whose host %s › %s', async (_name, reply, kind) => {
    const bench = openBluesky({ 'https://ada.test/.well-known/did.json': reply });

    await expect(bench.login('did:web:ada.test')).rejects.toMatchObject({ kind, step: 'discover' });
  });

  it('the directory itself without an address › says nothing about anybody', async () => {
    await expect(openBluesky({ [directory]: 'unknown_host' }).login()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it.each<[string, Routes[string], string]>([
    ['is not there', { status: 404, body: { message: `DID not registered: ${did}` } }, 'unknown_identifier'],
    ['was deleted', { status: 410, body: { message: 'DID not available' } }, 'unknown_identifier'],
    ['belongs to another', documentAt(home, { id: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }), 'invalid_response'],
    ['is a page', { body: '<html>' }, 'invalid_response'],
    ['cannot be had', { status: 503 }, 'unavailable'],
    ['cannot be had now', { status: 429 }, 'rate_limited'],
    ['is refused with a session’s words', xrpcError(401, 'AccountTakedown'), 'rejected'],
    ['names no server', documentAt(home, { service: [] }), 'no_connectable_account'],
    ['names another service', documentAt(home, { service: [{ id: '#atproto_labeler', type: 'AtprotoLabeler', serviceEndpoint: home }] }), 'no_connectable_account'],
    ['names no address', documentAt({ uri: home }), 'invalid_response'],
    ['names half an address', documentAt('puffball'), 'invalid_response'],
  ])('a document that %s › %s', async (_name, reply, kind) => {
    await expect(openBluesky({ [directory]: reply }).login()).rejects.toMatchObject({ kind, step: 'discover' });
  });

  it.each([
    `${home}/path`, `${home}/?x=1`, `${home}/#x`, 'https://user:pw@evil.test', 'https://bsky.social@evil.test/', 'ftp://evil.test', 'file:///etc/passwd', 'javascript:alert(1)',
  ])('a server that is more than an origin › %s › is unsafe', async (endpoint) => {
    const bench = openBluesky({ [directory]: documentAt(endpoint) });

    await expect(bench.login()).rejects.toMatchObject({ kind: 'unsafe_address' });
    expect(bench.asked().every((url) => !url.includes('createSession'))).toBe(true);
  });

  it('the full id of the service › is taken too, with or without a slash', async () => {
    const service = [{ id: `${did}#atproto_pds`, type: 'AtprotoPersonalDataServer', serviceEndpoint: `${home}/` }];

    expect((await openBluesky({ [directory]: documentAt('', { service }) }).login()).server).toBe(home);
  });
});
