import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboundError, OutboundHttp } from '../../src/kernel/ports/outbound-http.js';
import { World, type BeginBody, type ProblemBody } from '../support/world.js';

const at = (instanceUrl: string): BeginBody => ({ platform: 'mastodon', inputs: { instanceUrl } });

describe('a server that cannot be connected to', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.workspace('acme');
  });

  afterAll(() => world.stop());
  afterEach(() => world.control('reset', {}));

  const begin = (instanceUrl: string) => world.begin<ProblemBody>('acme', at(instanceUrl));
  const fault = (body: object): Promise<unknown> => world.control('faults', { host: 'mastodon.social', times: 9, fault: body });

  it.each([
    ['nowhere.test', 422, 'invalid_instance'],
    ['@ada@nowhere.test', 422, 'invalid_instance'],
    ['www.linkedin.com', 422, 'invalid_instance'],
    ['not a server', 422, 'invalid_instance'],
    ['127.0.0.1', 422, 'unsafe_url'],
    ['https://[::1]/', 422, 'unsafe_url'],
    ['localhost', 422, 'unsafe_url'],
    ['mastodon.social:8080', 422, 'unsafe_url'],
    ['https://ada:pw@mastodon.social', 422, 'unsafe_url'],
    ['metadata.google.internal', 422, 'unsafe_url'],
  ])('%s › %d %s', async (instanceUrl, status, code) => {
    const answer = await begin(instanceUrl);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    ['that hangs up', { reset: true }, 503, 'platform_unavailable'],
    ['that is down', { status: 503 }, 503, 'platform_unavailable'],
    ['that shows a page', { status: 200, body: '<!doctype html><title>Welcome</title>' }, 422, 'invalid_instance'],
    ['that is parked', { status: 404, body: '<html>' }, 422, 'invalid_instance'],
    ['that floods', { hugeBytes: 4_000_000 }, 422, 'invalid_instance'],
    ['that limits', { status: 429, headers: { 'retry-after': '30' } }, 429, 'rate_limited'],
  ])('one %s › is told so', async (_name, what, status, code) => {
    await fault(what);
    const answer = await begin('mastodon.social');
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await world.service.database.query('SELECT id FROM instance_apps')).toEqual([]);
  });

  it('one whose certificate does not hold › is told so, and the service goes on', async () => {
    const http = world.service.app.get(OutboundHttp);
    const send = http.send.bind(http);
    http.send = () => Promise.reject(new OutboundError('certificate', 'scripted'));
    const answer = await begin('mastodon.social');
    http.send = send;
    expect([answer.status, answer.body.code]).toEqual([502, 'platform_error']);
    expect(answer.body.detail).toContain('certificate');
    expect((await begin('mastodon.social')).status).toBe(201);
  });

  it('no server at all › names the field', async () => {
    const answer = await world.begin<ProblemBody>('acme', { platform: 'mastodon' });
    expect([answer.status, answer.body.errors]).toEqual([422, [expect.objectContaining({ field: 'inputs.instanceUrl' })]]);
  });

  it('one that comes back › connects', async () => {
    await fault({ reset: true });
    expect((await begin('mastodon.social')).status).toBe(503);
    await world.control('reset', {});
    expect(await world.connect('acme', 'ada', at('mastodon.social'))).toMatchObject({ status: 'connected' });
  });
});
