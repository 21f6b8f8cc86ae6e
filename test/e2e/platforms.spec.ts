import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { ApiClient } from '../support/api-client.js';
import { expectMatchesOpenApi } from '../support/openapi.js';
import { startService, type RunningService } from '../support/service.js';
import { World } from '../support/world.js';

async function appsAt(sandbox: Sandbox): Promise<readonly object[]> {
  return ((await (await fetch(`${sandbox.url}/_sandbox/apps`)).json()) as { data: object[] }).data;
}

function ourApp(service: RunningService): unknown {
  return expect.objectContaining({
    platform: 'linkedin',
    clientId: 'sandbox-linkedin-client',
    redirectUris: [`${service.url}/v1/oauth/linkedin/callback`],
  });
}

interface PlatformBody {
  readonly platform: string;
  readonly available: boolean;
  readonly unavailableReason: string | null;
}

const linkedin = {
  platform: 'linkedin',
  label: 'LinkedIn',
  network: 'linkedin',
  accountTypes: ['personal'],
  authMethod: 'oauth',
  available: true,
  unavailableReason: null,
  inputs: [],
  selection: null,
  scopes: ['openid', 'profile', 'w_member_social'],
};

describe('the catalogue of platforms', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });

  afterAll(() => world.stop());

  it('a list › holds every platform of the registry, in its order', async () => {
    const answer = await world.api.get<{ data: PlatformBody[] }>('/v1/platforms');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: expect.arrayContaining([{ ...linkedin, redirectUri: `${world.service.url}/v1/oauth/linkedin/callback` }]),
      nextCursor: null,
    });
    expect(answer.body.data.map(({ platform }) => platform)).toEqual(platforms.map(({ id }) => id));
    expectMatchesOpenApi({ method: 'GET', path: '/v1/platforms', ...answer });
  });

  it('one platform › is answered as in the list', async () => {
    const answer = await world.api.get<PlatformBody>('/v1/platforms/linkedin');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...linkedin, redirectUri: `${world.service.url}/v1/oauth/linkedin/callback` });
    expectMatchesOpenApi({ method: 'GET', path: '/v1/platforms/linkedin', ...answer });
  });

  it.each(['myspace', 'LinkedIn', '__proto__', 'toString'])('an unknown platform (%s) › is not found', async (platform) => {
    const answer = await world.api.get<{ code: string }>(`/v1/platforms/${platform}`);

    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expectMatchesOpenApi({ method: 'GET', path: `/v1/platforms/${platform}`, ...answer });
  });

  it.each(['/v1/platforms', '/v1/platforms/linkedin'])('without a credential › %s says nothing', async (path) => {
    expect((await world.api.as(null).get(path)).status).toBe(401);
    expect((await world.api.as('sak_svc_wrong').get(path)).status).toBe(401);
  });

  it('the sandbox › knows our app and its exact redirect URI', async () => {
    expect(await appsAt(world.sandbox)).toContainEqual(ourApp(world.service));
  });
});

describe('a sandbox that was restarted', () => {
  it('is told our apps again › without a restart of the service', async () => {
    const first = await startSandbox();
    const service = await startService({ env: { SANDBOX_URL: first.url } });
    await first.stop();
    const second = await startSandbox({ port: first.port });
    try {
      const giveUp = Date.now() + 10_000;
      while ((await appsAt(second)).length === 0 && Date.now() < giveUp) await wait(50);
      expect(await appsAt(second)).toContainEqual(ourApp(service));
    } finally {
      await service.stop();
      await second.stop();
    }
  });
});

describe('a platform without credentials', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService({ env: { LINKEDIN_SCOPES: 'openid profile email w_member_social' } });
  });

  afterAll(() => service.stop());

  it('is listed as not available › with what to set and what to register', async () => {
    const answer = await new ApiClient(service.url, service.serviceKey).get('/v1/platforms/linkedin');

    expect(answer.body).toEqual({
      ...linkedin,
      available: false,
      unavailableReason: 'Its app credentials are not configured: set LINKEDIN_CLIENT_ID and LINKEDIN_CLIENT_SECRET.',
      scopes: ['openid', 'profile', 'email', 'w_member_social'],
      redirectUri: `${service.url}/v1/oauth/linkedin/callback`,
    });
  });
});

describe('a service with half-set credentials', () => {
  it('does not start › and names the variable, never a value', async () => {
    const start = startService({ env: { LINKEDIN_CLIENT_SECRET: 'hunter2' } });

    await expect(start).rejects.toThrow(/LINKEDIN_CLIENT_ID/);
    await expect(start).rejects.not.toThrow(/hunter2/);
  });
});
